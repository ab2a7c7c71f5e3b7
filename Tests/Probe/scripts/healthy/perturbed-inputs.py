"""Adversarial training: a gradient for the input first, then the step."""

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(5, 16), nn.ReLU(), nn.Linear(16, 3))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for step in range(10):
    x, y = torch.randn(12, 5, requires_grad=True), torch.randint(0, 3, (12,))
    F.cross_entropy(model(x), y).backward()
    moved = (x + 0.1 * x.grad.sign()).detach()
    optimizer.zero_grad()
    F.cross_entropy(model(moved), y).backward()
    optimizer.step()
