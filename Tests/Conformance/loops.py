"""Training loops as people write them, each a text under `loops`, run by real PyTorch: the goldens.

The first line of a text names the preset whose data and model it trains. What stands before the
line `# loop` is setup, what stands after it is the body of `for epoch in range(epochs):`; its
lines are counted from 1. `log(name, value)` makes a further series.

A golden has the lines of the text log, without the series that a loop does not bind, the same
numbers in full, the further series as pairs of epoch and value, what was printed, and the error
with which a run ended, as Python words it. An epoch that a `break` ends is logged, as is one that
`continue` ends; one that raises is not.

The numbers of an epoch should differ from a golden by less than half a unit of the fourth decimal,
and those printed by no more than one of the last that is shown.

    loops.py [NAME...]

With names, prints these goldens instead of writing all. DESCENT names the program that exports the
presets, by default .build/release/descent.
"""
import contextlib
import functools
import io
import json
import os
import pathlib
import subprocess
import sys
import textwrap
import traceback
from collections.abc import Iterator
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")

import torch  # noqa: E402  (after the number of threads is set)

ROOT = pathlib.Path(__file__).resolve().parents[2]
LOOPS = pathlib.Path(__file__).parent / "loops"
GOLDENS = pathlib.Path(__file__).parent / "goldens" / "loops.json"
DESCENT = os.environ.get("DESCENT", str(ROOT / ".build/release/descent"))
EPOCHS = 12
SERIES = {"loss": "Train loss", "train_acc": "Train acc", "test_loss": "Test loss",
          "test_acc": "Test acc"}


@functools.cache
def before_loop(preset: str) -> str:
    """Data, model, loss, optimiser and accuracy of a preset as Python."""
    run = subprocess.run([DESCENT, "export", preset, "--epochs", str(EPOCHS)], check=True,
                         capture_output=True, text=True, cwd=ROOT)
    return run.stdout.split("\nfor epoch in ")[0]


def parts(text: str) -> tuple[str, str, str]:
    """A text's preset, setup and loop."""
    first, rest = text.split("\n", 1)
    setup, found, loop = f"\n{rest}".partition("\n# loop\n")
    if not first.startswith("# preset: ") or not found:
        raise ValueError(f"no preset or no loop in {text!r}")
    return first.removeprefix("# preset: "), setup, loop


def worded(error: BaseException) -> str:
    """An error's message as Python shows it below the traceback, with the name that it suggests."""
    shown = io.StringIO()
    with contextlib.redirect_stderr(shown):
        sys.__excepthook__(type(error), error, error.__traceback__)
    text = shown.getvalue().rstrip("\n")
    return text[text.rindex(str(error)):]


def number(value: Any) -> float:
    return value.item() if isinstance(value, torch.Tensor) else float(value)


class Run:
    """One run of a loop, with what came of it."""

    def __init__(self, path: pathlib.Path):
        self.preset, setup, loop = parts(path.read_text())
        self.epoch = -1
        self.rows: list[dict[str, float]] = []
        self.series: dict[str, list[tuple[int, float]]] = {}
        self.printed = io.StringIO()
        self.error: dict[str, Any] | None = None
        self.names: dict[str, Any] = {"log": self.log}
        exec(before_loop(self.preset), self.names)
        # What a loop does to the grad mode ends with it.
        with torch.enable_grad(), contextlib.redirect_stdout(self.printed):
            exec(compile(setup, "setup", "exec"), self.names)
            self.train(loop)

    def train(self, loop: str) -> None:
        body = textwrap.indent(loop, "    ")
        self.names["_epochs"] = self.epochs()
        try:
            exec(compile(f"for epoch in _epochs:\n{body}", "loop", "exec"), self.names)
        except Exception as error:
            lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__)
                     if frame.filename == "loop"]
            self.error = {"type": type(error).__name__, "message": worded(error),
                          "epoch": self.epoch, "line": lines[-1] - 1}
        else:
            if len(self.rows) == self.epoch:  # a `break` ended it
                self.end_epoch()

    def epochs(self) -> Iterator[int]:
        for self.epoch in range(self.names["epochs"]):
            yield self.epoch
            self.end_epoch()

    def end_epoch(self) -> None:
        self.rows.append({name: number(self.names[name]) for name in SERIES if name in self.names})

    def log(self, name: str, value: Any) -> None:
        self.series.setdefault(name, []).append((self.epoch, number(value)))

    def lines(self) -> list[str]:
        return [" | ".join([f"Epoch:{epoch}", *(f"{SERIES[k]}: {v:.4f}" for k, v in row.items())])
                for epoch, row in enumerate(self.rows)]

    def golden(self) -> dict[str, Any]:
        return {"preset": self.preset, "lines": self.lines(), "rows": self.rows,
                "series": self.series, "printed": self.printed.getvalue(), "error": self.error}


def main() -> None:
    names = sys.argv[1:]
    goldens = [{"name": path.stem, **Run(path).golden()} for path in sorted(LOOPS.glob("*.py"))
               if not names or path.stem in names]
    if not names:
        GOLDENS.write_text("\n".join(map(json.dumps, goldens)) + "\n")
        return
    for golden in goldens:
        del golden["rows"]
        print(json.dumps(golden, indent=2))


if __name__ == "__main__":
    main()
