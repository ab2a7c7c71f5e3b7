"""What Python prints of a program's lines, warnings and tracebacks, is what it prints without the probe."""

from __future__ import annotations

import pathlib
import subprocess
import tempfile
import unittest
from typing import Tuple

from running import python, run

HEAD = """
import sys, warnings, torch
import torch.nn.functional as F
from torch import nn
model = nn.Linear(3, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
x = torch.ones(4, 3)
"""

WARNING = """
warnings.simplefilter(sys.argv[1])
y, criterion = torch.ones(4), nn.MSELoss()
for step in range(12):
    loss = F.mse_loss(model(x), y)
    loss = loss + F.mse_loss(model(x), y)
    loss = loss + criterion(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    float(loss)
    torch.tensor(loss)
    warnings.warn("the program's own")
"""

RAISING = """
def train(kind):
    for step in range(12):
        out = model(x)
        if kind == "of a module": model(x[:, :2])
        if kind == "of a function": F.mse_loss(out, torch.ones(5, 1))
        loss = out.mean()
        if kind == "of backward": loss = loss.detach()
        if kind == "of backward, later" and step == 10: loss = loss.detach()
        if kind == "of another error":
            try:
                loss.detach().backward()
            except RuntimeError:
                raise ValueError("no gradient")
        optimizer.zero_grad()
        loss.backward()
        optimizer.step((lambda: 1 / 0) if kind == "of a closure" else None)
train(sys.argv[1])
"""


class OutOfSightTests(unittest.TestCase):
    def printed(self, text: str, argument: str) -> Tuple[str, str]:
        """What comes on stderr without the probe, and with it; its reports go elsewhere."""
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "program.py"
            path.write_text(HEAD + text)
            command = [python(), str(path), argument]
            plain = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
            watched = run(path, argument)
            printed = plain.communicate()[1]
        self.assertEqual(watched.code, plain.returncode)
        return printed, watched.err

    def test_warnings(self) -> None:
        for action in ("default", "once", "error"):
            with self.subTest(action):
                plain, watched = self.printed(WARNING, action)
                self.assertEqual(watched, plain)
                self.assertIn("target size", plain)

    def test_tracebacks(self) -> None:
        kinds = [line.split('"')[1] for line in RAISING.splitlines() if "if kind" in line]
        for kind in [*kinds, "of a closure"]:
            with self.subTest(kind):
                plain, watched = self.printed(RAISING, kind)
                self.assertEqual(watched, plain)
                self.assertIn("program.py", plain)

    def test_a_hook_that_is_called_without_an_error(self) -> None:
        plain, watched = self.printed("sys.excepthook(ValueError, None, None)", "")
        self.assertEqual(watched, plain)
        self.assertTrue(plain)


if __name__ == "__main__":
    unittest.main()
