# source: https://github.com/YuliaRubanova/latent_ode
# kind: kept_graph
"""A meter averages the losses themselves: each average holds the one before, and so all graphs."""

import torch
from torch import nn

torch.manual_seed(0)


class Meter:
    average = 0.0

    def update(self, value):
        self.average = 0.9 * self.average + 0.1 * value  # CUT


model, meter = nn.Linear(4, 1), Meter()
optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
for step in range(40):
    x = torch.randn(16, 4)
    loss = (model(x) - x.sum(1, keepdim=True)).pow(2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    meter.update(loss)

# fix:
# -     meter.update(loss)
# +     meter.update(loss.item())
