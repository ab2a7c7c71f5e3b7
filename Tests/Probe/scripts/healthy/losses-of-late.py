"""The last losses in a short queue, sums that are dropped each epoch, numbers in a list, outputs without history."""

from collections import deque

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
recent, curve, outputs = deque(maxlen=8), [], []
for epoch in range(6):
    total = 0.0
    for batch in range(10):
        x, y = torch.randn(8, 4), torch.randn(8, 1)
        output = model(x)
        loss = F.mse_loss(output, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        recent.append(loss)
        curve.append(loss.item())
        outputs.append(output.detach())
        total = total + loss
    print(f"{total.item() / 10:.4f} {sum(recent).item() / len(recent):.4f} {torch.Tensor(curve[-10:]).mean():.4f}")
