# source: https://github.com/tk-rusch/coRNN/issues/1
# kind: eval_mode
"""The first evaluation leaves the model in evaluation mode."""

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(6, 16), nn.ReLU(), nn.Dropout(0.5), nn.Linear(16, 2))
optimizer = torch.optim.Adam(model.parameters())
x, y = torch.randn(30, 6), torch.randint(0, 2, (30,))


def test():
    model.eval()  # CUT
    with torch.no_grad():
        return (model(x).argmax(1) == y).float().mean().item()


for epoch in range(4):
    for batch in range(6):
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        optimizer.step()
    print(epoch, test())

# fix:
# -         optimizer.zero_grad()
# +         model.train()
# +         optimizer.zero_grad()
