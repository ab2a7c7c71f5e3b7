# source: https://github.com/vwxyzjn/cleanrl/blob/master/cleanrl/ppo.py
# kind: detach
"""Rollouts stand under no_grad, as they should; the actor's logits are detached, and that is the fault."""

import torch
from torch import nn

torch.manual_seed(0)


class Agent(nn.Module):
    def __init__(self):
        super().__init__()
        self.actor, self.critic = nn.Linear(4, 2), nn.Linear(4, 1)

    def judge(self, x, action=None):
        logits = self.actor(x).detach()  # CUT
        policy = torch.distributions.Categorical(logits=logits)
        action = policy.sample() if action is None else action
        return action, policy.log_prob(action), self.critic(x).squeeze(1)


agent = Agent()
optimizer = torch.optim.Adam(agent.parameters(), lr=0.01)
for update in range(4):
    states = torch.randn(32, 4)
    with torch.no_grad():
        actions, before, values = agent.judge(states)
    rewards = (states[:, 0] * (actions * 2 - 1)).clamp(-1, 1)
    for _ in range(3):
        _, now, value = agent.judge(states, actions)
        ratio = (now - before).exp()
        gain = torch.min(ratio * (rewards - values), ratio.clamp(0.8, 1.2) * (rewards - values))
        loss = (value - rewards).pow(2).mean() - gain.mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

# fix:
# -         logits = self.actor(x).detach()  # CUT
# +         logits = self.actor(x)
