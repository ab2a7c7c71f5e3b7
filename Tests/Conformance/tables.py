"""Every table beside real PyTorch's run of the exported script, and what its model is worth.

    tables.py [--epochs N] [FILE[:LABEL[:TASK]]...]

Without files: those of Tests/Tables/Files. The numbers of all epochs must agree to four decimals,
i.e. differ by less than half a unit of the fourth beside what a float32 holds. Beside them stands
what knows nothing: the largest class of the training rows, or an R2 of 0. DESCENT names the program.
"""
import argparse
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
FILES = ROOT / "Tests/Tables/Files"
DESCENT = os.environ.get("DESCENT", str(ROOT / ".build/release/descent"))
OWN = [
    "quotes.csv:dry", "commas.csv", "gaps.csv", "blanks.txt", "packed.tsv.gz", "dates.csv",
    "nothing.csv", "leak.csv", "rare.csv", "scales.csv", "names.csv", "own_train.csv",
]
# Printed after the last epoch by a script that has come to its end.
WORTH = """
import sys as _sys
if "names" in globals():
    _labels = y_train.long().flatten()
    _most = torch.bincount(_labels).argmax()
    print("majority", (y_test.long().flatten() == _most).float().mean().item(), file=_sys.stderr)
else:
    print("majority", 0.0, file=_sys.stderr)
"""


def numbers(text):
    lines = [line for line in text.splitlines() if line.startswith("Epoch:")]
    return lines, [[float(x) for x in re.findall(r": (\S+)", line)] for line in lines]


def close(a, b):
    if a != a or b != b:
        return a != a and b != b
    return abs(a - b) <= 1.01e-4 + 1e-6 * abs(a)


def check(name, epochs):
    path, label, task = (name.split(":") + ["", ""])[:3]
    path = path if "/" in path else str(FILES / path)
    options = [path, "--epochs", str(epochs)]
    options += ["--label", label] if label else []
    options += ["--task", task] if task else []
    ours = subprocess.run([DESCENT, "log", *options], capture_output=True, text=True)
    if ours.returncode:
        return "refused", (ours.stderr.strip().splitlines() or ["?"])[-1], None, None
    script = subprocess.run([DESCENT, "export", *options], capture_output=True, text=True).stdout
    with tempfile.NamedTemporaryFile("w", suffix=".py") as file:
        file.write(script + WORTH)
        file.flush()
        theirs = subprocess.run(
            [sys.executable, file.name], capture_output=True, text=True,
            env={**os.environ, "OMP_NUM_THREADS": "1"})
    (lines, own), (_, other) = numbers(ours.stdout), numbers(theirs.stdout)
    if len(own) != len(other):
        return "script fails", (theirs.stderr.strip().splitlines() or ["?"])[-1], None, None
    agreed = next((i for i, (a, b) in enumerate(zip(own, other)) if not all(map(close, a, b))),
                  len(own))
    score = own[-1][3]
    worth = float(re.search(r"majority (\S+)", theirs.stderr).group(1))
    return ("agrees" if agreed == len(own) else f"parts at {agreed}"), lines[-1], score, worth


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=100)
    parser.add_argument("files", nargs="*")
    arguments = parser.parse_args()
    results = []
    for name in arguments.files or OWN:
        result = check(name, arguments.epochs)
        results.append(result)
        state, text, score, worth = result
        better = "" if score is None else f"{score:.4f} against {worth:.4f}" + (
            "" if score > worth else " NO BETTER")
        print(f"{name.split('/')[-1]:40} {state:14} {better}  {text if score is None else ''}",
              flush=True)
    trained = [r for r in results if r[2] is not None]
    print(f"{len(trained)} of {len(results)} train, {sum(r[0] == 'agrees' for r in results)} agree, "
          f"{sum(r[2] > r[3] for r in trained)} are better than what knows nothing")
    sys.exit(any(r[0] != "agrees" for r in results))


if __name__ == "__main__":
    main()
