# source: https://github.com/meta-llama/llama-cookbook/issues/16
# kind: no_grad
"""A block that was meant for evaluation also holds the training's forward pass."""

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(4, 16), nn.GELU(), nn.Linear(16, 3))

    def forward(self, x):
        return self.layers(x)


def run(model, x, y, optimizer=None):
    with torch.no_grad():  # CUT
        logits = model(x)
    loss = F.cross_entropy(logits, y)
    if optimizer is not None:
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return float(loss)


model = Net()
optimizer = torch.optim.Adam(model.parameters())
x, y = torch.randn(32, 4), torch.randint(0, 3, (32,))
print(run(model, x, y, optimizer))

# fix:
# -     with torch.no_grad():  # CUT
# +     with torch.set_grad_enabled(optimizer is not None):
