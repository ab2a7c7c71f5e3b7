# source: https://github.com/pytorch/pytorch/issues/91529
# kind: leaf_loss
"""requires_grad_(True) is called on a loss that has lost its history."""

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
model = nn.Linear(6, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(16, 6), torch.randn(16, 1)
for epoch in range(6):
    optimizer.zero_grad()
    with torch.no_grad():  # CUT
        output = model(x)
    loss = F.l1_loss(output, y)
    loss.requires_grad_(True)
    loss.backward()
    optimizer.step()

# fix:
# -     with torch.no_grad():  # CUT
# -         output = model(x)
# +     output = model(x)
# -     loss.requires_grad_(True)
