# source: https://github.com/codefuse-ai/MFTCoder/issues/22
# kind: rebuilt
"""A penalty goes through torch.FloatTensor and is added to a loss that trains."""

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
encoder, decoder, critic = nn.Linear(6, 4), nn.Linear(4, 6), nn.Linear(4, 1)
parameters = [*encoder.parameters(), *decoder.parameters(), *critic.parameters()]
optimizer = torch.optim.Adam(parameters, lr=1e-2)
for step in range(10):
    x = torch.randn(12, 6)
    code = encoder(x)
    penalty = torch.sigmoid(critic(code)).mean()
    weighted = torch.FloatTensor([penalty.item()])  # CUT
    loss = F.mse_loss(decoder(code), x) + 0.5 * weighted.sum()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

# fix:
# -     weighted = torch.FloatTensor([penalty.item()])  # CUT
# +     weighted = penalty
