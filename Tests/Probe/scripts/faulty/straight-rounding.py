# source: https://github.com/moskomule/dda/issues/2
# kind: flat
"""An image is quantized by rounding on the way: gradients are there, and all zero."""

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)


class Quantize(nn.Module):
    def forward(self, x):
        return torch.round(x * 8) / 8  # CUT


net = nn.Sequential(nn.Linear(6, 12), nn.Tanh(), Quantize(), nn.Linear(12, 2))
optimizer = torch.optim.Adam(net.parameters(), lr=1e-2)
x, y = torch.randn(24, 6), torch.randint(0, 2, (24,))
for epoch in range(8):
    loss = F.cross_entropy(net(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

# fix:
# -         return torch.round(x * 8) / 8  # CUT
# +         return x + (torch.round(x * 8) / 8 - x).detach()
