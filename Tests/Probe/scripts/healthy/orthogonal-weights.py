"""A deep net of orthogonal weights: torch changes views in place to make them, which have no history to ask for."""

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
layers = [nn.Linear(6, 6) for _ in range(12)]
for layer in layers:
    nn.init.orthogonal_(layer.weight)
model = nn.Sequential(*layers)
optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
x, y = torch.randn(20, 6), torch.randn(20, 6)
for epoch in range(20):
    loss = F.mse_loss(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
