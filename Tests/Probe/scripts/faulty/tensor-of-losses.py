# source: https://github.com/laekov/fastmoe/issues/49
# kind: rebuilt
"""Losses of several heads are collected in a list and made a tensor."""

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
trunk = nn.Linear(4, 8)
heads = nn.ModuleList(nn.Linear(8, 2) for _ in range(3))
optimizer = torch.optim.Adam([*trunk.parameters(), *heads.parameters()])
x, ys = torch.randn(12, 4), [torch.randint(0, 2, (12,)) for _ in range(3)]


def multitask_loss():
    features = torch.relu(trunk(x))
    losses = [F.cross_entropy(head(features), y) for head, y in zip(heads, ys)]
    return torch.tensor(losses).mean()  # CUT


for step in range(3):
    loss = multitask_loss()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

# fix:
# -     return torch.tensor(losses).mean()  # CUT
# +     return torch.stack(losses).mean()
