# source: https://github.com/Eurus-Holmes/MNMT/issues/7
# kind: same_loss_twice
"""Two losses of one forward pass, each with a backward of its own."""

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
shared, first, second = nn.Linear(4, 8), nn.Linear(8, 2), nn.Linear(8, 1)
modules = nn.ModuleList([shared, first, second])
optimizer = torch.optim.Adam(modules.parameters())
x, y, z = torch.randn(10, 4), torch.randint(0, 2, (10,)), torch.randn(10, 1)
for step in range(2):
    hidden = torch.sigmoid(shared(x))
    loss_class = F.cross_entropy(first(hidden), y)
    loss_value = F.mse_loss(second(hidden), z)
    optimizer.zero_grad()
    loss_class.backward()
    loss_value.backward()  # CUT
    optimizer.step()

# fix:
# -     loss_class.backward()
# -     loss_value.backward()  # CUT
# +     (loss_class + loss_value).backward()
