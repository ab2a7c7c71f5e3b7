"""A straight-through estimator, a commitment loss, a codebook."""

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)


class Quantized(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder, self.codebook, self.decoder = nn.Linear(8, 4), nn.Embedding(16, 4), nn.Linear(4, 8)

    def forward(self, x):
        z = self.encoder(x)
        index = torch.cdist(z, self.codebook.weight).argmin(1)
        q = self.codebook(index)
        loss = F.mse_loss(q, z.detach()) + 0.25 * F.mse_loss(q.detach(), z)
        q = z + (q - z).detach()
        return self.decoder(q), loss


model = Quantized()
optimizer = torch.optim.Adam(model.parameters(), 1e-3)
x = torch.randn(40, 8)
for epoch in range(10):
    output, extra = model(x)
    loss = F.mse_loss(output, x) + extra
    optimizer.zero_grad(set_to_none=False)
    loss.backward()
    optimizer.step()
