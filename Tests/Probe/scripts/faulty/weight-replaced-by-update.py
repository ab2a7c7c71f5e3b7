# source: https://github.com/pytorch/pytorch/issues/134398
# kind: grad_of_non_leaf
"""`w = w - lr * w.grad` makes a new tensor of w."""

import torch

torch.manual_seed(0)
x = torch.randn(30, 3)
y = x @ torch.tensor([1.0, -2.0, 0.5])
w = torch.zeros(3, requires_grad=True)
for epoch in range(4):
    loss = (x @ w - y).pow(2).mean()
    loss.backward()
    w = w - 0.1 * w.grad  # CUT

# fix:
# -     w = w - 0.1 * w.grad  # CUT
# +     w.data -= 0.1 * w.grad
# +     w.grad = None
