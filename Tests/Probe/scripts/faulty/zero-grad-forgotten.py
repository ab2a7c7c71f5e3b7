# source: https://github.com/yastrebksv/TennisCourtDetector/issues/7
# kind: not_cleared
"""Nothing clears the gradients."""

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 1))
optimizer = torch.optim.Adam(model.parameters())
x, y = torch.randn(24, 4), torch.randn(24, 1)
for epoch in range(8):
    loss = F.mse_loss(model(x), y)
    loss.backward()  # CUT
    optimizer.step()

# fix:
# -     loss.backward()  # CUT
# +     optimizer.zero_grad()
# +     loss.backward()
