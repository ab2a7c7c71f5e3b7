# source: https://github.com/mlfoundations/open_clip/issues/573
# kind: checkpoint
"""Only the first block is checkpointed, on images: its parameters learn nothing, and no error is raised."""

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.checkpoint import checkpoint

torch.manual_seed(0)


class Vision(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(1, 4, 3, padding=1)
        self.head = nn.Linear(4 * 36, 3)

    def forward(self, images):
        features = checkpoint(self.stem, images, use_reentrant=True)  # CUT
        return self.head(features.relu().flatten(1))


model = Vision()
optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
images, y = torch.randn(8, 1, 6, 6), torch.randint(0, 3, (8,))
for step in range(6):
    optimizer.zero_grad()
    F.cross_entropy(model(images), y).backward()
    optimizer.step()

# fix:
# -         features = checkpoint(self.stem, images, use_reentrant=True)  # CUT
# +         features = checkpoint(self.stem, images, use_reentrant=False)
