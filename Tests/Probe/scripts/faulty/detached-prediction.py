# source: https://github.com/FernandoLpz/Text-Classification-LSTMs-PyTorch/issues/9
# kind: detach
"""A shape is put right with squeeze().detach()."""

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(50, 8)
        self.lstm = nn.LSTM(8, 12, batch_first=True)
        self.fc = nn.Linear(12, 1)

    def forward(self, tokens):
        _, (hidden, _) = self.lstm(self.embedding(tokens))
        return torch.sigmoid(self.fc(hidden[-1]))


model = Classifier()
optimizer = torch.optim.RMSprop(model.parameters())
tokens, y = torch.randint(0, 50, (64, 7)), torch.randint(0, 2, (64,)).float()
for epoch in range(2):
    y_pred = model(tokens)
    y_pred = y_pred.squeeze().detach()  # CUT
    loss = F.binary_cross_entropy(y_pred, y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

# fix:
# -     y_pred = y_pred.squeeze().detach()  # CUT
# +     y_pred = y_pred.squeeze()
