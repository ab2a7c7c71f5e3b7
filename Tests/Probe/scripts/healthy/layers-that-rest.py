"""A layer that a flag leaves out: its parameters have no gradient, and nothing is wrong."""

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)


class Optional(nn.Module):
    def __init__(self, skip):
        super().__init__()
        self.first, self.extra, self.last = nn.Linear(4, 8), nn.Linear(8, 8), nn.Linear(8, 2)
        self.skip = skip

    def forward(self, x):
        x = torch.relu(self.first(x))
        if not self.skip:
            x = torch.relu(self.extra(x))
        return self.last(x)


model = Optional(skip=True)
optimizer = torch.optim.Adam(model.parameters())
x, y = torch.randn(20, 4), torch.randint(0, 2, (20,))
for epoch in range(8):
    optimizer.zero_grad()
    F.cross_entropy(model(x), y).backward()
    optimizer.step()
