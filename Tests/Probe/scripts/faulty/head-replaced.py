# source: https://github.com/feedly/transfer-nlp/pull/14
# kind: replaced_layer
"""The head is exchanged for a new number of classes after the optimizer was made."""

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)


class Pretrained(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(nn.Linear(6, 12), nn.ReLU())
        self.classifier = nn.Linear(12, 100)

    def forward(self, x):
        return self.classifier(self.features(x))


model = Pretrained()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
model.classifier = nn.Linear(12, 3)  # CUT
x, y = torch.randn(20, 6), torch.randint(0, 3, (20,))
for epoch in range(8):
    optimizer.zero_grad()
    F.cross_entropy(model(x), y).backward()
    optimizer.step()

# fix:
# - optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
# - model.classifier = nn.Linear(12, 3)  # CUT
# + model.classifier = nn.Linear(12, 3)
# + optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
