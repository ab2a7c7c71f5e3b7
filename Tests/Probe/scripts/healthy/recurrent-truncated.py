"""Truncated backpropagation through time: the state goes on, its history does not."""

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
rnn, head = nn.LSTM(4, 8, batch_first=True), nn.Linear(8, 4)
parameters = [*rnn.parameters(), *head.parameters()]
optimizer = torch.optim.RMSprop(parameters)
sequence = torch.randn(2, 60, 4)
state = None
for start in range(0, 50, 5):
    if state is not None:
        state = tuple(s.detach() for s in state)
    out, state = rnn(sequence[:, start : start + 5], state)
    loss = F.mse_loss(head(out), sequence[:, start + 1 : start + 6])
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_value_(parameters, 0.5)
    optimizer.step()
