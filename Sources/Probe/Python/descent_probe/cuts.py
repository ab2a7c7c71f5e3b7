"""What is remembered of tensors that lost their gradient.

A `Cut` is a line that takes the gradient away. A `Trail` belongs to one tensor after a cut and says
how it came about. Both hold names, lines and weak references only: no tensor, no graph.
"""

from __future__ import annotations

import weakref
from collections import deque
from typing import Any, Deque, Dict, Iterable, List, Optional, Tuple

import torch

from .graph import history, leaves_below, way_to_a_leaf
from .places import Place

# A chain of ops after a cut is shown by its ends; more of it need not be kept.
_LONGEST_TRAIL = 12
_MOST_CUTS = 4
# A whole number beyond it is no count.
_LARGE = 1e5
# A line is asked so often which parameters are before it; then the answer stands.
_WALKS = 3
# So many whole numbers are remembered.
_WHOLE = 8


class Cut:
    """A line that takes the gradient away, and the parameters it takes it from."""

    def __init__(self, kind: str, op: str, place: Optional[Place]) -> None:
        self.kind = kind
        self.op = op
        self.place = place
        # The op that first met a disabled grad mode; the cut's own place is where it was disabled.
        self.first_op: Optional[Tuple[str, Optional[Place]]] = None
        self.leaves: Dict[int, "weakref.ref[torch.Tensor]"] = {}
        self.way: Tuple[str, ...] = ()
        self.way_leaf: Optional["weakref.ref[torch.Tensor]"] = None
        self.calls = 0
        self._walks = 0

    @property
    def is_block(self) -> bool:
        """Whether it stands around other ops; what does is more often meant than a single op is."""
        return self.kind in ("no_grad", "inference_mode", "grad_mode_off")

    def is_after(self, parameter: torch.Tensor) -> bool:
        known = self.leaves.get(id(parameter))
        return known is not None and known() is parameter

    def takes_from(self, sources: Iterable[torch.Tensor]) -> None:
        """Notes the parameters that `sources` came from."""
        self.calls += 1
        if self._walks >= _WALKS:
            return
        grew = False
        for source in sources:
            node = history(source)
            found = {id(source): source} if node is None else leaves_below(node)
            for key, leaf in found.items():
                if key not in self.leaves or self.leaves[key]() is not leaf:
                    self.leaves[key] = weakref.ref(leaf)
                    grew = True
            if self.way_leaf is None and found:
                names, end = ([], source) if node is None else way_to_a_leaf(node)
                self.way = tuple(names)
                self.way_leaf = None if end is None else weakref.ref(end)
        if not grew:
            self._walks += 1


class Trail:
    """How one tensor, number or array came about after a cut."""

    __slots__ = ("op", "place", "cuts", "before", "depth", "revived")

    def __init__(
        self, op: str, place: Optional[Place], cuts: Tuple[Cut, ...], before: Optional["Trail"]
    ) -> None:
        self.op = op
        self.place = place
        self.cuts = cuts
        depth = 0 if before is None else before.depth + 1
        self.before = before if depth < _LONGEST_TRAIL else None
        self.depth: int = depth if depth < _LONGEST_TRAIL else 0
        # Where requires_grad was switched on for a tensor that had lost its history.
        self.revived: Optional[Place] = None

    @property
    def steps(self) -> List["Trail"]:
        """The ops after the cut, oldest first."""
        found: List[Trail] = []
        trail: Optional[Trail] = self
        while trail is not None:
            found.append(trail)
            trail = trail.before
        return found[::-1]


def together(groups: Iterable[Tuple[Cut, ...]]) -> Tuple[Cut, ...]:
    """The cuts of several inputs, each once."""
    joined: List[Cut] = []
    for group in groups:
        for cut in group:
            if cut not in joined:
                joined.append(cut)
    return tuple(joined[:_MOST_CUTS])


class _Key(weakref.ref):  # type: ignore[type-arg]
    __slots__ = ("key",)
    key: int


