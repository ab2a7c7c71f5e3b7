# source: https://github.com/huggingface/accelerate/issues/1422
# kind: cleared_too_early
"""A closure for LBFGS clears the gradients that it has just computed."""

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
model = nn.Linear(3, 1)
optimizer = torch.optim.LBFGS(model.parameters(), lr=0.2)
x, y = torch.randn(24, 3), torch.randn(24, 1)


def closure():
    loss = F.mse_loss(model(x), y)
    loss.backward()
    optimizer.zero_grad()  # CUT
    return loss


for epoch in range(8):
    optimizer.step(closure)

# fix:
# -     loss.backward()
# -     optimizer.zero_grad()  # CUT
# +     optimizer.zero_grad()
# +     loss.backward()
