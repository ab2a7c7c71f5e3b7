"""A critic with a gradient penalty, several critic steps to one of the generator."""

import torch
from torch import nn

torch.manual_seed(0)
G = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 2))
C = nn.Sequential(nn.Linear(2, 16), nn.LeakyReLU(0.2), nn.Linear(16, 1))
opt_g, opt_c = torch.optim.Adam(G.parameters(), 1e-3), torch.optim.Adam(C.parameters(), 1e-3)
for step in range(20):
    real = torch.randn(8, 2)
    fake = G(torch.randn(8, 4))
    mix = torch.rand(8, 1)
    between = (mix * real + (1 - mix) * fake.detach()).requires_grad_(True)
    (slope,) = torch.autograd.grad(C(between).sum(), between, create_graph=True)
    penalty = ((slope.norm(2, dim=1) - 1) ** 2).mean()
    loss_c = C(fake.detach()).mean() - C(real).mean() + 10 * penalty
    opt_c.zero_grad()
    loss_c.backward()
    opt_c.step()
    if step % 5 == 0:
        loss_g = -C(G(torch.randn(8, 4))).mean()
        opt_g.zero_grad()
        loss_g.backward()
        opt_g.step()
