# source: https://github.com/tedlasai/learn2refocus/issues/5
# kind: no_step
"""Two optimizers, made in main(), of which one never steps; main() is over when it could be told."""

import torch
from torch import nn

torch.manual_seed(0)


def improve(actor, critic, actor_optimizer, critic_optimizer):
    state, reward = torch.randn(16, 4), torch.randn(16, 1)
    critic_loss = (critic(state) - reward).pow(2).mean()
    critic_optimizer.zero_grad()
    critic_loss.backward()  # CUT
    actor_loss = -critic(actor(state)).mean()
    actor_optimizer.zero_grad()
    actor_loss.backward()
    actor_optimizer.step()


def main():
    actor, critic = nn.Linear(4, 4), nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 1))
    actor_optimizer = torch.optim.Adam(actor.parameters())
    critic_optimizer = torch.optim.Adam(critic.parameters())
    for _ in range(8):
        improve(actor, critic, actor_optimizer, critic_optimizer)


main()

# fix:
# -     critic_loss.backward()  # CUT
# +     critic_loss.backward()
# +     critic_optimizer.step()
