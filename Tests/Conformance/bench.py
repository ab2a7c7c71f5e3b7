"""The same work in PyTorch (eager; fused Adam with denormals flushed) and JAX jit, in turn with ours.

python bench.py [--rounds N] [--seconds S] [--markdown] [name ...]; BENCH names our program, by
default .build/release/descent-bench.
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
NAMES = ["article", *NETS, "cnn", *PRODUCTS, "exp-1M", "add-1M", "softmax-1M"]


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

    if name == "article":
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
    if name != "article" and name not in NETS:
        return None
    keys = jax.random.split(jax.random.PRNGKey(0), 8)
    parameters = [
        (jax.random.normal(k, (a, b)) * a ** -0.5, jnp.zeros(b))
        for k, a, b in zip(keys, sizes, sizes[1:])]
    x = jax.random.normal(keys[6], (batch, sizes[0]))
    y = jax.random.randint(keys[7], (batch,), 0, sizes[-1])

    def forward(parameters, x):
        for i, (w, b) in enumerate(parameters):
            x = x @ w + b
            if i < len(parameters) - 1:
                x = jax.nn.relu(x)
        return x

    def loss_fn(parameters):
        logits = forward(parameters, x)
        picked = jnp.take_along_axis(jax.nn.log_softmax(logits), y[:, None], 1)
        return -picked.mean(), logits

    @jax.jit
    def step(parameters, m, v, t):
        (loss, logits), g = jax.value_and_grad(loss_fn, has_aux=True)(parameters)
        t = t + 1
        m = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, m, g)
        v = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, v, g)
        parameters = jax.tree.map(
            lambda w, m, v: w - 0.001 / (1 - 0.9 ** t) * m
            / (jnp.sqrt(v) / jnp.sqrt(1 - 0.999 ** t) + 1e-8), parameters, m, v)
        return parameters, m, v, t, loss, (logits.argmax(1) == y).mean()

    zeros = jax.tree.map(jnp.zeros_like, parameters)
    state = [parameters, zeros, zeros, jnp.float32(0)]

    def body():
        *state[:], loss, accuracy = step(*state)
        loss.block_until_ready()
    return body


def worker(side, name, seconds, threads):
    if side == "jax":
        if threads == 1:
            os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false"
        body = jax_body(name)
    else:
        import torch
        torch.set_num_threads(threads)
        body = torch_body(name, side == "tuned")
    print(measure(body, seconds) if body else "nan")


def limits():
    """What the machine can do: FLOP/s of our largest product and bytes/s of a copy, measured."""
    import torch
    torch.set_num_threads(2)
    a = torch.randn(2048, 2048)
    flops = 2 * 2048 ** 3 / measure(lambda: a @ a, 1)
    x = torch.randn(4_000_000)
    y = torch.empty_like(x)
    return flops, 8 * 4e6 / measure(lambda: y.copy_(x), 1)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=0.5)
    parser.add_argument("--markdown", action="store_true")
    parser.add_argument("--worker", nargs=2)
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    if args.worker:
        return worker(*args.worker, args.seconds, args.threads)
    flops, rate = limits()
    print(f"machine, measured with two threads: {flops / 1e9:.0f} GFLOP/s, {rate / 1e9:.1f} GB/s")
    bar = "|" if args.markdown else ""
    columns = ["work", "ours", "PyTorch", "fused", "JAX jit", "x PyTorch", "x JAX", "of limit"]
    print(bar + bar.join(f"{c:>20}" if c == "work" else f"{c:>10}" for c in columns) + bar)
    if args.markdown:
        print("|---|" + "---:|" * (len(columns) - 1))
    for name in args.names or NAMES:
        best, facts = {}, {}

        def note(side, seconds):
            best[side] = min(best.get(side, float("inf")), seconds)

        for _ in range(args.rounds):
            for threads in (1, 2):
                out = subprocess.run(
                    [BENCH, name, "--seconds", str(args.seconds), "--threads", str(threads)],
                    capture_output=True, text=True, check=True).stdout
                facts = json.loads(out)
                note("ours", facts["seconds"])
                for side in ("torch", "tuned", "jax"):
                    if side == "jax" and name != "article" and name not in NETS:
                        continue
                    out = subprocess.run(
                        [sys.executable, __file__, "--worker", side, name, "--seconds",
                         str(args.seconds), "--threads", str(threads)],
                        capture_output=True, text=True, check=True).stdout
                    note(side, float(out))
        ours, jax = best["ours"], best.get("jax", float("nan"))
        torch_best = min(best["torch"], best["tuned"])
        share = (facts["flops"] / ours / flops if facts["flops"] else
                 facts["bytes"] / ours / rate if facts["bytes"] else float("nan"))

        def show(t):
            return "-" if t != t else f"{t * 1e6:.1f} us" if t < 1e-3 else f"{t * 1e3:.2f} ms"
        cells = [name, show(ours), show(best["torch"]), show(best["tuned"]), show(jax),
                 f"{torch_best / ours:.2f}", "-" if jax != jax else f"{jax / ours:.2f}",
                 "-" if share != share else f"{share * 100:.0f} %"]
        print(bar + bar.join(f"{c:>20}" if i == 0 else f"{c:>10}"
                             for i, c in enumerate(cells)) + bar, flush=True)


if __name__ == "__main__":
    main()
