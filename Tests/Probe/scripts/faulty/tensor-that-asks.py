# source: https://github.com/MC-E/Deep-Generalized-Unfolding-Networks-for-Image-Restoration/issues/6
# kind: leaf_loss
"""Losses of several outputs become a new tensor that asks for a gradient of its own."""

import torch
from torch import nn

torch.manual_seed(0)
net = nn.Sequential(nn.Conv2d(1, 4, 3, padding=1), nn.PReLU(), nn.Conv2d(4, 3, 3, padding=1))
optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
image, target = torch.rand(2, 1, 8, 8), torch.rand(2, 1, 8, 8)


def charbonnier(a, b):
    return torch.sqrt((a - b) ** 2 + 1e-6).mean()


for step in range(8):
    restored = net(image).split(1, dim=1)
    losses = [charbonnier(restored[j], target) for j in range(len(restored))]
    loss = torch.tensor(losses, requires_grad=True).sum()  # CUT
    optimizer.zero_grad()
    (0.5 * loss).backward()
    optimizer.step()

# fix:
# -     loss = torch.tensor(losses, requires_grad=True).sum()  # CUT
# +     loss = torch.stack(losses).sum()
