# source: https://github.com/wiseodd/generative-models/tree/master/GAN/magan
# kind: detach
"""Everything is reset after each player's step, on purpose; the generator's own loss is cut off."""

import torch
from torch import nn

torch.manual_seed(0)
generator = nn.Sequential(nn.Linear(3, 8), nn.ReLU(), nn.Linear(8, 4))
critic = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 1))
make = torch.optim.Adam(generator.parameters(), lr=0.001)
judge = torch.optim.Adam(critic.parameters(), lr=0.001)


def reset():
    generator.zero_grad()
    critic.zero_grad()


for step in range(10):
    real, noise = torch.randn(16, 4), torch.randn(16, 3)
    judged = (critic(real) - 1).pow(2).mean() + critic(generator(noise)).pow(2).mean()
    judged.backward()
    judge.step()
    reset()
    made = (critic(generator(noise).detach()) - 1).pow(2).mean()  # CUT
    made.backward()
    make.step()
    reset()

# fix:
# -     made = (critic(generator(noise).detach()) - 1).pow(2).mean()  # CUT
# +     made = (critic(generator(noise)) - 1).pow(2).mean()
