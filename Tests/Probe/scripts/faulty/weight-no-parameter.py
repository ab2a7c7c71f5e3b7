# source: https://github.com/Jungjaewon/Single_Image_SuperResolution_via_Holistic_Attention_Network/issues/2
# kind: unregistered
"""A scale that asks for a gradient and is no nn.Parameter."""

import torch
from torch import nn

torch.manual_seed(0)


class Scaled(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv1d(2, 4, 3, padding=1)
        self.scale = torch.zeros(1, requires_grad=True)  # CUT

    def forward(self, x):
        y = self.conv(x)
        return y + self.scale * y.roll(1, dims=1)


model = Scaled()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
signal, wanted = torch.randn(4, 2, 10), torch.randn(4, 4, 10)
for step in range(6):
    optimizer.zero_grad()
    loss = (model(signal) - wanted).abs().mean()
    loss.backward()
    optimizer.step()

# fix:
# -         self.scale = torch.zeros(1, requires_grad=True)  # CUT
# +         self.scale = nn.Parameter(torch.zeros(1))
