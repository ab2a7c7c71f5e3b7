"""Every preset with every bug that fits it: our log beside real PyTorch's run of the exported script.

A bug that raises must raise the same type and message in both; lines must be equal to four
decimals for as long as PyTorch's own float32 and float64 runs of the script agree.
DESCENT names the program, by default .build/release/descent.
"""
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
DESCENT = os.environ.get("DESCENT", str(ROOT / ".build/release/descent"))
EPOCHS = 100


def ours(*arguments):
    return subprocess.run([DESCENT, *arguments], capture_output=True, text=True, cwd=ROOT)


def torch_run(script, double=False):
    if double:
        # The same draws, then everything in float64.
        script = script.replace(
            "\nloss_fn = ", "\nmodel = model.double()\nX_train, X_test = X_train.double(), "
            "X_test.double()\nif y_train.is_floating_point():\n    y_train, y_test = "
            "y_train.double(), y_test.double()\nloss_fn = ", 1)
    return subprocess.run([sys.executable, "-"], input=script, capture_output=True, text=True)


def agreement(a, b):
    """How many lines are equal from the start."""
    count = 0
    for x, y in zip(a, b):
        if x != y:
            break
        count += 1
    return count


def main():
    presets = [line.split()[0] for line in ours("presets").stdout.splitlines()]
    bugs = [line.split()[:2] for line in ours("bugs").stdout.splitlines()]
    wrong = 0
    print(f"{'preset':10} {'bug':18} {'result'}")
    for preset in presets:
        for bug, kind in [("-", "healthy"), *bugs]:
            switch = [] if bug == "-" else ["--bug", bug]
            common = [preset, *switch, "--epochs", str(EPOCHS)]
            exported = ours("export", *common)
            if exported.returncode:
                print(f"{preset:10} {bug:18} does not fit: {exported.stderr.strip()}")
                continue
            log, real = ours("log", *common), torch_run(exported.stdout)
            lines, torch_lines = log.stdout.splitlines(), real.stdout.splitlines()
            if kind == "raises":
                said = log.stderr.splitlines()[0] if log.stderr else "nothing"
                torch_said = real.stderr.strip().splitlines()[-1] if real.stderr else "nothing"
                same = said == torch_said and lines == torch_lines
                result = f"both raise {said[:60]}…" if same else f"{said}\n  PyTorch: {torch_said}"
            else:
                equal = agreement(lines, torch_lines)
                double = torch_run(exported.stdout, double=True).stdout.splitlines()
                limit = agreement(torch_lines, double)
                same = equal >= min(limit, EPOCHS) and real.returncode == 0
                result = f"{equal} of {EPOCHS} lines equal, PyTorch's float32 and float64: {limit}"
            wrong += not same
            print(f"{preset:10} {bug:18} {'' if same else 'WRONG '}{result}", flush=True)
    print(f"{wrong} wrong")
    return wrong


if __name__ == "__main__":
    sys.exit(main() != 0)
