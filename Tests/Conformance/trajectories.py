"""200 steps of three nets under every optimiser: the losses that PyTorch sees."""
import pathlib

import torch
import torch.nn as nn

import encoding

FILE = pathlib.Path(__file__).parent / "goldens" / "trajectories.json"

NETS = {
    "mlp": lambda: nn.Sequential(nn.Linear(4, 16), nn.Tanh(), nn.Linear(16, 16), nn.ReLU(),
                                 nn.Linear(16, 3)),
    "cnn": lambda: nn.Sequential(nn.Conv2d(1, 4, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
                                 nn.Conv2d(4, 4, 3), nn.GELU(), nn.Flatten(), nn.Linear(16, 3)),
    "batch_norm": lambda: nn.Sequential(nn.Linear(4, 16), nn.BatchNorm1d(16), nn.Tanh(),
                                        nn.Linear(16, 3)),
}
OPTIMIZERS = {
    "sgd": lambda p: torch.optim.SGD(p, lr=0.05),
    "sgd_momentum": lambda p: torch.optim.SGD(p, lr=0.02, momentum=0.9, weight_decay=0.01),
    "sgd_nesterov": lambda p: torch.optim.SGD(p, lr=0.02, momentum=0.8, nesterov=True),
    "adam": lambda p: torch.optim.Adam(p, lr=0.003),
    "adamw": lambda p: torch.optim.AdamW(p, lr=0.003, weight_decay=0.1),
    "rmsprop": lambda p: torch.optim.RMSprop(p, lr=0.0005),
    "rmsprop_centered": lambda p: torch.optim.RMSprop(p, lr=0.001, momentum=0.5, centered=True, eps=1e-3),
    "adagrad": lambda p: torch.optim.Adagrad(p, lr=0.01, lr_decay=0.001, weight_decay=0.01),
}


def losses(net, optimizer, dtype):
    torch.manual_seed(7)
    shape = (24, 1, 8, 8) if net == "cnn" else (24, 4)
    x, y = torch.randn(shape), torch.randint(0, 3, (24,))
    model = NETS[net]().to(dtype)
    steps = OPTIMIZERS[optimizer](model.parameters())
    result = []
    for _ in range(200):
        loss = nn.CrossEntropyLoss()(model(x.to(dtype)), y)
        steps.zero_grad()
        loss.backward()
        steps.step()
        result.append(loss.item())
    return result


if __name__ == "__main__":
    lines = []
    for net in NETS:
        for optimizer in OPTIMIZERS:
            single, double = (losses(net, optimizer, d) for d in (torch.float32, torch.float64))
            apart = max(abs(a - b) / max(abs(b), 1e-3) for a, b in zip(single, double))
            print(f"{net:12} {optimizer:18} last {single[-1]:.5f}  float32 and float64 apart {apart:.1e}")
            lines.append(encoding.line({"net": net, "optimizer": optimizer, "losses": single}))
    FILE.write_text("\n".join(lines) + "\n")
