# source: https://github.com/pytorch/pytorch/issues/91529
# kind: leaf_loss
"""The loss is made anew from its number, and the number is a whole one, as any count is."""

import torch
import torch.nn.functional as F

x = torch.arange(1.0, 5.0)
y = 2 * x
slope = torch.zeros(1, requires_grad=True)
optimizer = torch.optim.SGD([slope], lr=0.01)
for epoch in range(8):
    loss = F.mse_loss(slope * x, y)
    loss = torch.tensor(loss.item(), requires_grad=True)  # CUT
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

# fix:
# -     loss = torch.tensor(loss.item(), requires_grad=True)  # CUT
