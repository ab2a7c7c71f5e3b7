# source: https://github.com/martkartasev/sepconv/issues/6
# kind: rebuilt
"""A loss is computed with NumPy and comes back as a tensor."""

import numpy as np
import torch
from torch import nn

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(3, 6), nn.Sigmoid(), nn.Linear(6, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
x, y = torch.randn(25, 3), torch.randn(25, 1)


def rmse(prediction, target):
    difference = prediction.detach().numpy() - target.numpy()  # CUT
    return torch.from_numpy(np.asarray(np.sqrt((difference**2).mean())))


for epoch in range(3):
    optimizer.zero_grad()
    loss = rmse(model(x), y)
    loss.backward()
    optimizer.step()

# fix:
# -     difference = prediction.detach().numpy() - target.numpy()  # CUT
# -     return torch.from_numpy(np.asarray(np.sqrt((difference**2).mean())))
# +     return (prediction - target).pow(2).mean().sqrt()
