# source: https://github.com/vinsis/ternary-quantization/issues/4
# kind: non_leaf_parameter
"""Factors that are scaled after they have asked for a gradient cannot be optimized."""

import torch

torch.manual_seed(0)
weights = torch.randn(4, 6)
factors = torch.ones(4, 1, requires_grad=True) * 0.7  # CUT
optimizer = torch.optim.Adam([factors], lr=0.05)
for step in range(6):
    loss = (weights - factors * weights.sign()).pow(2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

# fix:
# - factors = torch.ones(4, 1, requires_grad=True) * 0.7  # CUT
# + factors = (torch.ones(4, 1) * 0.7).requires_grad_()
