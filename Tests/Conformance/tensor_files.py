"""A safetensors file that the real package wrote, and a check of one that we wrote."""
import pathlib
import sys

import torch
from safetensors.torch import load_file, save_file

FILE = pathlib.Path(__file__).parent / "goldens" / "torch.safetensors"


def tensors():
    return {
        "0.weight": torch.arange(12, dtype=torch.float32).reshape(3, 4) / 8,
        "double": torch.tensor([1e-300, -2.5], dtype=torch.float64),
        "long": torch.tensor([2**40, -7]),
        "int": torch.tensor([[1, -1]], dtype=torch.int32),
        "byte": torch.tensor([0, 255], dtype=torch.uint8),
        "bool": torch.tensor([True, False, True]),
        "scalar": torch.tensor(3.5),
        "empty": torch.zeros(0, 4),
    }


if __name__ == "__main__":
    if len(sys.argv) == 1:
        save_file(tensors(), str(FILE), metadata={"format": "pt"})
        print("wrote", FILE.name, FILE.stat().st_size, "bytes")
    else:
        found, wanted = load_file(sys.argv[1]), tensors()
        assert found.keys() == wanted.keys(), found.keys()
        for name, t in wanted.items():
            assert found[name].dtype == t.dtype and torch.equal(found[name], t), name
        print(len(found), "tensors agree")
