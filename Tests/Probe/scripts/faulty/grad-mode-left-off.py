# source: https://github.com/davidmascharka/tbd-nets/issues/8
# kind: grad_mode_off
"""The first evaluation switches gradients off and does not switch them on again."""

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 2))
optimizer = torch.optim.Adam(model.parameters())
x, y = torch.randn(64, 4), torch.randint(0, 2, (64,))


def evaluate():
    torch.set_grad_enabled(False)  # CUT
    model.eval()
    accuracy = (model(x).argmax(1) == y).float().mean()
    model.train()
    return accuracy.item()


for epoch in range(3):
    for batch in range(20):
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
    print(epoch, evaluate())

# fix:
# -     torch.set_grad_enabled(False)  # CUT
# -     model.eval()
# -     accuracy = (model(x).argmax(1) == y).float().mean()
# +     model.eval()
# +     with torch.no_grad():
# +         accuracy = (model(x).argmax(1) == y).float().mean()
