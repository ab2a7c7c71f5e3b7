"""Log-probabilities kept over an episode, an advantage without gradient, one optimizer."""

import torch
from torch import nn
from torch.distributions import Categorical

torch.manual_seed(0)


class Policy(nn.Module):
    def __init__(self):
        super().__init__()
        self.body, self.actor, self.critic = nn.Linear(3, 16), nn.Linear(16, 2), nn.Linear(16, 1)

    def forward(self, x):
        h = torch.relu(self.body(x))
        return self.actor(h).softmax(-1), self.critic(h)


model = Policy()
optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
for episode in range(8):
    saved, rewards = [], []
    state = torch.randn(3)
    for t in range(10):
        probabilities, value = model(state)
        choice = Categorical(probabilities)
        action = choice.sample()
        saved.append((choice.log_prob(action), value))
        rewards.append(float(action.item() == 0))
        state = torch.randn(3)
    returns, total = [], 0.0
    for reward in reversed(rewards):
        total = reward + 0.9 * total
        returns.insert(0, total)
    returns = torch.tensor(returns)
    loss = 0
    for (log_p, value), gain in zip(saved, returns):
        advantage = gain - value.item()
        loss = loss + -log_p * advantage + nn.functional.smooth_l1_loss(value, gain.view(1))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
