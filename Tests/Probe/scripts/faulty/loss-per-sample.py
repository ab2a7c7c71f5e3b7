# source: https://github.com/z814081807/DeepNER/issues/19
# kind: not_scalar
"""reduction="none", and nobody reduces."""

import torch
from torch import nn

torch.manual_seed(0)
model = nn.Linear(4, 3)
criterion = nn.CrossEntropyLoss(reduction="none")
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(12, 4), torch.randint(0, 3, (12,))
for step in range(3):
    loss = criterion(model(x), y)  # CUT
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

# fix:
# -     loss = criterion(model(x), y)  # CUT
# +     loss = criterion(model(x), y).mean()
