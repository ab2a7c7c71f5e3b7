# source: https://github.com/nianticlabs/monodepth2/issues/24
# kind: rebuilt
"""The loss of each scale is added as a number."""

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
net = nn.Sequential(nn.Conv2d(1, 4, 3, padding=1), nn.ELU(), nn.Conv2d(4, 1, 3, padding=1))
optimizer = torch.optim.Adam(net.parameters(), 1e-3)
image, depth = torch.randn(2, 1, 8, 8), torch.rand(2, 1, 8, 8)


def compute_losses(output):
    values = []
    for scale in range(3):
        size = 8 // 2**scale
        a, b = F.adaptive_avg_pool2d(output, size), F.adaptive_avg_pool2d(depth, size)
        values.append((a - b).abs().mean().item())  # CUT
    return torch.tensor(values).sum()


for step in range(2):
    total = compute_losses(net(image))
    optimizer.zero_grad()
    total.backward()
    optimizer.step()

# fix:
# -         values.append((a - b).abs().mean().item())  # CUT
# +         values.append((a - b).abs().mean())
# -     return torch.tensor(values).sum()
# +     return torch.stack(values).sum()
