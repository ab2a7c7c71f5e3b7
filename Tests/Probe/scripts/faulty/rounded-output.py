# source: https://github.com/pytorch/pytorch/issues/1339
# kind: integer_cast
"""The output is cast to whole numbers to look like labels, and back."""

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
net = nn.Sequential(nn.Linear(3, 8), nn.Tanh(), nn.Linear(8, 1))
optimizer = torch.optim.SGD(net.parameters(), lr=0.05)
x = torch.randn(40, 3)
y = (x.sum(1, keepdim=True) > 0).float()


def labels(scores):
    return (scores * 2).long().float()  # CUT


for epoch in range(3):
    optimizer.zero_grad()
    loss = F.mse_loss(labels(net(x)), y)
    loss.backward()
    optimizer.step()

# fix:
# -     return (scores * 2).long().float()  # CUT
# +     return scores * 2
