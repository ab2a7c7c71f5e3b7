# source: https://github.com/jcjohnson/pytorch-examples
# kind: detach
"""Two layers by hand: the first one's gradient is None, and the update says no more than that."""

import torch

torch.manual_seed(0)
x, y = torch.randn(32, 6), torch.randn(32, 2)
first = torch.randn(6, 8, requires_grad=True)
second = torch.randn(8, 2, requires_grad=True)
for step in range(20):
    hidden = x.mm(first).clamp(min=0).detach()  # CUT
    loss = (hidden.mm(second) - y).pow(2).mean()
    loss.backward()
    with torch.no_grad():
        first -= 0.01 * first.grad
        second -= 0.01 * second.grad
        first.grad.zero_()
        second.grad.zero_()

# fix:
# -     hidden = x.mm(first).clamp(min=0).detach()  # CUT
# +     hidden = x.mm(first).clamp(min=0)
