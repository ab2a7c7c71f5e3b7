# source: https://github.com/tedlasai/learn2refocus/issues/5
# kind: no_step
"""The generator gets gradients from both losses, and its own optimizer never steps."""

import torch
from torch import nn

torch.manual_seed(0)
generator, critic = nn.Linear(4, 4), nn.Linear(4, 1)
of_generator = torch.optim.Adam(generator.parameters())
of_critic = torch.optim.Adam(critic.parameters())
for step in range(60):
    generator.zero_grad()
    critic.zero_grad()
    loss = critic(generator(torch.randn(8, 4))).mean() - critic(torch.randn(8, 4)).mean()
    loss.backward()
    of_critic.step()
    generator.zero_grad()
    critic.zero_grad()
    loss = -critic(generator(torch.randn(8, 4))).mean()
    loss.backward()  # CUT

# fix:
# -     loss.backward()  # CUT
# +     loss.backward()
# +     of_generator.step()
