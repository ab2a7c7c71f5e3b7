"""The first op whose result is not finite, from what autograd saved of the ops."""

from __future__ import annotations

import math
from typing import Any, Callable, List, NamedTuple, Optional

import torch

from .backward import Backward
from .evidence import Evidence
from .graph import MADE, Walk, plain
from .names import Names
from .places import Place
from .report import Report
from .session import Session


class _Singular(NamedTuple):
    """An op, the saved tensor that tells, what of it gives no finite result, and what cures it."""

    op: str
    saved: str
    is_bad: Callable[[torch.Tensor], torch.Tensor]
    words: str
    cure: str


def _is_infinite(x: torch.Tensor) -> torch.Tensor:
    return ~torch.isfinite(x)


_ADD = "add a small number inside"
_CLAMP = "clamp the argument between -1 and 1"
_SINGULAR = (
    _Singular(
        "Log", "_saved_self", lambda x: x <= 0, "log of {bad}", f"{_ADD}, or use log_softmax"
    ),
    _Singular("Log2", "_saved_self", lambda x: x <= 0, "log2 of {bad}", _ADD),
    _Singular("Log10", "_saved_self", lambda x: x <= 0, "log10 of {bad}", _ADD),
    _Singular("Log1P", "_saved_self", lambda x: x <= -1, "log1p of {bad}", "keep it above -1"),
    _Singular("Div", "_saved_other", lambda x: x == 0, "a division by {bad}", "clamp the divisor"),
    _Singular("Reciprocal", "_saved_result", _is_infinite, "1 / 0", "clamp the divisor"),
    _Singular("Exp", "_saved_result", _is_infinite, "exp beyond the largest number", "clamp it"),
    _Singular("Sqrt", "_saved_result", _is_infinite, "sqrt below 0", "clamp it above 0"),
    _Singular("Rsqrt", "_saved_result", _is_infinite, "1 / sqrt(0)", _ADD),
    _Singular("Acos", "_saved_self", lambda x: x.abs() > 1, "acos of {bad}", _CLAMP),
    _Singular("Asin", "_saved_self", lambda x: x.abs() > 1, "asin of {bad}", _CLAMP),
)

# Ops with finite results whose derivatives are infinite at a point.
_STEEP = {"Sqrt": "0", "Rsqrt": "0", "Acos": "1", "Asin": "1", "Log": "0"}
# Weights beyond it have run away.
_HUGE = 1e6


class _Cause(NamedTuple):
    detail: str
    cure: str
    op: str = ""
    place: Optional[Place] = None


def first_not_finite(
    session: Session, seen: Evidence, call: Backward, value: float
) -> Optional[Report]:
    """Why the loss is not finite, as far as the graph tells."""
    with session.untraced(), torch.no_grad():
        walk = call.walk or Walk(call.roots)
        places = _places(seen, walk.nodes)
        bad = [leaf for leaf in walk.leaves.values() if not _is_finite(leaf)]
        if bad:
            cause = _bad_weights(session, Names(call.frame), bad, walk.nodes, places)
        else:
            cause = _singular(walk.nodes, places) or _grown(walk) or _first(walk.nodes, places)
    shown = "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"
    report = Report(
        "not_finite", f"the loss is {shown}", session.step + 1, call.place,
        detail=cause.detail, cure=cause.cure,
    )  # fmt: skip
    if cause.op:
        report.cut_by(f"first not finite in {cause.op}", cause.place)
    return report


def _bad_weights(
    session: Session, names: Names, bad: List[torch.Tensor], nodes: List[Any],
    places: List[Optional[Place]],
) -> _Cause:  # fmt: skip
    own = ", ".join(names.of(leaf) for leaf in bad[:3])
    if session.step == 0:
        return _Cause(f"{own} hold numbers that are not finite from the start.", "make them anew.")
    detail = f"{own} already hold numbers that are not finite: a step before this one made them so."
    for node, place in zip(nodes, places):
        op = plain(node.name())
        is_root = getattr(node, "_saved_exponent", None) in (0.5, -0.5, -1, -1.0)
        point = "0" if is_root else _STEEP.get(op)
        if point is not None:
            op = op.lower()
            detail += f" The loss goes through {op}, whose derivative is infinite at {point}."
            cure = f"keep the argument of {op} away from {point}: add a small number, or clamp it."
            return _Cause(detail, cure, op, place)
    return _Cause(detail, "a smaller learning rate, or clip_grad_norm_ before the step.")


def _singular(nodes: List[Any], places: List[Optional[Place]]) -> Optional[_Cause]:
    """The earliest op that was given what it has no finite result for."""
    for index in _oldest_first(nodes):
        node = nodes[index]
        op = plain(node.name())
        for entry in _SINGULAR:
            held = _saved(node, entry.saved) if entry.op == op else None
            if held is None:
                continue
            where = entry.is_bad(held)
            if bool(where.any()):
                number = float(held[where].flatten()[0]) if held.dim() else float(held)
                words = entry.words.format(bad=f"{number:g}")
                return _Cause(f"{words}.", f"{entry.cure}.", op.lower(), _near(places, index))
    return None


def _grown(walk: Walk) -> Optional[_Cause]:
    """Weights that a learning rate has driven away."""
    largest = max(
        (float(leaf.abs().max()) for leaf in walk.leaves.values() if leaf.numel()), default=0.0
    )
    if largest < _HUGE:
        return None
    detail = f"The weights have grown to {largest:.2g}: each step leads further away."
    return _Cause(detail, "a smaller learning rate, or clip_grad_norm_ before the step.")


def _first(nodes: List[Any], places: List[Optional[Place]]) -> _Cause:
    for index in _oldest_first(nodes):
        node = nodes[index]
        for attribute in dir(type(node)):
            held = _saved(node, attribute) if attribute.startswith("_saved_") else None
            if held is not None and not _is_finite(held):
                op = plain(node.name()).lower()
                verb = "gives" if attribute == "_saved_result" else "was given"
                detail = f"{op} {verb} numbers that are not finite."
                return _Cause(
                    detail, "look at the data: torch.isfinite(x).all().", op, _near(places, index)
                )
    detail = "No op of the graph shows which number was first."
    return _Cause(detail, "a smaller learning rate; torch.isfinite() on the inputs.")


def _oldest_first(nodes: List[Any]) -> List[int]:
    return sorted(range(len(nodes)), key=lambda index: nodes[index]._sequence_nr())


def _near(places: List[Optional[Place]], index: int) -> Optional[Place]:
    """An op of several nodes has its line on the last of them, which stands before in a walk."""
    return next((place for place in reversed(places[: index + 1]) if place is not None), None)


def _places(seen: Evidence, nodes: List[Any]) -> List[Optional[Place]]:
    """The lines of the nodes: written on them, or on those of a like graph that was traced."""
    made = [node.metadata.get(MADE) for node in nodes]
    if any(made):
        return [None if some is None else some.place for some in made]
    return seen.graph_names.get(tuple(node.name() for node in nodes), [None] * len(nodes))


def _is_finite(tensor: torch.Tensor) -> bool:
    try:
        return bool(torch.isfinite(tensor.detach()).all())
    except Exception:
        return True


def _saved(node: Any, name: str) -> Optional[torch.Tensor]:
    try:
        held = getattr(node, name, None)
    except RuntimeError:
        return None
    return held if isinstance(held, torch.Tensor) and held.is_floating_point() else None
