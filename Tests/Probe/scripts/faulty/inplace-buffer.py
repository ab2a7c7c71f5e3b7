# source: https://github.com/berlino/weaksp_em19/issues/2
# kind: in_place
"""A table is filled row by row while its earlier rows are already in the graph."""

import torch
from torch import nn

torch.manual_seed(0)
cell = nn.Linear(4, 4)
optimizer = torch.optim.Adam(cell.parameters())
for step in range(2):
    table = torch.zeros(5, 4)
    state = torch.ones(1, 4)
    total = 0.0
    for t in range(5):
        table[t] = cell(state)[0]  # CUT
        state = (table * table).sum(0, keepdim=True) * 0.1
        total = total + state.sum()
    optimizer.zero_grad()
    total.backward()
    optimizer.step()

# fix:
# -     table = torch.zeros(5, 4)
# +     rows = []
# -         table[t] = cell(state)[0]  # CUT
# -         state = (table * table).sum(0, keepdim=True) * 0.1
# +         rows.append(cell(state)[0])
# +         state = torch.stack(rows).square().sum(0, keepdim=True) * 0.1
