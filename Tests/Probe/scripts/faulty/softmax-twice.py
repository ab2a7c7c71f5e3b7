# source: https://github.com/jindongwang/Deep-learning-activity-recognition/issues/10
# kind: probabilities
"""The model ends in softmax, and CrossEntropyLoss applies its own."""

import torch
from torch import nn

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(6, 16), nn.ReLU(), nn.Linear(16, 4), nn.Softmax(dim=1))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters())
x, y = torch.randn(30, 6), torch.randint(0, 4, (30,))
for epoch in range(8):
    loss = criterion(model(x), y)  # CUT
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

# fix:
# - model = nn.Sequential(nn.Linear(6, 16), nn.ReLU(), nn.Linear(16, 4), nn.Softmax(dim=1))
# + model = nn.Sequential(nn.Linear(6, 16), nn.ReLU(), nn.Linear(16, 4))
