"""Random programs: graphs of ops that nobody wrote, run by PyTorch, for the tests to run again."""
import pathlib
import random

import torch

import encoding

FILE = pathlib.Path(__file__).parent / "goldens" / "programs.json"


def step(rng, values):
    """One random instruction that fits the values there are: [op, operands, numbers]."""
    i = rng.randrange(len(values))
    x = values[i]
    choices = ["tanh", "sigmoid", "relu", "mul_number", "square", "detach_mul", "clone", "flip"]
    same = [j for j, v in enumerate(values) if v.shape == x.shape]
    choices += ["add", "sub", "mul", "maximum", "where", "add_in_place", "stack_sum"]
    if x.dim() == 2:
        choices += ["t", "sum0", "mean1", "softmax", "log_softmax", "cumsum", "max1", "select"]
        fits = [j for j, v in enumerate(values) if v.dim() == 2 and v.shape[0] == x.shape[1]]
        if fits:
            choices += ["matmul"] * 3
        rows = [j for j, v in enumerate(values) if v.dim() == 2 and v.shape[1] == x.shape[1]]
        choices += ["cat"]
    if x.dim() == 1:
        choices += ["unsqueeze"]
    op = rng.choice(choices)
    if op == "matmul":
        return [op, i, rng.choice(fits)]
    if op == "cat":
        return [op, i, rng.choice(rows)]
    if op in ("add", "sub", "mul", "maximum", "where", "add_in_place", "stack_sum"):
        return [op, i, rng.choice(same)]
    if op == "select":
        return [op, i, rng.randrange(x.shape[0])]
    return [op, i, 0]


def run(instruction, values):
    op, i, j = instruction
    x = values[i]
    y = values[j] if op in ("add", "sub", "mul", "maximum", "where", "add_in_place", "matmul",
                            "cat", "stack_sum") else None
    return {
        "tanh": lambda: x.tanh(), "sigmoid": lambda: x.sigmoid(), "relu": lambda: x.relu(),
        "mul_number": lambda: x * 1.25, "square": lambda: (x * 0.5).square(),
        "detach_mul": lambda: x * x.detach(), "clone": lambda: x.clone(),
        "flip": lambda: x.flip([0]), "add": lambda: x + y, "sub": lambda: x - y,
        "mul": lambda: x * y, "maximum": lambda: torch.maximum(x, y),
        "where": lambda: torch.where(x > 0, x, y),
        "add_in_place": lambda: x.clone().add_(y).mul_(0.5),
        "stack_sum": lambda: torch.stack([x, y]).sum(0), "t": lambda: x.t(),
        "sum0": lambda: x.sum(0), "mean1": lambda: x.mean(1, keepdim=True),
        "softmax": lambda: x.softmax(1), "log_softmax": lambda: x.log_softmax(0),
        "cumsum": lambda: x.cumsum(1), "max1": lambda: x.max(1)[0],
        "select": lambda: x[j], "matmul": lambda: (x @ y).tanh(),
        "cat": lambda: torch.cat([x, y], 0), "unsqueeze": lambda: x.unsqueeze(0),
    }[op]()


def program(seed):
    rng = random.Random(seed)
    torch.manual_seed(seed)
    n = rng.randint(2, 4)
    leaves = [torch.randn(rng.randint(1, 4), n, dtype=torch.float64).requires_grad_()
              for _ in range(rng.randint(1, 3))]
    leaves.append(torch.randn(n, n, dtype=torch.float64).requires_grad_())
    values, code = list(leaves), []
    for _ in range(rng.randint(4, 14)):
        instruction = step(rng, values)
        result = run(instruction, values)
        if result.numel() > 100 or result.abs().max() > 1e6:
            continue
        code.append(instruction)
        values.append(result)
    loss = sum((v.sum() for v in values[-3:]), torch.zeros((), dtype=torch.float64))
    grads = torch.autograd.grad(loss, leaves, allow_unused=True)
    return {"seed": seed, "leaves": [encoding.tensor(v) for v in leaves], "code": code,
            "loss": loss.item(),
            "grads": [None if g is None else encoding.tensor(g) for g in grads]}


if __name__ == "__main__":
    programs = [program(seed) for seed in range(600)]
    FILE.write_text("\n".join(encoding.line(p) for p in programs) + "\n")
    print(len(programs), "programs,", FILE.stat().st_size // 1024, "KiB")
