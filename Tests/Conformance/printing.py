"""How PyTorch prints tensors of all kinds."""
import pathlib

import torch

import encoding

FILE = pathlib.Path(__file__).parent / "goldens" / "printing.json"


def tensors():
    torch.manual_seed(0)
    for dtype in encoding.NAMES:
        yield torch.tensor([1, 0, 3]).to(dtype)
        yield torch.tensor(1).to(dtype)
        yield torch.zeros(0, dtype=dtype)
        yield torch.zeros(2, 0, dtype=dtype)
        yield torch.arange(24).reshape(2, 3, 4).to(dtype)
    for values in ([1.5, 2.25], [1e-5, 1.0], [1e5, 1.0], [123456.0, 1.0], [1e9], [1e-9, 2.0],
                   [float("nan"), 1.0], [float("inf"), 1.5], [float("-inf"), 100.0],
                   [float("nan")], [0.0, 0.0], [1.0, 1000.0], [1.0, 1001.0], [-1.5, 22.75],
                   [1e-38, 1e38], [0.1, 0.2, 0.30000001], [-0.0, 1.0], [99999.5, 1.0],
                   [1e-4, 0.09], [9.99e-5, 0.05]):
        for dtype in (torch.float32, torch.float64):
            yield torch.tensor(values, dtype=dtype)
            yield torch.tensor(values[0], dtype=dtype)
    yield torch.randn(3, 4)
    yield torch.randn(20)
    yield torch.randn(2, 30)
    yield torch.randn(1001)
    yield torch.randn(40, 40)
    yield torch.randn(3, 20, 20)
    yield torch.arange(2000)
    yield torch.randint(-100, 100, (7, 40))
    yield torch.randn(2, 2, 2, 2)
    yield torch.randn(4, 4, dtype=torch.float64).t()
    yield torch.rand(5, 200) > 0.5


if __name__ == "__main__":
    lines = []
    for t in tensors():
        lines.append(encoding.line({"tensor": encoding.tensor(t, with_layout=True), "text": str(t)}))
        if t.dtype.is_floating_point and t.numel() < 50:
            x = t.detach().clone().requires_grad_()
            lines.append(encoding.line({"tensor": encoding.tensor(x), "text": str(x)}))
            y = x.exp()
            lines.append(encoding.line(
                {"tensor": encoding.tensor(x), "exp": True, "text": str(y)}))
    FILE.write_text("\n".join(lines) + "\n")
    print(len(lines), "texts", FILE.stat().st_size // 1024, "KiB")
