# source: https://github.com/pytorch/pytorch/issues/6394
# kind: not_finite
"""A distance is the square root of a sum of squares, and two points are one."""

import torch
from torch import nn

torch.manual_seed(0)
net = nn.Linear(3, 2)
optimizer = torch.optim.SGD(net.parameters(), lr=0.05)
x = torch.randn(10, 3)
for epoch in range(6):
    z = net(x)
    gaps = (z.unsqueeze(0) - z.unsqueeze(1)).pow(2).sum(-1)
    distance = torch.sqrt(gaps)  # CUT
    loss = (distance - 1).pow(2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

# fix:
# -     distance = torch.sqrt(gaps)  # CUT
# +     distance = torch.sqrt(gaps + 1e-8)
