# source: https://github.com/pytorch/pytorch/issues/91529
# kind: leaf_loss
"""No optimizer and no module; the loss is made anew from its number and told to ask for a gradient."""

import torch

torch.manual_seed(0)
x = torch.randn(40, 3)
y = x @ torch.tensor([1.0, -2.0, 0.5])
w = torch.randn(3, requires_grad=True)
for step in range(20):
    error = (x @ w - y).square().mean()
    loss = torch.tensor(error.item(), requires_grad=True)  # CUT
    loss.backward()
    with torch.no_grad():
        w -= 0.1 * w.grad
        w.grad.zero_()

# fix:
# -     loss = torch.tensor(error.item(), requires_grad=True)  # CUT
# +     loss = error
