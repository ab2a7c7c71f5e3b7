# source: https://github.com/pytorch/pytorch/issues/34535
# kind: no_parameters
"""The loss compares the targets with the inputs: the output is not in it."""

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
model = nn.Linear(4, 4)
optimizer = torch.optim.Adam(model.parameters())
state, target = torch.randn(10, 4), torch.randn(10, 4)
for step in range(2):
    value = model(state)
    loss = F.smooth_l1_loss(state, target)
    optimizer.zero_grad()
    loss.backward()  # CUT
    optimizer.step()

# fix:
# -     loss = F.smooth_l1_loss(state, target)
# +     loss = F.smooth_l1_loss(value, target)
