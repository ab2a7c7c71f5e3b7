# source: https://github.com/FernandoLpz/Text-Classification-LSTMs-PyTorch/issues/9
# kind: detach
"""Values of chosen actions are detached, and those of the target net are not: nothing raises."""

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
values, target = nn.Linear(4, 2), nn.Linear(4, 2)
optimizer = torch.optim.Adam(values.parameters())
for step in range(8):
    state, following = torch.randn(16, 4), torch.randn(16, 4)
    action, reward = torch.randint(0, 2, (16, 1)), torch.randn(16, 1)
    chosen = values(state).gather(1, action).detach()  # CUT
    wanted = reward + 0.9 * target(following).max(1, keepdim=True)[0]
    loss = F.smooth_l1_loss(chosen, wanted)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

# fix:
# -     chosen = values(state).gather(1, action).detach()  # CUT
# +     chosen = values(state).gather(1, action)
# -     wanted = reward + 0.9 * target(following).max(1, keepdim=True)[0]
# +     wanted = reward + 0.9 * target(following).max(1, keepdim=True)[0].detach()
