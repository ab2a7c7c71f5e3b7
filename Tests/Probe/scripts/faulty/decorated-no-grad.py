# source: https://github.com/SAI990323/DEALRec/issues/7
# kind: no_grad
"""A scoring function carries a decorator that it had from inference."""

import torch
from torch import nn

torch.manual_seed(0)


class Scorer:
    def __init__(self):
        self.net = nn.Linear(6, 1)

    @torch.no_grad()  # CUT
    def score(self, x):
        return self.net(x).sigmoid()


scorer = Scorer()
optimizer = torch.optim.SGD(scorer.net.parameters(), lr=0.1)
x, y = torch.randn(9, 6), torch.rand(9, 1)
for step in range(2):
    loss = (scorer.score(x) - y).square().mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

# fix:
# -     @torch.no_grad()  # CUT
