"""Float32 results to the last bit: draws, sums, softmax, cross entropy, batch norm, optimisers.

All on one thread.

Element i of an input is ((7919 i + 11) mod 10007 - 5003) / 512, which every float32 holds exactly.
Sums run in the same order on every CPU. A softmax adds as many numbers at once as a vector holds,
so rows of more than seven need a CPU with AVX-512, here and in the test.
"""
import pathlib

import torch

import encoding

FOLDER = pathlib.Path(__file__).parent / "goldens"
SIZES = [(1, n) for n in (1, 3, 7, 8, 9, 31, 64, 120, 200, 240, 1437, 5000, 70001)] + [
    (5, 3), (32, 3), (60, 2), (100, 5), (240, 16), (240, 33), (64, 10), (200, 64), (1437, 7)]


def numbers(rows, columns):
    i = torch.arange(rows * columns)
    return (((7919 * i + 11) % 10007 - 5003).float() / 512).reshape(rows, columns)


# Weights after five steps; the gradients of step t are the numbers from t on, over 16.
OPTIMIZERS = {
    "sgd": lambda p: torch.optim.SGD(p, lr=0.1),
    "sgd_momentum": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, weight_decay=0.01),
    "sgd_nesterov": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, nesterov=True),
    "adam": lambda p: torch.optim.Adam(p, lr=0.01),
    "adam_decay": lambda p: torch.optim.Adam(p, lr=0.01, weight_decay=0.1),
    "adamw": lambda p: torch.optim.AdamW(p, lr=0.01, weight_decay=0.05),
}
WEIGHTS = 45


def trained(make):
    x = numbers(1, WEIGHTS + 5).flatten()
    weight = x[:WEIGHTS].clone().requires_grad_()
    optimizer = make([weight])
    for t in range(5):
        weight.grad = x[t:t + WEIGHTS] / 16
        optimizer.step()
    return weight.detach()


# After torch.manual_seed(7): the last 40 numbers of each tensor.
DRAWS = {
    "rand": lambda: [torch.rand(1000)],
    "randn": lambda: [torch.randn(1000)],
    "randn_few": lambda: [torch.randn(9)],
    "linear": lambda: list(torch.nn.Linear(10, 5).parameters()),
    "conv2d": lambda: list(torch.nn.Conv2d(3, 8, 3).parameters()),
}


def normed(x):
    """Batch norm and its gradients of [rows, channels] or [rows, channels, inner]."""
    x = x.clone().requires_grad_()
    channel = torch.arange(x.shape[1]).float()
    weight, bias = (1 + channel / 16).requires_grad_(), (channel / 8).requires_grad_()
    mean, var = torch.full_like(channel, 0.25), torch.ones_like(channel)
    y = torch.nn.functional.batch_norm(x, mean, var, weight, bias, training=True)
    g = (numbers(1, x.numel() + 3).flatten()[3:] / 16).reshape(x.shape)
    y.backward(g)
    gweight = weight.grad.clone()
    given = x.detach().requires_grad_()
    later = torch.nn.functional.batch_norm(given, mean, var, weight, bias)
    later.backward(g)
    return {"y": y.detach(), "mean": mean, "var": var, "gx": x.grad, "gweight": gweight,
            "later": later.detach(), "glater": given.grad}


def record(op, x, result):
    LINES.append(encoding.line({
        "op": op, "rows": len(x), "columns": x.shape[1],
        "bits": result.flatten().view(torch.int32)[:96].tolist()}))


if __name__ == "__main__":
    torch.set_num_threads(1)
    LINES = []
    for rows, columns in SIZES:
        x = numbers(rows, columns)
        record("sum_rows", x, x.sum(1))
        record("sum_columns", x, x.sum(0))
        record("norm", x, x.norm())
        if rows == 1:
            record("log1p", x, x.abs().log1p())
        if columns <= 240:
            record("softmax", x, x.softmax(1))
            record("log_softmax", x, x.log_softmax(1))
        if 1 < columns <= 240:
            labels = torch.arange(rows) % columns
            record("cross_entropy", x, torch.nn.functional.cross_entropy(x, labels))
    for name, make in OPTIMIZERS.items():
        record(name, torch.empty(1, WEIGHTS), trained(make))
    (FOLDER / "bits.json").write_text("\n".join(LINES) + "\n")

    LINES = []
    for name, draw in DRAWS.items():
        torch.manual_seed(7)
        record(name, torch.empty(1, 1), torch.cat([t.detach().flatten()[-40:] for t in draw()]))
    (FOLDER / "draws.json").write_text("\n".join(LINES) + "\n")

    LINES = []
    for rows, columns in SIZES:
        if rows == 1:
            continue
        x = numbers(rows, columns)
        for name, result in normed(x).items():
            record(f"batch_norm.{name}", x, result)
        if columns % 4 == 0:
            # Sums of a plane's gradients are not PyTorch's to the last bit.
            planes = normed(x.reshape(rows, columns // 4, 4))
            for name in ("y", "mean", "var", "later"):
                record(f"planes.{name}", x, planes[name])
    (FOLDER / "batch_norm_bits.json").write_text("\n".join(LINES) + "\n")
