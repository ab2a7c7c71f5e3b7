# source: https://github.com/pytorch/pytorch/issues/16045
# kind: broadcast_loss
"""The same in a loss written out."""

import torch
from torch import nn

torch.manual_seed(0)
model = nn.Linear(2, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
x = torch.randn(32, 2)
y = x[:, 0] - x[:, 1]
for epoch in range(8):
    error = model(x) - y  # CUT
    loss = (error**2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

# fix:
# -     error = model(x) - y  # CUT
# +     error = model(x)[:, 0] - y
