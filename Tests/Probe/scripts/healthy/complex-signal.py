"""Complex weights of a filter: the loss is complex, and backward() is given its gradient."""

import torch

torch.manual_seed(0)
wanted = torch.randn(16, dtype=torch.complex64)
weights = torch.zeros(16, dtype=torch.complex64, requires_grad=True)
optimizer = torch.optim.SGD([weights], lr=0.1)
for _ in range(40):
    optimizer.zero_grad()
    error = torch.fft.ifft(torch.fft.fft(weights)) - wanted
    loss = (error * error.conj()).sum()
    loss.backward(gradient=torch.ones((), dtype=torch.complex64))
    optimizer.step()
