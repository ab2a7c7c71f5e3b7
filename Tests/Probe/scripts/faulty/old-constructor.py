# source: https://github.com/codefuse-ai/MFTCoder/issues/22
# kind: rebuilt
"""A weighted sum of numbers goes through torch.FloatTensor."""

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
model = nn.Linear(8, 4)
optimizer = torch.optim.AdamW(model.parameters())
tasks = [(torch.randn(10, 8), torch.randint(0, 4, (10,))) for _ in range(2)]
weights = [0.7, 0.3]
for step in range(2):
    losses = []
    for (x, y), weight in zip(tasks, weights):
        losses.append(weight * F.cross_entropy(model(x), y).item())  # CUT
    loss = torch.FloatTensor(losses).sum()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

# fix:
# -         losses.append(weight * F.cross_entropy(model(x), y).item())  # CUT
# +         losses.append(weight * F.cross_entropy(model(x), y))
# -     loss = torch.FloatTensor(losses).sum()
# +     loss = torch.stack(losses).sum()