class Ledger:
    """The trails of the tensors, numbers and arrays that are alive."""

    def __init__(self) -> None:
        self._trails: Dict[int, Tuple[_Key, Trail]] = {}
        self._numbers: Dict[float, Trail] = {}
        self._order: Deque[float] = deque()
        # Whole numbers, known as the very objects that came out: 30.0 is a loss if it is that one.
        self._whole: Deque[Tuple[float, Trail]] = deque(maxlen=_WHOLE)
        self._latest: Optional[Trail] = None
        # Of the arrays that this step's tensors became: what NumPy computes from one has its shape.
        self._shapes: Dict[Tuple[int, ...], Trail] = {}
        self._cuts: Dict[Tuple[Optional[Place], str, str], Cut] = {}

    def cut(self, kind: str, op: str, place: Optional[Place]) -> Cut:
        """The one cut that a line is."""
        key = (place, op, kind)
        found = self._cuts.get(key)
        if found is None:
            found = self._cuts[key] = Cut(kind, op, place)
        return found

    # Tensors and arrays

    def note(self, holder: Any, trail: Trail) -> None:
        reference = _Key(holder, self._forget)
        reference.key = id(holder)
        self._trails[reference.key] = (reference, trail)

    def forget(self, holder: Any) -> None:
        self._trails.pop(id(holder), None)

    def _forget(self, reference: _Key) -> None:
        entry = self._trails.get(reference.key)
        if entry is not None and entry[0] is reference:
            del self._trails[reference.key]

    def trail(self, holder: Any) -> Optional[Trail]:
        entry = self._trails.get(id(holder))
        return entry[1] if entry is not None and entry[0]() is holder else None

    # Numbers

    def note_number(self, value: Any, trail: Trail) -> None:
        """Remembers a number by its value, and lists by their first elements."""
        self._latest = trail
        pending = [value]
        for _ in range(64):
            if not pending:
                break
            some = pending.pop()
            if isinstance(some, (list, tuple)):
                pending.extend(some[:16])
            # Whole numbers are everywhere: counts, labels, 0 and 1. Large ones are sums of squares.
            elif isinstance(some, float) and (some != int_or_nan(some) or abs(some) > _LARGE):
                if some not in self._numbers:
                    self._order.append(some)
                    if len(self._order) > 512:
                        self._numbers.pop(self._order.popleft(), None)
                self._numbers[some] = trail
            elif type(some) is float:
                self._whole.append((some, trail))

    def note_array(self, array: Any, trail: Trail) -> None:
        self._latest = trail
        shape = getattr(array, "shape", ())
        if len(shape) > 1 and trail.cuts:
            self._shapes[tuple(shape)] = trail
        try:
            self.note(array, trail)
        except TypeError:
            self.note_number(array, trail)

    def number_trail(self, data: Any) -> Optional[Trail]:
        """Where the numbers in `data` came from, if tensors gave them."""
        found = self.trail(data)
        if found is not None:
            return found
        base = getattr(data, "base", None)
        if base is not None and self.trail(base) is not None:
            return self.trail(base)
        pending = [data]
        for _ in range(32):
            if not pending:
                break
            some = pending.pop()
            if isinstance(some, (list, tuple)):
                pending.extend(some[:16])
                continue
            known = self.trail(some) if not isinstance(some, (int, float)) else None
            if known is None and isinstance(some, float):
                known = self._numbers.get(float(some)) or next(
                    (trail for whole, trail in self._whole if whole is some), None
                )
            if known is not None:
                return known
        return self._shapes.get(tuple(getattr(data, "shape", ())))

    @property
    def latest_export(self) -> Optional[Trail]:
        """The last time that a tensor became numbers; a guess, where nothing else is known."""
        return self._latest

    def step_ended(self) -> None:
        self._latest = None
        self._shapes.clear()


def int_or_nan(value: float) -> float:
    """The whole number that `value` is, or something that it is not."""
    if value != value or value in (float("inf"), float("-inf")):
        return value
    return float(int(value))
