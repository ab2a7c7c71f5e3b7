# source: https://github.com/spro/practical-pytorch/issues/9
# kind: other_model
"""The optimizer is given a copy that was kept as the best model so far."""

import copy

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(3, 5), nn.ReLU(), nn.Linear(5, 1))
best = copy.deepcopy(model)
optimizer = torch.optim.Adam(best.parameters())  # CUT
x, y = torch.randn(16, 3), torch.randn(16, 1)
for epoch in range(8):
    loss = F.mse_loss(model(x), y)
    model.zero_grad()
    loss.backward()
    optimizer.step()

# fix:
# - optimizer = torch.optim.Adam(best.parameters())  # CUT
# + optimizer = torch.optim.Adam(model.parameters())
