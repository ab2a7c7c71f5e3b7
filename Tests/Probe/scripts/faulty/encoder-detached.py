# source: https://github.com/Lightning-AI/pytorch-lightning/issues/19910
# kind: detach
"""An encoder is cut off inside forward; the decoder learns on, and nothing is raised."""

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)


class AutoEncoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(8, 4), nn.ReLU())
        self.decoder = nn.Linear(4, 8)

    def forward(self, x):
        z = self.encoder(x).detach()  # CUT
        return self.decoder(z)


model = AutoEncoder()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
x = torch.rand(40, 8)
for epoch in range(8):
    loss = F.mse_loss(model(x), x)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

# fix:
# -         z = self.encoder(x).detach()  # CUT
# +         z = self.encoder(x)
