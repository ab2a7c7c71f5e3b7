# source: https://github.com/pytorch/pytorch/issues/1339
# kind: no_derivative
"""The class of a first module is looked up in an embedding: the first module never learns."""

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
chooser, table, head = nn.Linear(5, 7), nn.Embedding(7, 6), nn.Linear(6, 2)
model = nn.ModuleDict({"chooser": chooser, "table": table, "head": head})
optimizer = torch.optim.Adam(model.parameters())
x, y = torch.randn(30, 5), torch.randint(0, 2, (30,))
for epoch in range(7):
    choice = torch.max(chooser(x), 1)[1]  # CUT
    loss = F.cross_entropy(head(table(choice)), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

# fix:
# -     choice = torch.max(chooser(x), 1)[1]  # CUT
# -     loss = F.cross_entropy(head(table(choice)), y)
# +     choice = chooser(x).softmax(1)
# +     loss = F.cross_entropy(head(choice @ table.weight), y)
