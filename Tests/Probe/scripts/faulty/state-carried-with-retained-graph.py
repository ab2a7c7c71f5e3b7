# source: https://github.com/mlech26l/ncps/issues/62
# kind: carried_over
"""retain_graph=True hides that the hidden state is never detached, until the weights change."""

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
cell, head = nn.GRUCell(3, 6), nn.Linear(6, 1)
optimizer = torch.optim.Adam([*cell.parameters(), *head.parameters()])
hidden = torch.zeros(4, 6)
for step in range(4):
    hidden = cell(torch.randn(4, 3), hidden)  # CUT
    loss = F.mse_loss(head(hidden), torch.randn(4, 1))
    optimizer.zero_grad()
    loss.backward(retain_graph=True)
    optimizer.step()

# fix:
# -     hidden = cell(torch.randn(4, 3), hidden)  # CUT
# +     hidden = cell(torch.randn(4, 3), hidden.detach())
# -     loss.backward(retain_graph=True)
# +     loss.backward()
