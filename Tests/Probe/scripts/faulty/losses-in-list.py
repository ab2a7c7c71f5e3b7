# source: https://github.com/TRI-ML/packnet-sfm/pull/51
# kind: kept_graph
"""The losses of an epoch are collected in a list, each with its graph."""

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)


def epoch():
    losses = []
    for batch in range(32):
        x, y = torch.randn(8, 4), torch.randn(8, 1)
        loss = F.mse_loss(model(x), y)
        optimizer.zero_grad()
        (loss / 2).backward()
        optimizer.step()
        losses.append(loss)  # CUT
    return sum(losses) / len(losses)


print(f"{epoch().item():.4f}")

# fix:
# -         losses.append(loss)  # CUT
# +         losses.append(loss.detach())
