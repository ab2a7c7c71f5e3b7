"""The same work on four sides, in turn: ours, PyTorch (eager; fused Adam with denormals flushed)
and JAX jit, on one and on two threads.

python bench.py [--rounds N] [--seconds S] [--markdown] [name ...]; BENCH names our program, by
default .build/release/descent-bench. A time is the best over all rounds; a ratio compares the
best of a side, whatever its thread count, with our best.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BENCH = os.environ.get("BENCH", str(ROOT / ".build/release/descent-bench"))


def measure(body, seconds):
    for _ in range(3):
        body()

    def timed(count):
        start = time.perf_counter()
        for _ in range(count):
            body()
        return (time.perf_counter() - start) / count

    count = max(1, min(int(0.01 / max(timed(1), 1e-9)), 10000))
    best, end = float("inf"), time.perf_counter() + seconds
    while time.perf_counter() < end:
        best = min(best, timed(count))
    return best


NETS = {"mlp-2-16-16-3": ([2, 16, 16, 3], 200), "64-64-10": ([64, 64, 10], 64),
        "784-128-10": ([784, 128, 10], 64), "784-512-512-10": ([784, 512, 512, 10], 256)}
PRODUCTS = {f"matmul-{m}x{k}x{n}": (m, k, n)
            for m, k, n in ((64, 64, 64), (64, 784, 128), (256, 784, 512), (1024, 1024, 1024))}
NAMES = ["article", "article-text", *NETS, "cnn", *PRODUCTS, "exp-1M", "add-1M", "softmax-1M"]


def torch_body(name, tuned):
    import torch
    import torch.nn as nn

    torch.set_flush_denormal(tuned)
    torch.manual_seed(1)

    def step(model, x, y):
        optimizer = torch.optim.Adam(model.parameters(), lr=0.001, fused=tuned or None)
        loss_fn = nn.CrossEntropyLoss()

        def body():
            loss = loss_fn(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        return body

    if name in ("article", "article-text"):
        x, y = torch.randn(32, 10), torch.randint(0, 3, (32,))
        x_test, y_test = torch.randn(32, 10), torch.randint(0, 3, (32,))
        model = nn.Sequential(nn.Linear(10, 3))
        optimizer = torch.optim.Adam(model.parameters(), lr=0.01, fused=tuned or None)
        loss_fn = nn.CrossEntropyLoss()

        def accuracy(logits, y):
            return (torch.softmax(logits, dim=1).argmax(dim=1) == y).float().mean()

        def body():
            model.train()
            logits = model(x)
            loss = loss_fn(logits, y)
            accuracy(logits, y).item()
            loss.item()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            model.eval()
            with torch.inference_mode():
                logits = model(x_test)
                loss_fn(logits, y_test).item()
                accuracy(logits, y_test).item()
        return body
    if name in NETS:
        sizes, batch = NETS[name]
        layers = []
        for a, b in zip(sizes, sizes[1:]):
            layers += [nn.Linear(a, b), nn.ReLU()]
        return step(nn.Sequential(*layers[:-1]), torch.randn(batch, sizes[0]),
                    torch.randint(0, sizes[-1], (batch,)))
    if name == "cnn":
        model = nn.Sequential(
            nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(8, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Flatten(), nn.Linear(784, 10))
        return step(model, torch.randn(64, 1, 28, 28), torch.randint(0, 10, (64,)))
    if name in PRODUCTS:
        m, k, n = PRODUCTS[name]
        a, b = torch.randn(m, k), torch.randn(k, n)
        return lambda: a @ b
    x, y = torch.randn(1000, 1000), torch.randn(1000, 1000)
    return {"exp-1M": lambda: x.exp(), "add-1M": lambda: x + y,
            "softmax-1M": lambda: x.softmax(1)}[name]


def jax_body(name):
    import jax
    import jax.numpy as jnp

    sizes, batch = NETS.get(name, ([10, 3], 32))
    keys = jax.random.split(jax.random.PRNGKey(0), 10)
    parameters = [
        (jax.random.normal(k, (a, b)) * a ** -0.5, jnp.zeros(b))
        for k, a, b in zip(keys, sizes, sizes[1:])]
    x, x_test = (jax.random.normal(k, (batch, sizes[0])) for k in keys[6:8])
    y, y_test = (jax.random.randint(k, (batch,), 0, sizes[-1]) for k in keys[8:10])

    def forward(parameters, x):
        for i, (w, b) in enumerate(parameters):
            x = x @ w + b
            if i < len(parameters) - 1:
                x = jax.nn.relu(x)
        return x

    def loss_fn(parameters, x, y):
        logits = forward(parameters, x)
        picked = jnp.take_along_axis(jax.nn.log_softmax(logits), y[:, None], 1)
        return -picked.mean(), logits

    def accuracy(logits, y):
        return (jax.nn.softmax(logits).argmax(1) == y).mean()

    def step(parameters, m, v, t):
        (loss, logits), g = jax.value_and_grad(loss_fn, has_aux=True)(parameters, x, y)
        t = t + 1
        m = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, m, g)
        v = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, v, g)
        parameters = jax.tree.map(
            lambda w, m, v: w - 0.001 / (1 - 0.9 ** t) * m
            / (jnp.sqrt(v) / jnp.sqrt(1 - 0.999 ** t) + 1e-8), parameters, m, v)
        return (parameters, m, v, t), loss, logits

    @jax.jit
    def train(state):
        state, loss, _ = step(*state)
        return state, loss

    # Training step and evaluation in one call, the best that JAX can do.
    @jax.jit
    def epoch(state):
        state, loss, logits = step(*state)
        test_loss, test_logits = loss_fn(state[0], x_test, y_test)
        return state, (loss, accuracy(logits, y), test_loss, accuracy(test_logits, y_test))

    zeros = jax.tree.map(jnp.zeros_like, parameters)
    state = (parameters, zeros, zeros, jnp.float32(0))

    def body():
        nonlocal state
        if name in ("article", "article-text"):
            state, numbers = epoch(state)
            jax.device_get(numbers)
        else:
            state, loss = train(state)
            loss.block_until_ready()
    return body


def serve(side):
    """Answers lines `name seconds threads` with the best time, until the input ends."""
    for line in sys.stdin:
        name, seconds, threads = line.split()
        if side.startswith("jax"):
            body = jax_body(name)
        else:
            import torch
            torch.set_num_threads(int(threads))
            body = limit_body(name) or torch_body(name, side == "tuned")
        print(measure(body, float(seconds)), flush=True)


def limit_body(name):
    """What the machine can do: a large product, and a copy beyond the caches."""
    import torch
    if name == "limit-flops":
        a = torch.randn(2048, 2048)
        return lambda: a @ a
    if name == "limit-bytes":
        x = torch.randn(16_000_000)
        y = torch.empty_like(x)
        return lambda: y.copy_(x)
    return None


class Side:
    """A process that times one side's work; ours is started anew for each piece."""

    def __init__(self, side):
        flags = {}
        if side == "jax1":
            flags["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false"
        self.process = subprocess.Popen(
            [sys.executable, __file__, "--serve", side], text=True, env={**os.environ, **flags},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)

    def time(self, name, seconds, threads):
        self.process.stdin.write(f"{name} {seconds} {threads}\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())


def ours(*arguments):
    out = subprocess.run([BENCH, *map(str, arguments)], capture_output=True, text=True, check=True)
    return json.loads(out.stdout)


def show(seconds):
    if seconds is None:
        return "-"
    return f"{seconds * 1e6:.1f} us" if seconds < 1e-3 else f"{seconds * 1e3:.2f} ms"


def pair(times):
    """One and two threads."""
    one, two = times
    return "-" if one is None else f"{show(one)} / {show(two)}"


def compare(sides, name, args):
    """Best times by side, [one thread, two threads], and what our run says of its work."""
    best = {side: [None, None] for side in ("ours", "torch", "tuned", "jax")}

    def note(side, threads, seconds):
        known = best[side][threads - 1]
        best[side][threads - 1] = seconds if known is None else min(known, seconds)

    for _ in range(args.rounds):
        for threads in (1, 2):
            facts = ours(name, "--seconds", args.seconds, "--threads", threads)
            note("ours", threads, facts["seconds"])
            for side in ("torch", "tuned"):
                note(side, threads, sides[side].time(name, args.seconds, threads))
            if name.startswith("article") or name in NETS:
                note("jax", threads, sides[f"jax{threads}"].time(name, args.seconds, threads))
    return best, facts


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=0.5)
    parser.add_argument("--markdown", action="store_true")
    parser.add_argument("--serve")
    args = parser.parse_args()
    if args.serve:
        return serve(args.serve)
    sides = {side: Side(side) for side in ("torch", "tuned", "jax1", "jax2")}
    # Whoever multiplies faster shows what the machine can do.
    product = ours("matmul-1024x1024x1024", "--seconds", 1, "--threads", 2)
    flops = max(product["flops"] / product["seconds"],
                2 * 2048 ** 3 / sides["torch"].time("limit-flops", 1, 2))
    rate = 2 * 4 * 16e6 / sides["torch"].time("limit-bytes", 1, 2)
    print(f"This machine, measured with two threads: {flops / 1e9:.0f} GFLOP/s in a large product,"
          f" {rate / 1e9:.1f} GB/s in a copy beyond the caches. Times: one thread / two threads.\n")
    columns = ["work", "ours", "PyTorch", "PyTorch fused", "JAX jit", "x PyTorch", "x JAX",
               "of limit"]
    widths = [20, 22, 22, 22, 22, 9, 7, 8]

    def row(cells):
        if args.markdown:
            return "| " + " | ".join(cells) + " |"
        return " ".join(cell.rjust(width) for cell, width in zip(cells, widths))

    print(row(columns))
    if args.markdown:
        print("|---|" + "---:|" * (len(columns) - 1))
    for name in args.names or NAMES:
        best, facts = compare(sides, name, args)
        mine = min(best["ours"])
        torch_best = min(best["torch"] + best["tuned"])
        share = (facts["flops"] / mine / flops if facts["flops"] else
                 facts["bytes"] / mine / rate if facts["bytes"] else None)
        jax_best = None if best["jax"][0] is None else min(best["jax"])
        print(row([
            name, *(pair(best[side]) for side in ("ours", "torch", "tuned", "jax")),
            f"{torch_best / mine:.2f}", "-" if jax_best is None else f"{jax_best / mine:.2f}",
            "-" if share is None else f"{share:.0%}"]), flush=True)


if __name__ == "__main__":
    main()
