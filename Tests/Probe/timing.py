"""What the probe costs: `timing.py [PAIRS]` with a Python that has torch; belongs on a quiet machine.

Three processes of each model stand side by side: without the probe, with it after it has taken itself
out, and while it traces. They are timed in turn, a block of steps each, so that a slow moment of the
machine meets all of them; of the pairs' quotients the median is told. A reader takes the events, as
Descent does.

    allowed: a step 1.02 times after tracing, 1.8 times while tracing; a start 0.15 s longer; memory
    that does not grow
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from typing import Dict, List, Tuple

from running import Received, environment, python

STEPS = "60"

MODELS = {
    "784-128-10, batch 64": """
model = nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))
x, y = torch.randn(64, 784), torch.randint(0, 10, (64,))
""",
    "a two-layer transformer": """
layer = nn.TransformerEncoderLayer(64, 4, 128, batch_first=True)
model = nn.Sequential(nn.TransformerEncoder(layer, 2), nn.Flatten(), nn.Linear(64 * 16, 10))
x, y = torch.randn(16, 16, 64), torch.randint(0, 10, (16,))
""",
}

CHILD = """
import resource, sys, time, torch
from torch import nn
torch.manual_seed(0)
torch.set_num_threads(1)
{model}
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
def step():
    loss = nn.functional.cross_entropy(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
for _ in range(30):
    step()
print("ready", flush=True)
for line in sys.stdin:
    if line == "memory\\n":
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, flush=True)
        continue
    started = time.perf_counter()
    for _ in range(int(line)):
        step()
    print(time.perf_counter() - started, flush=True)
"""

IMPORT = "import time; s = time.perf_counter(); import torch, torch.optim; print(time.perf_counter() - s)"


def start(source: str, socket: str, trace: str) -> "subprocess.Popen[str]":
    """A child; `trace` is empty for one without the probe."""
    script = os.path.join(os.path.dirname(socket), "train.py")
    with open(script, "w", encoding="utf-8") as file:
        file.write(source)
    values = environment(DESCENT_PROBE_SOCKET=socket, DESCENT_PROBE_TRACE=trace)
    values.pop("DESCENT_PROBE_DEBUG")
    if not trace:
        values.pop("PYTHONPATH")
    return subprocess.Popen(
        [python(), script], env=values, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def answer(child: "subprocess.Popen[str]") -> str:
    assert child.stdout is not None
    return child.stdout.readline().strip()


def ask(child: "subprocess.Popen[str]", what: str) -> float:
    """Seconds for so many steps, or kilobytes for `memory`."""
    assert child.stdin is not None
    child.stdin.write(f"{what}\n")
    child.stdin.flush()
    return float(answer(child))


def quotients(model: str, socket: str, pairs: int) -> Dict[str, List[float]]:
    source = CHILD.format(model=model)
    children = {trace: start(source, socket, trace) for trace in ("", "auto", "always")}
    for child in children.values():
        assert answer(child) == "ready"
    found: Dict[str, List[float]] = {"auto": [], "always": []}
    for pair in range(pairs):
        for trace, list_ in found.items():
            # The first of a pair is now the one, now the other.
            order = ("", trace) if pair % 2 == 0 else (trace, "")
            took = {one: ask(children[one], STEPS) for one in order}
            list_.append(took[trace] / took[""])
    for child in children.values():
        assert child.stdin is not None
        child.stdin.close()
        child.wait()
    return found


def growth(model: str, socket: str, trace: str) -> float:
    """Kilobytes that a process grows by from its 1,000th step to its 5,000th."""
    child = start(CHILD.format(model=model), socket, trace)
    answer(child)
    ask(child, "970")
    before = ask(child, "memory")
    ask(child, "4000")
    grown = ask(child, "memory") - before
    child.communicate("")
    return grown


def starts(socket: str, pairs: int) -> Tuple[float, float]:
    """Seconds from a process's start to its end, with nothing but the import of torch."""
    took: Dict[str, List[float]] = {"": [], "auto": []}
    for _ in range(pairs):
        for trace, list_ in took.items():
            started = time.perf_counter()
            child = start(IMPORT, socket, trace)
            child.communicate()
            list_.append(time.perf_counter() - started)
    return statistics.median(took[""]), statistics.median(took["auto"])


def main() -> None:
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    print(f"load {os.getloadavg()[0]:.2f} on {os.cpu_count()} processors, {pairs} pairs")
    with tempfile.TemporaryDirectory() as folder:
        socket = os.path.join(folder, "socket")
        reader = Received(socket)
        for name, model in MODELS.items():
            for trace, list_ in quotients(model, socket, pairs).items():
                when = "after tracing" if trace == "auto" else "while tracing"
                median, ordered = statistics.median(list_), sorted(list_)
                middle = f"{ordered[len(ordered) // 4]:.3f} to {ordered[-len(ordered) // 4 - 1]:.3f}"
                print(f"{name}, {when}: {median:.3f} times, the middle half {middle}")
            for trace in ("auto", "always"):
                print(f"{name}, {trace}: {growth(model, socket, trace):.0f} kB in 4,000 steps")
        plain, probed = starts(socket, max(pairs // 2, 3))
        print(f"start: {probed - plain:+.3f} s over {plain:.3f} s")
        reader.finish()


if __name__ == "__main__":
    main()
