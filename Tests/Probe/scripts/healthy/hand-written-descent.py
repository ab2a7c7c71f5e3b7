"""Weights that are changed by hand, cleared by hand."""

import torch

torch.manual_seed(0)
x = torch.linspace(-1, 1, 40).unsqueeze(1)
y = 3 * x + 0.3 * torch.randn(40, 1)
w = torch.randn(1, 1, requires_grad=True)
b = torch.zeros(1, requires_grad=True)
for epoch in range(20):
    loss = (x @ w + b - y).pow(2).mean()
    loss.backward()
    w.data -= 0.1 * w.grad.data
    b.data -= 0.1 * b.grad.data
    w.grad.data.zero_()
    b.grad.data.zero_()
    if epoch % 5 == 0:
        print(epoch, loss.data.item())
