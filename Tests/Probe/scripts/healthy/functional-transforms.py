"""vmap and grad of torch.func beside an ordinary loop, and a subclass's own torch function mode."""

import torch
import torch.nn.functional as F
from torch import nn
from torch.func import functional_call, grad, vmap
from torch.overrides import TorchFunctionMode

torch.manual_seed(0)


class Counting(TorchFunctionMode):
    calls = 0

    def __torch_function__(self, func, types, args=(), kwargs=None):
        Counting.calls += 1
        return func(*args, **(kwargs or {}))


model = nn.Linear(3, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(10, 3), torch.randn(10, 1)


def sample_loss(parameters, row, target):
    return F.mse_loss(functional_call(model, parameters, (row.unsqueeze(0),)), target.unsqueeze(0))


for step in range(8):
    held = {name: p.detach() for name, p in model.named_parameters()}
    each = vmap(grad(sample_loss), in_dims=(None, 0, 0))(held, x, y)
    with Counting():
        loss = F.mse_loss(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    norm = sum(g.flatten(1).norm(dim=1) for g in each.values())
    optimizer.step()
assert Counting.calls > 0 and norm.shape == (10,)
