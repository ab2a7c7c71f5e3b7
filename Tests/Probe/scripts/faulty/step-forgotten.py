# source: https://github.com/tedlasai/learn2refocus/issues/5
# kind: no_step
"""The scheduler steps; the optimizer does not."""

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(5, 8), nn.Tanh(), nn.Linear(8, 3))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 5)
x, y = torch.randn(20, 5), torch.randint(0, 3, (20,))
for epoch in range(8):
    optimizer.zero_grad()
    loss = F.cross_entropy(model(x), y)
    loss.backward()  # CUT
    scheduler.step()

# fix:
# -     loss.backward()  # CUT
# +     loss.backward()
# +     optimizer.step()
