# source: https://github.com/yastrebksv/TennisCourtDetector/issues/7
# kind: not_cleared
"""The discriminator steps twenty times before the generator's turn comes, whose gradients nothing clears."""

import torch
from torch import nn

torch.manual_seed(0)
generator, discriminator = nn.Linear(4, 4), nn.Linear(4, 1)
of_generator = torch.optim.SGD(generator.parameters(), lr=0.01)
of_discriminator = torch.optim.SGD(discriminator.parameters(), lr=0.01)
for epoch in range(3):
    for _ in range(20):
        made = generator(torch.randn(8, 4)).detach()
        loss = discriminator(made).mean() - discriminator(torch.randn(8, 4)).mean()
        of_discriminator.zero_grad()
        loss.backward()
        of_discriminator.step()
    for _ in range(10):
        loss = -discriminator(generator(torch.randn(8, 4))).mean()
        loss.backward()  # CUT
        of_generator.step()

# fix:
# -         loss.backward()  # CUT
# +         of_generator.zero_grad()
# +         loss.backward()
