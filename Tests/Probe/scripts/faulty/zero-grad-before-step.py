# source: https://github.com/huggingface/accelerate/issues/1422
# kind: cleared_too_early
"""zero_grad stands between backward and step."""

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
model = nn.Linear(4, 2)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(18, 4), torch.randint(0, 2, (18,))
for epoch in range(8):
    loss = F.cross_entropy(model(x), y)
    loss.backward()
    optimizer.zero_grad()  # CUT
    optimizer.step()

# fix:
# -     loss.backward()
# -     optimizer.zero_grad()  # CUT
# +     optimizer.zero_grad()
# +     loss.backward()
