# source: https://github.com/bermanmaxim/LovaszSoftmax/issues/28
# kind: leaf_loss
"""The error is silenced by a new Variable that asks for a gradient of its own."""

import torch
import torch.nn.functional as F
from torch import nn
from torch.autograd import Variable

torch.manual_seed(0)
net = nn.Sequential(nn.Linear(4, 10), nn.ReLU(), nn.Linear(10, 2))
optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
x, y = torch.randn(30, 4), torch.randint(0, 2, (30,))
for epoch in range(5):
    optimizer.zero_grad()
    loss = F.cross_entropy(net(x), y)
    loss = Variable(loss.data, requires_grad=True)  # CUT
    loss.backward()
    optimizer.step()
    print(epoch, float(loss))

# fix:
# -     loss = Variable(loss.data, requires_grad=True)  # CUT
