# source: https://github.com/pytorch/pytorch/issues/9391
# kind: in_place
"""A result that sigmoid needs for its derivative is scaled in place."""

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)


class Gate(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(5, 5)

    def forward(self, x):
        gate = torch.sigmoid(self.fc(x))
        gate *= 0.5  # CUT
        return gate * x


model = Gate()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(8, 5), torch.randn(8, 5)
for step in range(2):
    loss = F.mse_loss(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

# fix:
# -         gate *= 0.5  # CUT
# +         gate = gate * 0.5
