# source: https://github.com/tkipf/pygcn
# kind: eval_mode
"""Dropout is a function that asks `self.training`, and no line calls train() after the evaluation."""

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second = nn.Linear(4, 16), nn.Linear(16, 1)

    def forward(self, x):
        hidden = F.dropout(torch.relu(self.first(x)), 0.5, training=self.training)
        return self.second(hidden)


model = Net()
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
held_out = torch.randn(16, 4)
for epoch in range(8):
    for _ in range(4):
        x = torch.randn(16, 4)
        loss = (model(x) - x.sum(1, keepdim=True)).pow(2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    model.eval()  # CUT
    with torch.no_grad():
        error = (model(held_out) - held_out.sum(1, keepdim=True)).abs().mean()

# fix:
# -     with torch.no_grad():
# -         error = (model(held_out) - held_out.sum(1, keepdim=True)).abs().mean()
# +     with torch.no_grad():
# +         error = (model(held_out) - held_out.sum(1, keepdim=True)).abs().mean()
# +     model.train()
