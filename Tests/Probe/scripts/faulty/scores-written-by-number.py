# source: https://github.com/hunkim/PyTorchZeroToAll
# kind: rebuilt
"""Attention scores are written one by one into a tensor of zeros, as numbers."""

import torch
from torch import nn

torch.manual_seed(0)
ask, out = nn.Linear(4, 4), nn.Linear(4, 1)
optimizer = torch.optim.Adam([*ask.parameters(), *out.parameters()], lr=0.01)
for step in range(10):
    words, state = torch.randn(12, 4), torch.randn(4)
    scores = torch.zeros(12)
    for i in range(12):
        scores[i] = torch.dot(ask(words[i]), state).item()  # CUT
    seen = torch.softmax(scores, 0) @ words
    loss = (out(seen) - state.sum()).pow(2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

# fix:
# -         scores[i] = torch.dot(ask(words[i]), state).item()  # CUT
# +         scores[i] = torch.dot(ask(words[i]), state)
