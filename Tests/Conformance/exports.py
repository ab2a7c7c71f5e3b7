"""Every preset with every bug that fits it: our log beside real PyTorch's run of the exported script.

A bug that raises must raise the same type and message in both. Otherwise the numbers of 100 epochs
must agree to four decimals, i.e. differ by less than half a unit of the fourth, for as long as
PyTorch's own float32 and float64 runs of the script do: past that, rounding decides. Where a silent
bug raises in the end, the error and its epoch must be the same as well.

    exports.py [--markdown] [--goldens] [PRESET...]

--markdown prints the table that SameAsPyTorch.md keeps; --goldens writes the first rows and epochs of the
healthy presets for the Swift tests. DESCENT names the program, by default .build/release/descent.
"""
import argparse
import collections
import contextlib
import io
import json
import math
import multiprocessing
import os
import pathlib
import subprocess
import sys

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np  # noqa: E402  (after the number of threads is set)
import torch  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
GOLDENS = pathlib.Path(__file__).parent / "goldens" / "experiments.json"
DESCENT = os.environ.get("DESCENT", str(ROOT / ".build/release/descent"))
EPOCHS = 100
HALF_UNIT = 0.5e-4
HEALTHY = "healthy"


def descent(*arguments):
    return subprocess.run([DESCENT, *arguments], capture_output=True, text=True, cwd=ROOT)


def our_run(arguments):
    """Each epoch's numbers and the error's line, None without one."""
    run = descent("log", "--format", "jsonl", *arguments)
    events = [json.loads(line) for line in run.stdout.splitlines()]
    rows = [[float(event[key]) for key in ("train/loss", "train/acc", "test/loss", "test/acc")]
            for event in events if event["event"] == "epoch"]
    errors = [f"{event['type']}: {event['message']}" for event in events if event["event"] == "error"]
    return rows, errors[0] if errors else None


def torch_run(script, double=False):
    """The same of real PyTorch, and the script's names; numbers in full where the script rounds."""
    script = script.replace(":.4f}", ":.17g}")
    if double:
        # The same draws, then everything in float64, also what the loop makes.
        script = script.replace(
            "\nloss_fn = ", "\nmodel = model.double()\nX_train, X_test = X_train.double(), "
            "X_test.double()\nif y_train.is_floating_point():\n    y_train, y_test = "
            "y_train.double(), y_test.double()\nloss_fn = ", 1)
        setup, loop = script.split("\nfor epoch in ")
        loop = loop.replace("torch.float32", "torch.float64").replace(".float()", ".double()")
        script = f"{setup}\nfor epoch in {loop}"
    names, printed, error = {"__name__": "__main__"}, io.StringIO(), None
    with contextlib.redirect_stdout(printed):
        try:
            exec(compile(script, "script", "exec"), names)
        except Exception as raised:
            error = f"{type(raised).__name__}: {raised}"
    rows = [[float(part.split(": ")[1]) for part in line.split(" | ")[1:]]
            for line in printed.getvalue().splitlines() if line.startswith("Epoch:")]
    return rows, error, names


def agreement(a, b):
    """For how many epochs from the start the numbers agree to four decimals."""
    def same(x, y):
        return x == y or abs(x - y) < HALF_UNIT or (math.isnan(x) and math.isnan(y))
    for epoch, (p, q) in enumerate(zip(a, b)):
        if not all(map(same, p, q)):
            return epoch
    return min(len(a), len(b))


def exactness(a, b):
    """How much of two whole runs is the same: every bit, every printed number, or less."""
    if np.array_equal(np.float32(a), np.float32(b), equal_nan=True):
        return "bits"
    return "numbers" if agreement(a, b) == len(a) == len(b) else ""


