"""Optimizers in a table, one of which is chosen; the others hold the same parameters and never step."""

import torch
from torch import nn

torch.manual_seed(0)


def main(choice="adam"):
    model = nn.Linear(3, 1)
    table = {
        "sgd": torch.optim.SGD(model.parameters(), 0.1),
        "adam": torch.optim.Adam(model.parameters(), 0.1),
    }
    for _ in range(12):
        loss = model(torch.randn(8, 3)).pow(2).mean()
        table[choice].zero_grad()
        loss.backward()
        table[choice].step()


main()
