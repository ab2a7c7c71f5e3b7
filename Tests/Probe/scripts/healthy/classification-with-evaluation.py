"""Batches, accuracy by argmax, evaluation under no_grad, a scheduler, a list of losses."""

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(10, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Dropout(0.2), nn.Linear(32, 3))
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, 5)
data = TensorDataset(torch.randn(96, 10), torch.randint(0, 3, (96,)))
loader = DataLoader(data, 16, shuffle=True, num_workers=1)
losses = []
for epoch in range(4):
    model.train()
    total, right = 0.0, 0
    for x, y in loader:
        logits = model(x)
        loss = F.cross_entropy(logits, y)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        total += loss.item() * len(y)
        right += (logits.argmax(1) == y).sum().item()
        losses.append(loss.detach())
    scheduler.step()
    model.eval()
    with torch.no_grad():
        test = sum(F.cross_entropy(model(x), y, reduction="sum").item() for x, y in loader)
    print(epoch, total / 96, right / 96, test / 96)
print(torch.tensor([float(loss) for loss in losses]).mean())