def compare(case):
    """The table's cell for a preset and a bug, whether it is as it should be, and `exactness`."""
    preset, bug, raises = case
    arguments = [preset, "--epochs", str(EPOCHS), *([] if bug == HEALTHY else ["--bug", bug])]
    exported = descent("export", *arguments)
    if exported.returncode:
        return case, "", True, ""
    rows, error = our_run(arguments)
    torch_rows, torch_error, _ = torch_run(exported.stdout)
    if raises:
        same = error is not None and error == torch_error
        same = same and agreement(rows, torch_rows) == len(rows) == len(torch_rows)
        return case, "raises" if same else f"{error} ✗ PyTorch: {torch_error}", same, ""
    if error != torch_error or len(rows) != len(torch_rows):
        return case, f"{error} at {len(rows)} ✗ PyTorch: {torch_error} at {len(torch_rows)}", False, ""
    double_rows, double_error, _ = torch_run(exported.stdout, double=True)
    if double_error not in (None, error):
        return case, f"✗ PyTorch in float64: {double_error}", False, ""
    equal, limit = agreement(rows, torch_rows), agreement(torch_rows, double_rows)
    if equal < limit:
        return case, f"{equal} of {limit} ✗", False, ""
    cell = str(equal) if equal == limit else f"{equal} ({limit})"
    return case, cell, True, exactness(rows, torch_rows)


def golden(preset):
    """First rows of the data, in full the numbers of the first epochs."""
    exported = descent("export", preset, "--epochs", "6")
    rows, error, names = torch_run(exported.stdout)
    if error:
        raise RuntimeError(f"{preset}: {error}")
    result = {"preset": preset, "epochs": rows}
    for name in ("X_train", "y_train", "X_test", "y_test"):
        tensor = names[name]
        result[name] = {"shape": list(tensor.shape), "first": tensor[:2].flatten().tolist(),
                        "sum": tensor.double().sum().item()}
    return json.dumps(result, separators=(",", ":"))


def markdown(presets, bugs, cells):
    lines = [f"| | {' | '.join(presets)} |", "|---" * (len(presets) + 1) + "|"]
    for bug in bugs:
        row = [cells[preset, bug] for preset in presets]
        lines.append(f"| {bug} | {' | '.join(row)} |")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("presets", nargs="*")
    parser.add_argument("--markdown", action="store_true")
    parser.add_argument("--goldens", action="store_true")
    parser.add_argument("--bug", action="append", help="only these; 'healthy' is the run without any")
    options = parser.parse_args()
    presets = options.presets or [line.split()[0] for line in descent("presets").stdout.splitlines()]
    kinds = {HEALTHY: False}
    for line in descent("bugs").stdout.splitlines():
        name, kind = line.split()[:2]
        kinds[name] = kind == "raises"
    bugs = options.bug or list(kinds)
    # One process a core; PyTorch is loaded once and lives on in each.
    with multiprocessing.get_context("fork").Pool(2, maxtasksperchild=20) as pool:
        if options.goldens:
            GOLDENS.write_text("\n".join(pool.map(golden, presets)) + "\n")
            return 0
        cases = [(preset, bug, kinds[bug]) for bug in bugs for preset in presets]
        cells, wrong, exact = {}, 0, collections.Counter()
        for (preset, bug, raises), cell, is_right, same in pool.imap(compare, cases):
            cells[preset, bug] = cell
            wrong += not is_right
            exact[same] += not raises and cell != ""
            if not options.markdown or not is_right:
                print(f"{preset:16} {bug:18} {cell or 'does not fit'}", flush=True,
                      file=sys.stderr if options.markdown else sys.stdout)
    if options.markdown:
        print(f"Of {exact.total()} runs that do not raise, {exact['bits'] + exact['numbers']} print "
              f"PyTorch's numbers to the end, {exact['bits']} are its to the last bit.\n")
        print(markdown(presets, bugs, cells))
    print(f"{wrong} of {sum(map(bool, cells.values()))} wrong", file=sys.stderr)
    return wrong


if __name__ == "__main__":
    sys.exit(main() != 0)
