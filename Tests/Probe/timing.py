"""What the probe costs: `timing.py [PAIRS]` with a Python that has torch; belongs on a quiet machine.

Processes of each model stand side by side: with the probe after it has taken itself out, the same with
a reader that takes its events, and while it traces; each has a partner without the probe, and a pair of
which neither has it tells what the machine's own noise is. A partner of its own, and some steps before
those that count: a process that is seldom asked finds its memory cold, and was a hundredth slower for
it. A pair is timed in turn, a block of steps each, so that a slow moment of the machine meets both, and
each block has its share of what a reader is sent now and then. After some pairs others take their
place, since where its memory lies makes one process a tenth faster than the next. Of the pairs'
quotients the median is told, of seconds and of seconds of processor, which say more where the machine
is busy.

The probe lies in a folder that stays, as Descent puts it, so that Python compiles it once.

    allowed: a step 1.02 times after tracing, 1.8 times while tracing; a start 0.15 s longer; memory
    that does not grow
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from typing import Dict, List

from running import PACKAGE, Received, environment, python

# Seconds that a block of steps takes: a reader is sent something five times a second.
BLOCK = 0.25
STEPS_BEFORE = "20"
PAIRS_A_PROCESS = 4

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
    started, worked = time.perf_counter(), time.process_time()
    for _ in range(int(line)):
        step()
    print(time.perf_counter() - started, time.process_time() - worked, flush=True)
"""

IMPORT = "import time; s = time.perf_counter(); import torch, torch.optim; print(time.perf_counter() - s)"


# What the probe does in a process: nothing, or how it traces and whether somebody reads.
KINDS = {
    "none": ("", False),
    "no probe either": ("", False),
    "after tracing": ("auto", False),
    "after tracing, with a reader": ("auto", True),
    "while tracing": ("always", False),
}


def start(source: str, socket: str, kind: str) -> "subprocess.Popen[str]":
    trace, is_read = KINDS[kind]
    folder = os.path.dirname(socket)
    script = os.path.join(folder, "train.py")
    with open(script, "w", encoding="utf-8") as file:
        file.write(source)
    values = environment(DESCENT_PROBE_SOCKET=socket if is_read else "", DESCENT_PROBE_TRACE=trace)
    values.pop("DESCENT_PROBE_DEBUG")
    values.pop("PYTHONDONTWRITEBYTECODE")
    values["PYTHONPATH"] = os.path.join(folder, "package")
    if not trace:
        values.pop("PYTHONPATH")
    return subprocess.Popen(
        [python(), script], env=values, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def answer(child: "subprocess.Popen[str]") -> str:
    assert child.stdout is not None
    return child.stdout.readline().strip()


def ask(child: "subprocess.Popen[str]", what: str) -> List[float]:
    """Seconds, and those of processor, for so many steps; kilobytes for `memory`."""
    assert child.stdin is not None
    child.stdin.write(f"{what}\n")
    child.stdin.flush()
    return [float(word) for word in answer(child).split()]


def quotients(model: str, socket: str, pairs: int) -> Dict[str, List[List[float]]]:
    found: Dict[str, List[List[float]]] = {kind: [] for kind in KINDS if kind != "none"}
    for first in range(0, pairs, PAIRS_A_PROCESS):
        add_quotients(found, model, socket, min(PAIRS_A_PROCESS, pairs - first))
    return found


def add_quotients(found: Dict[str, List[List[float]]], model: str, socket: str, pairs: int) -> None:
    children = {}
    for kind in found:
        source = CHILD.format(model=model)
        children[kind] = start(source, socket, kind), start(source, socket, "none")
        assert all(answer(child) == "ready" for child in children[kind])
    plain = next(iter(children.values()))[1]
    ask(plain, STEPS_BEFORE)
    steps = str(round(int(STEPS_BEFORE) * BLOCK / ask(plain, STEPS_BEFORE)[0]))
    for pair in range(pairs):
        for kind, list_ in found.items():
            took = {}
            # The first of a pair is now the one, now the other.
            for child in children[kind][:: 1 if pair % 2 == 0 else -1]:
                ask(child, STEPS_BEFORE)
                took[child] = ask(child, steps)
            watched, plain = (took[child] for child in children[kind])
            list_.append([a / b for a, b in zip(watched, plain)])
    for child in sum(children.values(), ()):
        child.communicate("")


def growth(model: str, socket: str, kind: str) -> float:
    """Kilobytes that a process grows by from its 1,000th step to its 5,000th."""
    child = start(CHILD.format(model=model), socket, kind)
    answer(child)
    ask(child, "970")
    before = ask(child, "memory")[0]
    ask(child, "4000")
    grown = ask(child, "memory")[0] - before
    child.communicate("")
    return grown


def starts(socket: str, pairs: int) -> Dict[str, List[float]]:
    """Seconds from a process's start to its end, with nothing but the import of torch."""
    compiled = os.path.join(os.path.dirname(socket), "package", "descent_probe", "__pycache__")
    took: Dict[str, List[float]] = {"none": [], "the first time": [], "later": []}
    for _ in range(pairs):
        shutil.rmtree(compiled, ignore_errors=True)
        for when, list_ in took.items():
            started = time.perf_counter()
            start(IMPORT, socket, "none" if when == "none" else "after tracing").communicate()
            list_.append(time.perf_counter() - started)
    return took


def main() -> None:
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    print(f"load {os.getloadavg()[0]:.2f} on {os.cpu_count()} processors, {pairs} pairs", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        socket = os.path.join(folder, "socket")
        shutil.copytree(PACKAGE, os.path.join(folder, "package"))
        reader = Received(socket)
        for name, model in MODELS.items():
            for kind, list_ in quotients(model, socket, pairs).items():
                seconds, processor = (statistics.median(one) for one in zip(*list_))
                print(f"{name}, {kind}: {seconds:.3f} times, processor {processor:.3f}", flush=True)
            for kind in ("after tracing, with a reader", "while tracing"):
                print(f"{name}, {kind}: {growth(model, socket, kind):.0f} kB in 4,000 steps", flush=True)
        took = starts(socket, max(pairs // 2, 3))
        plain = took.pop("none")
        for when, list_ in took.items():
            more = statistics.median(a - b for a, b in zip(list_, plain))
            print(f"start, {when}: {more:+.3f} s over {statistics.median(plain):.3f} s", flush=True)
        reader.finish()


if __name__ == "__main__":
    main()
