# source: https://github.com/codefuse-ai/MFTCoder/issues/22
# kind: rebuilt
"""The losses of the side tasks are put into torch.Tensor([...]); the main loss still trains."""

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
body, main, sides = nn.Linear(6, 8), nn.Linear(8, 1), nn.ModuleList(nn.Linear(8, 3) for _ in range(2))
parameters = [*body.parameters(), *main.parameters(), *sides.parameters()]
optimizer = torch.optim.SGD(parameters, lr=0.05)
for step in range(10):
    x, y = torch.randn(12, 6), torch.randn(12, 1)
    h = torch.relu(body(x))
    side_losses = torch.Tensor(  # CUT
        [F.cross_entropy(side(h), torch.randint(0, 3, (12,))).item() for side in sides]  # CUT
    )
    loss = F.mse_loss(main(h), y) + side_losses.sum()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

# fix:
# -     side_losses = torch.Tensor(  # CUT
# +     side_losses = torch.stack(
# -         [F.cross_entropy(side(h), torch.randint(0, 3, (12,))).item() for side in sides]  # CUT
# +         [F.cross_entropy(side(h), torch.randint(0, 3, (12,))) for side in sides]
