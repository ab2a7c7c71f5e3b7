# source: https://github.com/Lightning-AI/pytorch-lightning/issues/18222
# kind: inference_mode
"""A second training phase runs inside the inference mode of a validation."""

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
net = nn.Sequential(nn.Linear(5, 10), nn.ReLU(), nn.Linear(10, 5))
optimizer = torch.optim.Adam(net.parameters())
x = torch.randn(20, 5)


def validate_and_adapt():
    with torch.inference_mode():  # CUT
        print("before", F.mse_loss(net(x), x).item())
        loss = F.mse_loss(net(x), x)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()


validate_and_adapt()

# fix:
# -         loss = F.mse_loss(net(x), x)
# +     loss = F.mse_loss(net(x), x)
