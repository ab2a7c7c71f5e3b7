# source: https://github.com/sgadgil6/cnslab_fmri/issues/4
# kind: second_backward
"""An LSTM keeps its hidden state as an attribute from batch to batch."""

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)


class Recurrent(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(3, 6, batch_first=True)
        self.linear = nn.Linear(6, 1)
        self.hidden = (torch.zeros(1, 5, 6), torch.zeros(1, 5, 6))

    def forward(self, x):
        out, self.hidden = self.lstm(x, self.hidden)  # CUT
        return self.linear(out[:, -1])


model = Recurrent()
optimizer = torch.optim.Adam(model.parameters())
for batch in range(3):
    loss = F.mse_loss(model(torch.randn(5, 4, 3)), torch.randn(5, 1))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

# fix:
# -         out, self.hidden = self.lstm(x, self.hidden)  # CUT
# +         out, self.hidden = self.lstm(x, tuple(h.detach() for h in self.hidden))
