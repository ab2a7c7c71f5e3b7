# source: https://github.com/pytorch/pytorch/issues/39141
# kind: step_before_backward
"""The generator steps before the critic's backward, in the very first round: nothing is carried over."""

import torch
from torch import nn

torch.manual_seed(0)
generator, critic = nn.Sequential(nn.Linear(3, 8), nn.Tanh(), nn.Linear(8, 4)), nn.Linear(4, 1)
make = torch.optim.Adam(generator.parameters(), lr=0.01)
judge = torch.optim.Adam(critic.parameters(), lr=0.01)
for step in range(6):
    fake = generator(torch.randn(16, 3))
    make_loss = (critic(fake) - 1).pow(2).mean()
    make.zero_grad()
    make_loss.backward(retain_graph=True)
    make.step()  # CUT
    judge_loss = critic(fake).pow(2).mean() + (critic(torch.randn(16, 4)) - 1).pow(2).mean()
    judge.zero_grad()
    judge_loss.backward()
    judge.step()

# fix:
# -     judge_loss = critic(fake).pow(2).mean() + (critic(torch.randn(16, 4)) - 1).pow(2).mean()
# +     judge_loss = critic(fake.detach()).pow(2).mean() + (critic(torch.randn(16, 4)) - 1).pow(2).mean()
