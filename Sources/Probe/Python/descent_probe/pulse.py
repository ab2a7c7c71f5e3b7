"""What every step of the program touches while nothing is traced, side by side in one object."""

from __future__ import annotations

import sys
from array import array
from typing import Any, Dict

NEVER = sys.maxsize


class Pulse:
    """The count of steps, and up to which of them nothing but counting and reading the loss is due.

    Between two steps the caches are full of the program's own: each object that is touched costs a small
    net a thousandth of its time, and a call of Python's more. So what is needed at every step is here.
    """

    __slots__ = (
        "step", "quiet_until", "is_in_step", "is_backward", "away", "is_finite", "is_number", "is_read",
        "steps", "losses",
    )  # fmt: skip

    def __init__(self) -> None:
        # The optimizer's steps, or where there is none, the backward passes.
        self.step = 0
        # While `step` is below it, the hooks need not call anybody.
        self.quiet_until = 0
        # In an optimizer's step that is not traced: it switches recording off and on for itself.
        self.is_in_step = False
        # In a call of backward: one goes through another, and only the outer one is looked at.
        self.is_backward = False
        # How deep we are in what is none of the program's forward pass.
        self.away = 0
        # Whether the last loss was finite, and one number that can be read at every step.
        self.is_finite = True
        self.is_number = False
        # Whether losses are kept for a reader.
        self.is_read = False
        # Arrays, so that what waits is a few lines of a cache that the program wants for itself.
        self.steps = array("q")
        self.losses = array("d")

    def wake(self) -> None:
        """From now on each step is looked at."""
        self.quiet_until = 0

    def take(self) -> Dict[str, Any]:
        """The losses that were read, with their steps; they wait no longer."""
        taken = {"steps": self.steps.tolist(), "values": self.losses.tolist()}
        del self.steps[:], self.losses[:]
        return taken
