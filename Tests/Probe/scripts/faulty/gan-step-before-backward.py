# source: https://github.com/pytorch/pytorch/issues/39141
# kind: step_before_backward
"""A discriminator steps before the generator's backward, on a graph that was kept."""

import torch
from torch import nn

torch.manual_seed(0)
G = nn.Sequential(nn.Linear(5, 16), nn.ReLU(), nn.Linear(16, 8))
D = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 1), nn.Sigmoid())
opt_G, opt_D = torch.optim.Adam(G.parameters()), torch.optim.Adam(D.parameters())
for step in range(3):
    paintings = torch.randn(32, 8)
    fake = G(torch.randn(32, 5))
    p_real, p_fake = D(paintings), D(fake)
    loss_D = -torch.mean(torch.log(p_real) + torch.log(1 - p_fake))
    loss_G = torch.mean(torch.log(1 - p_fake))
    opt_D.zero_grad()
    loss_D.backward(retain_graph=True)
    opt_D.step()  # CUT
    opt_G.zero_grad()
    loss_G.backward()
    opt_G.step()

# fix:
# -     opt_D.step()  # CUT
# -     opt_G.zero_grad()
# +     opt_G.zero_grad()
# -     opt_G.step()
# +     opt_D.step()
# +     opt_G.step()
