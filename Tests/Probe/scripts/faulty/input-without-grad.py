# source: https://github.com/DFKI-NLP/thermostat/issues/5
# kind: input_without_grad
"""A saliency map by inputs that never asked for a gradient."""

import torch
from torch import nn

torch.manual_seed(0)
classifier = nn.Sequential(nn.Conv2d(1, 3, 3), nn.ReLU(), nn.Flatten(), nn.Linear(48, 2)).eval()


def saliency(images):
    scores = classifier(images).max(dim=1).values.sum()
    (gradient,) = torch.autograd.grad(scores, images)  # CUT
    return gradient.abs().amax(dim=1)


images = torch.rand(2, 1, 6, 6)
print(saliency(images).shape)

# fix:
# - images = torch.rand(2, 1, 6, 6)
# + images = torch.rand(2, 1, 6, 6).requires_grad_()
