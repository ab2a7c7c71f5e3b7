"""Says where a PyTorch program lost its gradient, without changing the program.

`import descent_probe; descent_probe.start()` is all; `sitecustomize.py` beside this package does it
for a whole process. Nothing happens until torch is imported.

`settings.py` lists the environment variables, `events.py` the events that a reader receives, and
`faults.py` every fault that is known.
"""

from __future__ import annotations

from .install import start

__all__ = ["start"]
