# source: https://github.com/archinetai/smart-pytorch/issues/5
# kind: unused_input
"""A gradient penalty is asked for points that the critic did not see."""

import torch
from torch import nn

torch.manual_seed(0)
critic = nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 1))
optimizer = torch.optim.Adam(critic.parameters())
real, fake = torch.randn(6, 2), torch.randn(6, 2)
for step in range(2):
    mixed = (0.5 * real + 0.5 * fake).requires_grad_(True)
    score = critic(0.5 * real + 0.5 * fake)
    (slope,) = torch.autograd.grad(score.sum(), mixed, create_graph=True)  # CUT
    loss = (slope.norm(dim=1) - 1).pow(2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

# fix:
# -     score = critic(0.5 * real + 0.5 * fake)
# +     score = critic(mixed)
