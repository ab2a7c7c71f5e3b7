# source: https://github.com/pytorch/pytorch/issues/91529
# kind: rebuilt
"""A code goes through NumPy for its noise, and the encoder learns nothing from then on."""

import numpy as np
import torch
from torch import nn

torch.manual_seed(0)
generator = np.random.default_rng(0)
encoder, decoder = nn.Linear(6, 3), nn.Linear(3, 6)
optimizer = torch.optim.Adam([*encoder.parameters(), *decoder.parameters()], 1e-2)
rows = torch.randn(16, 6)
for step in range(8):
    code = encoder(rows)
    noise = generator.normal(0, 0.1, (16, 3)).astype("float32")
    noisy = torch.from_numpy(code.detach().numpy() + noise)  # CUT
    loss = (decoder(noisy) - rows).pow(2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

# fix:
# -     noisy = torch.from_numpy(code.detach().numpy() + noise)  # CUT
# +     noisy = code + torch.from_numpy(noise)
