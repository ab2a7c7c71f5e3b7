# source: https://github.com/greebear/pytorch-learning/issues/1
# kind: not_cleared
"""A regression by hand that updates its weights and keeps their gradients."""

import torch

torch.manual_seed(0)
x = torch.randn(50, 2)
y = x @ torch.tensor([[2.0], [-3.0]]) + 0.5
w = torch.zeros(2, 1, requires_grad=True)
b = torch.zeros(1, requires_grad=True)
for epoch in range(8):
    loss = ((x @ w + b - y) ** 2).mean()
    loss.backward()  # CUT
    with torch.no_grad():
        w -= 0.05 * w.grad
        b -= 0.05 * b.grad

# fix:
# -         b -= 0.05 * b.grad
# +         b -= 0.05 * b.grad
# +         w.grad = b.grad = None
