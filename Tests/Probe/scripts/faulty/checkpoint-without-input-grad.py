# source: https://github.com/pytorch/pytorch/issues/7617
# kind: checkpoint
"""A reentrant checkpoint whose input is data."""

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.checkpoint import checkpoint

torch.manual_seed(0)


class Deep(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Sequential(nn.Linear(4, 32), nn.ReLU(), nn.Linear(32, 3))

    def forward(self, x):
        return checkpoint(self.first, x, use_reentrant=True)  # CUT


model = Deep()
optimizer = torch.optim.Adam(model.parameters())
x, y = torch.randn(16, 4), torch.randint(0, 3, (16,))
for step in range(2):
    loss = F.cross_entropy(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

# fix:
# -         return checkpoint(self.first, x, use_reentrant=True)  # CUT
# +         return checkpoint(self.first, x, use_reentrant=False)
