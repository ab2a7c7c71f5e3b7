# source: https://github.com/dragen1860/MAML-Pytorch
# kind: not_cleared
"""The inner steps of a meta-learner go by `autograd.grad`; the outer gradients are never cleared."""

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
weights = nn.ParameterList([nn.Parameter(torch.randn(8, 4) / 2), nn.Parameter(torch.randn(2, 8) / 3)])
outer = torch.optim.Adam(weights.parameters(), lr=0.01)


def predict(x, first, second):
    return F.linear(torch.tanh(F.linear(x, first)), second)


for step in range(8):
    support, query = torch.randn(6, 4), torch.randn(6, 4)
    labels = torch.randint(0, 2, (6,))
    fast = list(weights)
    for _ in range(3):
        inner = F.cross_entropy(predict(support, *fast), labels)
        gradients = torch.autograd.grad(inner, fast)
        fast = [w - 0.4 * g for w, g in zip(fast, gradients)]
    loss = F.cross_entropy(predict(query, *fast), labels)
    loss.backward()  # CUT
    outer.step()

# fix:
# -     loss.backward()  # CUT
# +     outer.zero_grad()
# +     loss.backward()
