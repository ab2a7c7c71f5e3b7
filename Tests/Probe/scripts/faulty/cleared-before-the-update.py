# source: https://github.com/huggingface/accelerate/issues/1422
# kind: cleared_too_early
"""Weights are changed by hand, with gradients that have just been cleared: they are None."""

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
model = nn.Linear(3, 1)
x, y = torch.randn(24, 3), torch.randn(24, 1)
for epoch in range(8):
    loss = F.mse_loss(model(x), y)
    loss.backward()
    model.zero_grad()  # CUT
    with torch.no_grad():
        for weight in model.parameters():
            weight -= 0.1 * weight.grad

# fix:
# -     loss.backward()
# -     model.zero_grad()  # CUT
# +     model.zero_grad()
# +     loss.backward()
