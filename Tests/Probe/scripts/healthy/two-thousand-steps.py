"""A long run with evaluations in between."""

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Dropout(0.1), nn.Linear(8, 2))
optimizer = torch.optim.Adam(model.parameters())
x, y = torch.randn(64, 4), torch.randint(0, 2, (64,))
for step in range(2000):
    loss = F.cross_entropy(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if step % 250 == 249:
        model.eval()
        with torch.inference_mode():
            print(step, loss.item(), (model(x).argmax(1) == y).float().mean().item())
        model.train()
