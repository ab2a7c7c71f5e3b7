# source: https://github.com/eriklindernoren/PyTorch-GAN/tree/master/implementations/infogan
# kind: detach
"""Of two losses through detached images the one means it: the other's optimizer holds the generator too."""

import itertools

import torch
from torch import nn

torch.manual_seed(0)
generator = nn.Sequential(nn.Linear(3, 8), nn.Tanh(), nn.Linear(8, 4))
body, judge, code = nn.Linear(4, 8), nn.Linear(8, 1), nn.Linear(8, 3)
critic = torch.optim.Adam([*body.parameters(), *judge.parameters()], lr=0.001)
both = torch.optim.Adam(
    itertools.chain(generator.parameters(), body.parameters(), code.parameters()), lr=0.001
)
for step in range(12):
    real, wanted = torch.randn(16, 4), torch.randn(16, 3)
    critic.zero_grad()
    fake = generator(wanted).detach()
    critic_loss = (judge(body(real)) - 1).pow(2).mean() + judge(body(fake)).pow(2).mean()
    critic_loss.backward()
    critic.step()
    both.zero_grad()
    told = code(torch.tanh(body(generator(wanted).detach())))  # CUT
    code_loss = (told - wanted).pow(2).mean()
    code_loss.backward()
    both.step()

# fix:
# -     told = code(torch.tanh(body(generator(wanted).detach())))  # CUT
# +     told = code(torch.tanh(body(generator(wanted))))
