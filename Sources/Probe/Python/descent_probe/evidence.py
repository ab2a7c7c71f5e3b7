"""What was seen over the traced steps, for the detectors to judge. No tensor is held."""

from __future__ import annotations

import weakref
from typing import Dict, Iterable, List, NamedTuple, Optional, Set, Tuple

import torch

from .cuts import Cut
from .kept import Kept
from .places import Place


class Born(NamedTuple):
    """A parameter that was given to a module."""

    reference: "weakref.ref[torch.Tensor]"
    place: Optional[Place]
    step: int


class Mode(NamedTuple):
    """A module that was put into evaluation mode."""

    module: "weakref.ref[torch.nn.Module]"
    place: Optional[Place]
    step: int


class Handwritten:
    """A leaf that is in no optimizer and is changed by the program's own arithmetic."""

    __slots__ = ("reference", "sum", "uncleared", "updates")

    def __init__(self, leaf: torch.Tensor) -> None:
        self.reference = weakref.ref(leaf)
        self.sum: Optional[float] = None
        self.uncleared = 0
        self.updates = 0


class Evidence:
    def __init__(self) -> None:
        # Leaves that a backward reached.
        self.reached: Dict[int, "weakref.ref[torch.Tensor]"] = {}
        # Cuts through which a value came into a loss, and in how many backward passes.
        self.flowed: Dict[Cut, int] = {}
        # The same, by the line that went backward.
        self.flowed_at: Dict[Optional[Place], Dict[Cut, None]] = {}
        # Custom Functions whose backward gave no gradient where one was wanted.
        self.gave_none: List[type] = []
        self.born: Dict[int, Born] = {}
        # Steps in which parameters from one line reached a loss, though born after the first step.
        self.born_late: Dict[Place, Set[int]] = {}
        self.evaluating: Dict[int, Mode] = {}
        self.handwritten: Dict[int, Handwritten] = {}
        # Where the last steps went backward, and where the loss went through what.
        self.backward_place: Optional[Place] = None
        # Where gradients were cleared since the last backward.
        self.cleared_at: Optional[Place] = None
        # Lines whose gradients some optimizer's step used.
        self.stepped_after: Set[Place] = set()
        self.spread: Dict[Place, Tuple[int, Tuple[int, ...], Tuple[int, ...]]] = {}
        self.probabilities: Dict[Place, int] = {}
        # Ops with a derivative of zero, by the line that calls them.
        self.flat: Dict[Place, str] = {}
        # Parameters that had a gradient other than zero at some step.
        self.moved: Set[int] = set()
        self.kept = Kept()
        # The lines of the ops of graphs, by the ops' names.
        self.graph_names: Dict[Tuple[str, ...], List[Optional[Place]]] = {}

    def reach(self, leaves: Dict[int, torch.Tensor]) -> None:
        for key, leaf in leaves.items():
            known = self.reached.get(key)
            if known is None or known() is not leaf:
                self.reached[key] = weakref.ref(leaf)

    def flow(self, cuts: List[Cut], place: Optional[Place]) -> None:
        for cut in cuts:
            self.flowed[cut] = self.flowed.get(cut, 0) + 1
            self.flowed_at.setdefault(place, {})[cut] = None

    def cut_before(self, leaf: torch.Tensor, places: Iterable[Place] = ()) -> Optional[Cut]:
        """What takes the gradient from a leaf, first in losses that go backward at `places`."""
        own = [cut for place in places for cut in self.flowed_at.get(place, ())]
        for cuts in (own, self.flowed):
            found = [cut for cut in cuts if cut.is_after(leaf)]
            if found:
                return min(found, key=lambda cut: cut.is_block)
        return None

    def is_reached(self, leaf: torch.Tensor) -> bool:
        known = self.reached.get(id(leaf))
        return known is not None and known() is leaf


def value_of(tensor: torch.Tensor) -> Optional[float]:
    try:
        return float(tensor.detach().sum().item())
    except Exception:
        return None
