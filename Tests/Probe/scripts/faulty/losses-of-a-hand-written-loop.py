# source: https://discuss.pytorch.org/t/gpu-memory-increase-while-i-wanna-to-backward-with-accumulative-loss/43284
# kind: kept_graph
"""No optimizer; the losses are kept for a plot, by the step."""

import torch

torch.manual_seed(0)
x = torch.randn(40, 3)
y = x @ torch.tensor([1.0, -2.0, 0.5])
w = torch.zeros(3, requires_grad=True)
curve = {}
for step in range(30):
    loss = (x @ w - y).square().mean()
    loss.backward()
    with torch.no_grad():
        w -= 0.1 * w.grad
        w.grad.zero_()
    curve[step] = loss  # CUT

# fix:
# -     curve[step] = loss  # CUT
# +     curve[step] = loss.item()
