"""Graphs that outlive their step: `losses.append(loss)`, where memory grows by the step.

A mark is written on one node of each graph that goes backward. It lives as long as the node, so the
weak reference to it tells whether the graph is still held, by whatever.
"""

from __future__ import annotations

import gc
import re
import weakref
from collections import deque
from itertools import islice
from types import FrameType
from typing import Any, Deque, Dict, List, Optional, Tuple

import torch

from . import sources
from .graph import MADE, Walk, history
from .places import Place, name_of

_MARK = "descent.mark"
# A chain longer than this says no more.
_LONGEST = 64
# An average is made of the one before by so many ops at most.
_FEW_OPS = 4


class _Mark:
    __slots__ = ("__weakref__",)


class Kept:
    """The graphs of the last steps, as long as they are alive."""

    def __init__(self) -> None:
        self._marks: Deque[Tuple[int, "weakref.ref[_Mark]"]] = deque(maxlen=4 * _LONGEST)

    def went_backward(self, walk: Walk, step: int) -> None:
        """Marks a node as far from the loss as can be: what holds any op after it, holds it too."""
        for node in reversed(walk.nodes):
            metadata = node.metadata
            made = metadata.get(MADE)
            # What an earlier step made is held on purpose: features that are computed once.
            if made is not None and made.step == step and _MARK not in metadata:
                mark = metadata[_MARK] = _Mark()
                self._marks.append((step, weakref.ref(mark)))
                return

    def length(self, step: int) -> int:
        """Of how many steps in a row, `step` and back, graphs are still held."""
        count, current, is_held = 0, step + 1, True
        # It is asked at every step, and ends at the first step that has let go.
        for at, mark in reversed(self._marks):
            if at < current:
                if not is_held:
                    return count - 1
                count, current, is_held = count + 1, at, False
            is_held = is_held or at == current and mark() is not None
        return count if is_held else count - 1


def holder(step: int, frame: Optional[FrameType]) -> Tuple[Optional[str], Optional[Place]]:
    """What holds tensors of steps before `step`, by name, and the line that puts them there."""
    old = [some for some in gc.get_objects() if _is_older(some, step)]
    if not old:
        return _reaching(frame)
    container = _container(old)
    made: Any = None if not old else old[-1].grad_fn.metadata.get(MADE)
    place = None if made is None else made.place
    name = None if container is None else _name(container, frame)
    if name is None:
        return None, place
    word = re.escape(name.split(".")[-1])
    item, adding = r"(\[[^=]*?\])", r"\.(append|extend|insert|appendleft|setdefault)\("
    adds = re.compile(rf"\b{word}({item}*({adding}|\s*\+=)|{item}+\s*=[^=])")
    return name, sources.find(frame, adds) or place


def _reaching(frame: Optional[FrameType]) -> Tuple[Optional[str], Optional[Place]]:
    """A tensor that is made of its predecessor at every step, as a running average is."""
    for some in gc.get_objects():
        node = history(some) if issubclass(type(some), torch.Tensor) else None
        made = None if node is None else node.metadata.get(MADE)
        if made is not None and made.place is not None and _is_made_of_older(node, made.step):
            name = _name(some, frame)
            if name is not None:
                return name, made.place
    return None, None


def _is_made_of_older(node: Any, step: int) -> bool:
    """Whether something of a step before goes in, a few ops below."""
    level = {node}
    for _ in range(_FEW_OPS):
        level = {below for some in level for below, _ in some.next_functions if below is not None}
        if any(_made_before(some, step) for some in level):
            return True
    return False


def _made_before(node: Any, step: int) -> bool:
    made = node.metadata.get(MADE)
    return made is not None and made.step < step


def _is_older(some: Any, step: int) -> bool:
    node = history(some) if issubclass(type(some), torch.Tensor) else None
    return node is not None and _made_before(node, step - 1)


def _container(held: List[Any], is_inner: bool = False) -> Any:
    """What holds the most of them; rows of a table hold one each, and what counts is the table."""
    counts: Dict[int, Tuple[int, Any]] = {}
    for some in islice(held, _LONGEST):
        for outer in gc.get_referrers(some):
            if type(outer) in (list, dict, deque, tuple) and outer is not held:
                counts[id(outer)] = (counts.get(id(outer), (0, outer))[0] + 1, outer)
    count, container = max(counts.values(), key=lambda pair: pair[0], default=(0, None))
    if count > 1 or is_inner:
        return container if count > 1 else None
    return _container([outer for _, outer in counts.values()], is_inner=True) or container


def _name(container: Any, frame: Optional[FrameType], depth: int = 2) -> Optional[str]:
    """A variable's, an attribute's, or that of the dictionary it is an entry of."""
    name = name_of(container, frame)
    if name is not None:
        return name
    for outer in gc.get_referrers(container):
        held = outer if type(outer) is dict else getattr(outer, "__dict__", None)
        if type(held) is not dict:
            continue
        key = next(
            (k for k, v in list(held.items()) if v is container and isinstance(k, str)), None
        )
        if key is None:
            continue
        # An attribute is known by its own name, an entry by its dictionary's.
        return (_name(held, frame, depth - 1) if depth and type(outer) is dict else None) or key
    return None
