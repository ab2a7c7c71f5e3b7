"""What is known of each optimizer: its parameters, and what became of their gradients."""

from __future__ import annotations

import weakref
from typing import Any, Dict, Iterator, List, Optional, Set

import torch

from .places import Place

# So many parameters are looked at for what is true of all of them.
_SAMPLE = 6


class Watched:
    """One optimizer, over the steps that were traced."""

    def __init__(self, optimizer: Any, place: Optional[Place]) -> None:
        self.optimizer = weakref.ref(optimizer)
        self.place = place
        self.steps = 0
        # Steps that have begun: a closure goes backward inside the first.
        self.begun = 0
        self.traced_steps = 0
        # Parameters that had a gradient at some step.
        self.got: Set[int] = set()
        self.is_judged = False
        # Since its last step: a backward gave its parameters gradients, and they were cleared first.
        self.deposited: Optional[Place] = None
        self.was_cleared = True
        self.cleared_at: Optional[Place] = None
        # How often what must not be was seen in a row.
        self.uncleared = 0
        self.cleared_early = 0
        # Gradients that were computed, and cleared before any step.
        self.wasted = 0
        self.deposits = 0
        # For when it is gone: what it was called, and where it last got gradients.
        self.name: Optional[str] = None
        self.deposit_place: Optional[Place] = None
        # All the lines that gave it gradients, in their order.
        self.deposit_places: Dict[Place, None] = {}
        # The lines that went backward last before its steps.
        self.backward_places: Dict[Place, None] = {}
        # Whether it was said that it never steps.
        self.is_known_idle = False
        self._ids: Set[int] = set()
        self._count = -1

    @property
    def parameters(self) -> List[torch.Tensor]:
        optimizer = self.optimizer()
        if optimizer is None:
            return []
        return [p for group in optimizer.param_groups for p in group["params"]]

    @property
    def ids(self) -> Set[int]:
        optimizer = self.optimizer()
        if optimizer is None:
            return self._ids
        count = sum(len(g["params"]) for g in optimizer.param_groups)
        if count != self._count:
            self._count = count
            self._ids = {id(p) for p in self.parameters}
        return self._ids

    def has_gradients(self) -> bool:
        """Whether a gradient that is not zero is there."""
        gradients = [p.grad for p in self.parameters if p.grad is not None]
        # A bias says it as well as a large weight does, and sooner.
        gradients.sort(key=torch.Tensor.numel)
        return any(g.is_sparse or bool(g.count_nonzero()) for g in gradients[:_SAMPLE])


class Optimizers:
    """All optimizers that are alive, and what is to be said of those that are gone."""

    def __init__(self) -> None:
        self._watched: Dict[int, Watched] = {}
        # Whether there may be one that has not stepped yet.
        self.has_new = True
        # Gone, as a function's own are when it returns: they got gradients and never stepped.
        self.unstepped: List[Watched] = []
        # Parameters of optimizers that have stepped.
        self.stepped: Set[int] = set()

    def __iter__(self) -> Iterator[Watched]:
        gone = [key for key, some in self._watched.items() if some.optimizer() is None]
        for key in gone:
            self._forget(key)
        return iter(list(self._watched.values()))

    def _forget(self, key: int) -> None:
        some = self._watched.pop(key)
        if some.begun == 0 and some.deposits:
            self.unstepped.append(some)

    def __len__(self) -> int:
        return len(self._watched)

    def stepped_once(self) -> None:
        """To be called after the first step of one."""
        self.has_new = any(some.steps == 0 for some in self._watched.values())

    def of(self, optimizer: Any, place: Optional[Place] = None) -> Watched:
        found = self._watched.get(id(optimizer))
        if found is None or found.optimizer() is not optimizer:
            if found is not None:
                self._forget(id(optimizer))
            found = self._watched[id(optimizer)] = Watched(optimizer, place)
            self.has_new = True
        elif place is not None:
            found.place = place
        return found

    @property
    def ids(self) -> Set[int]:
        """Every parameter that some optimizer holds."""
        return {key for some in self for key in some.ids}
