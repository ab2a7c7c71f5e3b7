"""A teacher, a student, an exponential average of the student's weights."""

import copy

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
teacher = nn.Sequential(nn.Linear(5, 32), nn.ReLU(), nn.Dropout(0.1), nn.Linear(32, 4)).eval()
student = nn.Sequential(nn.Linear(5, 8), nn.ReLU(), nn.Linear(8, 4))
average = copy.deepcopy(student).requires_grad_(False)
optimizer = torch.optim.Adam(student.parameters())
x, y = torch.randn(32, 5), torch.randint(0, 4, (32,))
for step in range(12):
    soft = teacher(x).detach().softmax(1)
    logits = student(x)
    loss = F.cross_entropy(logits, y) + F.kl_div(logits.log_softmax(1), soft, reduction="batchmean")
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    with torch.no_grad():
        for old, new in zip(average.parameters(), student.parameters()):
            old.lerp_(new, 0.1)
