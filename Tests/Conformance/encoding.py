"""Tensors and cases as JSON, bit for bit."""
import base64
import json

import torch

NAMES = {
    torch.bool: "bool", torch.uint8: "uint8", torch.int32: "int32", torch.int64: "int64",
    torch.float32: "float32", torch.float64: "float64",
}


def tensor(t, with_layout=False):
    """A tensor as dtype, shape and base64; with its storage and strides when it is no plain one."""
    result = {"dtype": NAMES[t.dtype], "shape": list(t.shape)}
    plain = t.detach()
    if with_layout and not plain.is_contiguous():
        size = 1 + plain.storage_offset() + sum(
            (n - 1) * s for n, s in zip(plain.shape, plain.stride())) if plain.numel() else 0
        storage = torch.as_strided(plain, (size,), (1,), 0)
        result["strides"] = list(plain.stride())
        result["offset"] = plain.storage_offset()
        plain = storage
    result["data"] = base64.b64encode(plain.contiguous().numpy().tobytes()).decode()
    if t.requires_grad:
        result["grad"] = True
    return result


def value(v):
    """An argument: a tensor, a list, a number, a name."""
    if isinstance(v, torch.Tensor):
        return {"tensor": tensor(v, with_layout=True)}
    if isinstance(v, (list, tuple)):
        return {"list": [value(x) for x in v]}
    if isinstance(v, bool):
        return {"bool": v}
    if isinstance(v, int):
        return {"int": v}
    if isinstance(v, float):
        return {"double": repr(v)}
    if isinstance(v, str):
        return {"string": v}
    if isinstance(v, torch.dtype) and v in NAMES:
        return {"dtype": NAMES[v]}
    if v is None:
        return {"none": True}
    raise TypeError(f"no golden can hold {v!r}")


def line(record):
    return json.dumps(record, separators=(",", ":"))
