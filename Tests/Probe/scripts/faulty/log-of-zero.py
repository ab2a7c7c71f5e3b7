# source: https://github.com/mathiaszinnen/focal_loss_torch/issues/3
# kind: not_finite
"""A cross entropy by hand takes the log of a probability that underflows."""

import torch
from torch import nn

torch.manual_seed(0)
model = nn.Linear(4, 3)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(20, 4) * 400, torch.randint(0, 3, (20,))


def cross_entropy(logits, target):
    probabilities = torch.softmax(logits, dim=1)
    log_p = torch.log(probabilities)  # CUT
    return -log_p[torch.arange(len(target)), target].mean()


for epoch in range(5):
    loss = cross_entropy(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

# fix:
# -     probabilities = torch.softmax(logits, dim=1)
# -     log_p = torch.log(probabilities)  # CUT
# +     log_p = torch.log_softmax(logits, dim=1)
