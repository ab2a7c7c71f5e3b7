# source: https://github.com/pytorch/pytorch/issues/59925
# kind: unregistered
"""Hidden layers in a Python list: the optimizer never hears of them."""

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)


class Tower(nn.Module):
    def __init__(self, depth=3):
        super().__init__()
        self.first = nn.Linear(6, 8)
        self.hidden = [nn.Linear(8, 8) for _ in range(depth)]  # CUT
        self.last = nn.Linear(8, 2)

    def forward(self, x):
        x = torch.tanh(self.first(x))
        for layer in self.hidden:
            x = torch.tanh(layer(x))
        return self.last(x)


tower = Tower()
optimizer = torch.optim.Adam(tower.parameters(), 1e-2)
x, y = torch.randn(16, 6), torch.randint(0, 2, (16,))
for step in range(8):
    loss = F.cross_entropy(tower(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

# fix:
# -         self.hidden = [nn.Linear(8, 8) for _ in range(depth)]  # CUT
# +         self.hidden = nn.ModuleList(nn.Linear(8, 8) for _ in range(depth))
