# source: https://github.com/sktime/pytorch-forecasting/pull/1924
# kind: kept_graph
"""A trainer keeps a record of every batch, the model's output in it."""

import torch
import torch.nn.functional as F
from torch import nn


class Trainer:
    def __init__(self, model):
        self.model = model
        self.optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
        self.records = {"train": []}

    def fit(self, batches):
        for x, y in batches:
            forecast = self.model(x)
            loss = F.l1_loss(forecast, y)
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()
            self.records["train"].append({"forecast": forecast, "loss": loss.item()})  # CUT


torch.manual_seed(0)
trainer = Trainer(nn.Sequential(nn.Linear(6, 12), nn.ReLU(), nn.Linear(12, 2)))
trainer.fit([(torch.randn(8, 6), torch.randn(8, 2)) for _ in range(12)])

# fix:
# -             self.records["train"].append({"forecast": forecast, "loss": loss.item()})  # CUT
# +             self.records["train"].append({"forecast": forecast.detach(), "loss": loss.item()})
