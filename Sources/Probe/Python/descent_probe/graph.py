"""Walks autograd's graph, and writes on its nodes.

A node's `metadata` lives as long as the node, so what is written there keeps nothing alive.
"""

from __future__ import annotations

from typing import Any, Dict, List, NamedTuple, Optional, Tuple

import torch

from .places import Place

# Keys of `Node.metadata`.
MADE = "descent.made"
FREED = "descent.freed"

# Beyond it a walk is given up: it would take longer than it is worth.
_LARGEST_GRAPH = 50_000


class Made(NamedTuple):
    """What is written on the node of an op's result."""

    op: str
    place: Optional[Place]
    step: int
    # Cuts that came in through inputs without a gradient.
    cuts: Tuple[Any, ...] = ()
    # How many steps in a row an op has added to a result of the step before.
    carried: int = 0
    # Shapes that were broadcast against each other to something larger than both.
    spread: Optional[Tuple[Tuple[int, ...], Tuple[int, ...]]] = None


def history(tensor: torch.Tensor) -> Any:
    """The node of a tensor; none of a view that was made without recording and then changed."""
    try:
        return tensor.grad_fn
    except RuntimeError:
        return None


def plain(name: str) -> str:
    """`Addmm` for `AddmmBackward0`; a custom Function's name without its suffix."""
    at = name.find("Backward")
    return name[:at] if at > 0 else name


def leaves_below(node: Any, most: int = 5000) -> Dict[int, torch.Tensor]:
    """The leaves that a node's gradient reaches, by identity."""
    found: Dict[int, torch.Tensor] = {}
    seen = {node}
    pending = [node]
    while pending and len(seen) < most:
        some = pending.pop()
        leaf = getattr(some, "variable", None)
        if leaf is not None:
            found[id(leaf)] = leaf
            continue
        for following, _ in some.next_functions:
            if following is not None and following not in seen:
                seen.add(following)
                pending.append(following)
    return found


def way_to_a_leaf(node: Any) -> Tuple[List[str], Optional[torch.Tensor]]:
    """The ops from a leaf up to `node`, and the leaf; a weight says more than a bias beside it."""
    names: List[str] = []
    for _ in range(1000):
        names.append(plain(node.name()))
        following, leaf = None, None
        for some, _ in node.next_functions:
            if some is None:
                continue
            variable = getattr(some, "variable", None)
            if variable is not None:
                if leaf is None or variable.dim() > leaf.dim():
                    leaf = variable
            elif following is None or (_only_reshapes(following) and not _only_reshapes(some)):
                following = some
        if following is not None and _only_reshapes(following) and leaf is None:
            inner = [n for n, _ in following.next_functions if n is not None]
            if len(inner) == 1 and getattr(inner[0], "variable", None) is not None:
                return names[::-1], inner[0].variable
        if following is None:
            return names[::-1], leaf
        node = following
    return names[::-1], None


def _only_reshapes(node: Any) -> bool:
    return node.name() in ("TBackward0", "TransposeBackward0", "AccumulateGrad")


class Stale(NamedTuple):
    """A node that an earlier backward has used up, and the op that leads to it."""

    node: Optional[Made]
    name: str
    consumer: Optional[Made]
    consumer_name: str
    freed: Any


class Walk:
    """All that a backward is about to go through."""

    def __init__(self, roots: List[torch.Tensor]) -> None:
        self.leaves: Dict[int, torch.Tensor] = {}
        self.cuts: List[Any] = []
        self.stale: Optional[Stale] = None
        # Nodes of custom Functions, from the loss down.
        self.custom: List[Any] = []
        self.nodes: List[Any] = []
        # Losses that apply softmax or sigmoid to what has had it already.
        self.doubled: List[Made] = []
        # Ops whose derivative is zero everywhere.
        self.flat: List[Tuple[str, Optional[Made]]] = []
        # Where something of an earlier step goes in: the op that takes it, and what it is.
        self.entry: Optional[Tuple[Made, Made]] = None
        self.is_whole = True
        seen = set()
        pending: List[Tuple[Any, Optional[Made], str, Optional[Made]]] = []
        for root in roots:
            if root.grad_fn is not None:
                pending.append((root.grad_fn, None, "", None))
            elif root.requires_grad:
                self.leaves[id(root)] = root
        while pending:
            node, consumer, consumer_name, old = pending.pop()
            if node in seen:
                continue
            seen.add(node)
            if len(seen) > _LARGEST_GRAPH:
                self.is_whole = False
                break
            leaf = getattr(node, "variable", None)
            if leaf is not None:
                self.leaves[id(leaf)] = leaf
                continue
            metadata = node.metadata
            made: Optional[Made] = metadata.get(MADE)
            if made is not None:
                for cut in made.cuts:
                    if cut not in self.cuts:
                        self.cuts.append(cut)
            freed = metadata.get(FREED)
            if freed is not None:
                old = old or made
                if self.stale is None and _saves_something(node):
                    self.stale = Stale(old, node.name(), consumer, consumer_name, freed)
                elif self.stale is None:
                    for following, _ in node.next_functions:
                        if following is not None:
                            pending.append((following, consumer, consumer_name, old))
                continue
            self.nodes.append(node)
            if isinstance(node, torch.autograd.function.BackwardCFunction):
                self.custom.append(node)
            above = made if made is not None else consumer
            kind = type(node).__name__
            if kind in _FLAT:
                self.flat.append((plain(kind).lower(), above))
            if made is not None and consumer is not None and made.step < consumer.step:
                self.entry = self.entry or (consumer, made)
            twice = _TWICE.get(kind)
            if twice is not None and above is not None and _comes_from(node, twice):
                self.doubled.append(above)
            name = made.op if made is not None else consumer_name
            for following, _ in node.next_functions:
                if following is not None:
                    pending.append((following, above, name, None))

    def mark_freed(self, by: Any) -> None:
        for node in self.nodes:
            node.metadata[FREED] = by


_FLAT = (
    "RoundBackward0",
    "RoundBackward1",
    "SignBackward0",
    "FloorBackward0",
    "CeilBackward0",
    "TruncBackward0",
)
# An op, and what must not be right before it.
_TWICE = {
    "LogSoftmaxBackward0": "SoftmaxBackward0",
    "BinaryCrossEntropyWithLogitsBackward0": "SigmoidBackward0",
}
_RESHAPES = (
    "View",
    "UnsafeView",
    "Reshape",
    "ReshapeAlias",
    "Squeeze",
    "Unsqueeze",
    "Transpose",
    "Permute",
    "Clone",
    "ToCopy",
)


def _comes_from(node: Any, name: str) -> bool:
    for _ in range(5):
        following = [n for n, _ in node.next_functions if n is not None]
        if len(following) != 1:
            return False
        node = following[0]
        if type(node).__name__ == name:
            return True
        if plain(type(node).__name__) not in _RESHAPES:
            return False
    return False


_saving: Dict[type, bool] = {}


def _saves_something(node: Any) -> bool:
    """Whether an op keeps tensors for its derivative; one that keeps none may be walked twice."""
    kind = type(node)
    saves = _saving.get(kind)
    if saves is None:
        # Tensors can be asked for raw; sizes and factors, which a backward leaves alone, cannot.
        is_custom = issubclass(kind, torch.autograd.function.BackwardCFunction)
        saves = is_custom or any(name.startswith("_raw_saved_") for name in dir(kind))
        _saving[kind] = saves
    return saves
