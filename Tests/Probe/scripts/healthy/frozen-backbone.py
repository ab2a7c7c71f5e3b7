"""A backbone that is frozen, in evaluation mode and under no_grad; a head that learns."""

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)


class Tuned(nn.Module):
    def __init__(self):
        super().__init__()
        self.backbone = nn.Sequential(nn.Linear(6, 12), nn.BatchNorm1d(12), nn.ReLU())
        for parameter in self.backbone.parameters():
            parameter.requires_grad = False
        self.head = nn.Linear(12, 2)

    def train(self, mode=True):
        super().train(mode)
        self.backbone.eval()
        return self

    def forward(self, x):
        with torch.no_grad():
            features = self.backbone(x)
        return self.head(features)


model = Tuned().train()
optimizer = torch.optim.SGD(filter(lambda p: p.requires_grad, model.parameters()), lr=0.1, momentum=0.9)
x, y = torch.randn(20, 6), torch.randint(0, 2, (20,))
for epoch in range(10):
    loss = F.cross_entropy(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
