# source: https://discuss.pytorch.org/t/what-about-data-in-pytorch-0-4/17310
# kind: detach
"""`.data` is taken to get rid of a wrapper, as one did before 0.4."""

import torch
from torch import nn

torch.manual_seed(0)
model = nn.Linear(5, 3)
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(20, 5), torch.randint(0, 3, (20,))
for epoch in range(3):
    optimizer.zero_grad()
    logits = model(x)
    loss = criterion(logits.data, y)  # CUT
    loss.backward()
    optimizer.step()

# fix:
# -     loss = criterion(logits.data, y)  # CUT
# +     loss = criterion(logits, y)
