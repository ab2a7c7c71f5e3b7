"""Cases for ops that PyTorch's op_db has no samples of: creation, casts, slices, in-place ops."""
import torch

import encoding
from operations import CREATION, IN_PLACE

DTYPES = list(encoding.NAMES)


def leaf(n, shape, dtype, start=0.25):
    t = (torch.arange(n) * 0.375 + start).to(dtype).reshape(shape)
    return t.requires_grad_(dtype.is_floating_point)


def creation(name):
    """Inputs and arguments of an op that makes a tensor."""
    if name in ("zeros", "ones", "full"):
        more = [{"fill_value": v} for v in (2, -1.5, True, float("nan"))] if name == "full" else [{}]
        for shape in ([], [0], [3], [2, 0, 3], [2, 3, 1, 2]):
            for arguments in more:
                yield shape, arguments
                for dtype in DTYPES:
                    if arguments.get("fill_value") == arguments.get("fill_value"):
                        yield shape, arguments | {"dtype": dtype}
    if name == "arange":
        for start, end, step in ((0, 5, 1), (1, 2.5, 0.5), (5, 0, -2), (0, 1, 0.1), (-3, 3, 2),
                                 (0, 0, 1), (2.5, 7.25, 1), (0, 5, 2.5), (10, 0.5, -3)):
            yield start, {"end": end, "step": step}
            for dtype in DTYPES:
                if dtype != torch.bool and min(start, end) >= 0:
                    yield start, {"end": end, "step": step, "dtype": dtype}
    if name == "linspace":
        for start, end, steps in ((0, 1, 5), (3, 10, 1), (3, 10, 0), (-2.5, 2.5, 7), (5, 1, 4),
                                  (0, 100, 13), (1, 1, 3)):
            yield start, {"end": end, "steps": steps}
            for dtype in DTYPES:
                if dtype != torch.bool and min(start, end) >= 0:
                    yield start, {"end": end, "steps": steps, "dtype": dtype}
    if name == "eye":
        for n, m in ((3, 3), (2, 4), (4, 2), (0, 3), (1, 1)):
            yield n, {}
            for dtype in DTYPES:
                yield n, {"m": m, "dtype": dtype}
    if name in ("rand", "randn"):
        for seed in (0, 42, 12345):
            for shape in ([], [0], [5], [15], [16], [17], [4, 9], [3, 5, 7]):
                for dtype in (torch.float32, torch.float64):
                    yield shape, {"seed": seed, "dtype": dtype}
    if name == "randperm":
        for seed in (0, 42, 12345):
            for n in (0, 1, 2, 8, 100):
                yield n, {"seed": seed}
    if name == "randint":
        for seed in (0, 42, 12345):
            for low, high in ((0, 10), (-5, 5), (0, 1), (0, 2**32), (-2**40, 2**40), (7, 2**33)):
                yield [4, 3], {"seed": seed, "low": low, "high": high}
                yield [], {"seed": seed, "low": low, "high": high}


def like(name):
    for dtype in DTYPES:
        for t in (leaf(6, (2, 3), dtype), leaf(6, (3, 2), dtype).detach().t(), leaf(1, (), dtype),
                  leaf(0, (0, 2), dtype)):
            if name in ("zeros_like", "ones_like"):
                yield t, {}
                yield t, {"dtype": torch.float64}
            if name == "full_like":
                for v in (3, 1.5, True):
                    yield t, {"fill_value": v}
                yield t, {"fill_value": 7, "dtype": torch.int32}
            if name in ("rand_like", "randn_like") and dtype.is_floating_point:
                yield t, {"seed": 42}
            if name == "randint_like" and dtype != torch.bool:
                yield t, {"seed": 42, "low": 1, "high": 9}


def others(name):
    """Ops on one tensor."""
    for dtype in DTYPES:
        for t in (leaf(12, (4, 3), dtype), leaf(24, (2, 3, 4), dtype, -3.0), leaf(5, (5,), dtype),
                  leaf(1, (), dtype), leaf(0, (0, 2), dtype)):
            turned = t.detach().transpose(0, -1) if t.dim() > 1 else t.detach()
            turned = turned.requires_grad_(dtype.is_floating_point)
            for each in (t, turned):
                if name == "t" and each.dim() < 3 or name == "detach":
                    yield each, {}
                if name == "to":
                    for target in DTYPES:
                        yield each, {"dtype": target}
                if name == "argsort":
                    yield each, {"dim": 0}
                    yield each, {"dim": -1, "descending": True}
                if name == "slice" and each.dim():
                    for start, end, step in ((None, None, 1), (1, None, 1), (0, -1, 2), (-2, 99, 1),
                                             (3, 1, 1), (-99, 2, 3), (1, None, 2)):
                        yield each, {"start": start, "end": end, "step": step}
                if name == "dropout" and dtype.is_floating_point:
                    yield each, {"p": 0.0}
                    yield each, {"p": 1.0}
                    yield each, {"p": 0.5, "training": False}


def in_place(name):
    """All of a tensor and parts of it, changed in place."""
    wants = IN_PLACE[name]
    for dtype in (torch.float32, torch.float64, torch.int64, torch.int32, torch.uint8):
        x = leaf(12, (4, 3), dtype)
        for through, shape in (("whole", (4, 3)), ("row", (3,)), ("turned", (3, 4)),
                               ("step", (2, 3))):
            n = 1
            for size in shape:
                n *= size
            full = leaf(n, shape, dtype, 1.5)
            base = {"through": through}
            if wants == ["other"]:
                yield x, base | {"other": full}
                yield x, base | {"other": leaf(shape[-1], (shape[-1],), dtype, 0.5)}
                yield x, base | {"other": leaf(1, (), dtype, 2.5)}
                yield x, base | {"other": torch.tensor([True])}
                if name != "copy_":
                    yield x, base | {"other": 2}
            elif name == "pow_":
                yield x, base | {"exponent": 3}
            elif name == "clamp_":
                yield x, base | {"min": 1, "max": 3}
                yield x, base | {"min": 2, "max": None}
            elif name == "fill_":
                yield x, base | {"value": 7}
            elif name == "masked_fill_":
                mask = (torch.arange(n) % 2 == 0).reshape(shape)
                yield x, base | {"mask": mask, "value": 3}
            else:
                yield x, base
    for shape in ((), (0, 3)):
        x = leaf(1 if shape == () else 0, shape, torch.float32)
        if not wants:
            yield x, {}
        if wants == ["other"]:
            yield x, {"other": leaf(1, (), torch.float32)}


def cases(name):
    if name in CREATION:
        yield from creation(name)
    elif name.endswith("_like"):
        yield from like(name)
    elif name in IN_PLACE:
        yield from in_place(name)
    elif name in ("t", "to", "detach", "argsort", "slice", "dropout"):
        yield from others(name)
