"""An agent that holds its target network, all of it in the optimizer."""

import copy

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)


class Agent(nn.Module):
    def __init__(self):
        super().__init__()
        self.q = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 2))
        self.target = copy.deepcopy(self.q)

    def loss(self, s, a, r, following):
        value = self.q(s).gather(1, a)
        with torch.no_grad():
            goal = r + 0.9 * self.target(following).max(1, keepdim=True).values
        return F.mse_loss(value, goal)


agent = Agent()
optimizer = torch.optim.Adam(agent.parameters(), lr=1e-3)
for step in range(12):
    batch = torch.randn(8, 4), torch.randint(0, 2, (8, 1)), torch.rand(8, 1), torch.randn(8, 4)
    optimizer.zero_grad()
    agent.loss(*batch).backward()
    optimizer.step()
    if step % 4 == 3:
        agent.target.load_state_dict(agent.q.state_dict())
