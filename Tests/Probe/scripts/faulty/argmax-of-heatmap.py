# source: https://github.com/LZGMatrix/BOP19_CDPN_2019ICCV/issues/4
# kind: no_derivative
"""Coordinates are read from a heat map by argmax, and the loss is taken of them."""

import torch
from torch import nn

torch.manual_seed(0)


class Coordinates(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(6, 32), nn.ReLU(), nn.Linear(32, 16))

    def forward(self, x):
        heat = self.body(x)
        return heat.argmax(dim=1).float() / 15  # CUT


model = Coordinates()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
x, y = torch.randn(32, 6), torch.rand(32)
for epoch in range(4):
    loss = (model(x) - y).abs().mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

# fix:
# -         return heat.argmax(dim=1).float() / 15  # CUT
# +         return heat.softmax(dim=1) @ torch.linspace(0, 1, 16)
