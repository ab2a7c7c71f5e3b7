# source: https://github.com/quark0/darts/issues/56
# kind: second_backward
"""Node features are computed once before the loop and used in every step."""

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
encoder, head = nn.Linear(6, 12), nn.Linear(12, 3)
optimizer = torch.optim.SGD([*encoder.parameters(), *head.parameters()], lr=0.1)
x, y = torch.randn(30, 6), torch.randint(0, 3, (30,))
features = torch.tanh(encoder(x))
for epoch in range(3):
    logits = head(features)  # CUT
    loss = F.cross_entropy(logits, y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

# fix:
# -     logits = head(features)  # CUT
# +     logits = head(torch.tanh(encoder(x)))
