# source: https://github.com/huggingface/peft/issues/1577
# kind: frozen
"""Everything is frozen, and the adapter that should learn has another name."""

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)


class Adapted(nn.Module):
    def __init__(self):
        super().__init__()
        self.base = nn.Linear(8, 8)
        self.adapter = nn.Linear(8, 4)

    def forward(self, x):
        return self.adapter(torch.relu(self.base(x)))


model = Adapted()
for name, parameter in model.named_parameters():
    if "lora" not in name:
        parameter.requires_grad = False  # CUT
optimizer = torch.optim.AdamW(model.parameters(), 1e-3)
x, y = torch.randn(10, 8), torch.randint(0, 4, (10,))
for step in range(2):
    loss = F.cross_entropy(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

# fix:
# -     if "lora" not in name:
# +     if "adapter" not in name:
