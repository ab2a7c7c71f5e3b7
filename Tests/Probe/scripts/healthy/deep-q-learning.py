"""A target network, actions by argmax, a replay of numbers, a soft update."""

import copy
import random

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
random.seed(0)
policy = nn.Sequential(nn.Linear(4, 24), nn.ReLU(), nn.Linear(24, 2))
target = copy.deepcopy(policy)
optimizer = torch.optim.AdamW(policy.parameters(), lr=1e-3)
memory = []
state = torch.randn(4)
for step in range(120):
    with torch.no_grad():
        action = policy(state).argmax().item() if random.random() > 0.2 else random.randrange(2)
    following, reward = torch.randn(4), random.random()
    memory.append((state.tolist(), action, reward, following.tolist()))
    state = following
    if len(memory) < 16:
        continue
    batch = random.sample(memory, 16)
    s, a, r, n = (torch.tensor(column) for column in zip(*batch))
    chosen = policy(s).gather(1, a.unsqueeze(1)).squeeze(1)
    with torch.no_grad():
        expected = r + 0.9 * target(n).max(1).values
    loss = F.smooth_l1_loss(chosen, expected)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    for old, new in zip(target.parameters(), policy.parameters()):
        old.data.mul_(0.95).add_(new.data, alpha=0.05)
