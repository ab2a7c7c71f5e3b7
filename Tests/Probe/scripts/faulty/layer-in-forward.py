# source: https://github.com/pytorch/examples/issues/277
# kind: made_in_forward
"""A projection is made where it is needed, in forward."""

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)


class Lazy(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(4, 6)

    def forward(self, x):
        h = torch.relu(self.body(x))
        self.projection = nn.Linear(h.shape[1], 2)  # CUT
        return self.projection(h)


model = Lazy()
optimizer = torch.optim.Adam(model.parameters())
x, y = torch.randn(12, 4), torch.randint(0, 2, (12,))
for epoch in range(8):
    loss = F.cross_entropy(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

# fix:
# -         self.body = nn.Linear(4, 6)
# +         self.body, self.projection = nn.Linear(4, 6), nn.Linear(6, 2)
# -         self.projection = nn.Linear(h.shape[1], 2)  # CUT
