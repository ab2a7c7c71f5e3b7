# source: https://github.com/pytorch/pytorch/issues/19699
# kind: broadcast_loss
"""Predictions are [N, 1] and targets [N]."""

import torch
from torch import nn

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(3, 8), nn.ReLU(), nn.Linear(8, 1))
criterion = nn.MSELoss()
optimizer = torch.optim.Adam(model.parameters())
x, y = torch.randn(40, 3), torch.randn(40)
for epoch in range(8):
    loss = criterion(model(x), y)  # CUT
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

# fix:
# -     loss = criterion(model(x), y)  # CUT
# +     loss = criterion(model(x).squeeze(1), y)
