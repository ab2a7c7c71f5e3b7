"""Why PyTorch raised: from the error and the graph that it was raised in to a report."""

from __future__ import annotations

import re
from typing import Any, Callable, List, Optional, Tuple

import torch

from . import sources
from .backward import Backward
from .cuts import Cut, Trail
from .graph import MADE, Made, plain
from .names import Names
from .places import Place, name_of
from .report import Link, Report
from .session import Session
from .tracer import EXPORTS

_CALLS = {
    "no_grad": "torch.no_grad()",
    "inference_mode": "torch.inference_mode()",
    "grad_mode_off": "torch.set_grad_enabled(False)",
    "checkpoint": "checkpoint()",
    "data": ".data",
    "item": "item()",
    "detach": "detach()",
    "__float__": "float()",
    "__int__": "int()",
    "tensor": "torch.tensor()",
    "Tensor": "torch.Tensor()",
}


def spoken(op: str) -> str:
    """An op as a person writes it."""
    return _CALLS.get(op, op)


def headline(error: BaseException) -> str:
    lines = str(error).split("\n")
    return f"{type(error).__name__}: {lines[0]}"


def of_backward(call: Backward, error: BaseException) -> Optional[Report]:
    """What is known of an error that `backward()` or `autograd.grad` raised."""
    message = str(error)
    for pattern, explain in _ENTRIES:
        found = re.search(pattern, message)
        if found:
            return explain(call, error, found)
    return None


# No graph


def _no_graph(call: Backward, error: BaseException, found: "re.Match[str]") -> Optional[Report]:
    index = int(found.group(1))
    if index >= len(call.roots):
        return None
    root = call.roots[index]
    session = call.session
    names = Names(call.frame)
    trail = session.ledger.trail(root) or trail_of_value(session, root)
    report = None
    if trail is not None and trail.cuts:
        report = of_trail(
            session, trail, names, headline(error), call.place, name_of(root, call.frame)
        )
    if report is None:
        report = _without_trail(call, error, root, names)
    learn_nothing(report, session, names, report.kind)
    return report


def _without_trail(
    call: Backward, error: BaseException, root: torch.Tensor, names: Names
) -> Report:
    session = call.session
    kind, place, text = "no_parameters", None, ""
    asked = asking(session, names)
    entry = session.modes.innermost
    if not torch.is_grad_enabled() and entry is not None:
        kind, place, text = entry.kind, entry.place, spoken(entry.kind)
    elif asked and not any(parameter.requires_grad for parameter in asked):
        kind, text = "frozen", "requires_grad = False"
        place = sources.find(call.frame, sources.FREEZING)
    elif not session.is_tracing:
        kind = "not_traced"
    else:
        made = sources.find(call.frame, sources.MAKING_TENSORS)
        if made is not None and session.ledger.latest_export is not None:
            trail = session.ledger.latest_export
            report = of_trail(session, trail, names, headline(error), call.place, None)
            if report is not None:
                report.cut_by("a tensor made of numbers", made)
                return report
    report = Report(kind, headline(error), session.step + 1, call.place, op=text)
    if text:
        report.cut_by(text, place)
    elif kind == "no_parameters":
        name = name_of(root, call.frame)
        place = sources.assigned(name, call.frame, call.place)
        if place is not None:
            report.cut_by(f"{name} computed without a parameter", place)
    return report


def trail_of_value(session: Session, root: torch.Tensor) -> Optional[Trail]:
    """A tensor that was made out of sight is known by the number it holds."""
    try:
        return session.ledger.number_trail(root.item()) if root.numel() == 1 else None
    except Exception:
        return None


def of_trail(
    session: Session,
    trail: Trail,
    names: Names,
    head: str,
    at: Optional[Place],
    loss: Optional[str],
) -> Optional[Report]:
    """A report of the cut that a tensor without a gradient comes from."""
    cut = chosen(session, trail)
    if cut is None:
        return None
    kind, op = cut.kind, cut.op
    exported = next((step for step in trail.steps if step.op in EXPORTS), None)
    if kind == "detach" and exported is not None:
        # numpy() asks for detach(): without the one there is no need of the other.
        kind, op = "rebuilt", exported.op
    report = Report(kind, head, session.step + 1, at, op=spoken(op))
    report.cut_by(spoken(cut.op), cut.place)
    for step in trail.steps:
        # Numbers that became a tensor again, on another line: that line is half of the cut.
        if kind == "rebuilt" and step.op in ("tensor", "as_tensor", "from_numpy", "Tensor"):
            if step.place is not cut.place:
                report.cut_by(spoken(step.op), step.place)
                break
    report.path = way(cut, trail, names) + [Link(loss or "loss")]
    better = sources.fixed(kind, cut.place)
    if better is not None:
        report.fix = better
    return report


def of_cut(cut: Cut, head: str, step: int, at: Optional[Place], names: Names) -> Report:
    """A report of a cut whose values went into a loss that learns by other ways."""
    # numpy() asks for detach(): without the one there is no need of the other.
    export = sources.exported(cut.place) if cut.kind == "detach" else None
    report = Report("rebuilt" if export else cut.kind, head, step, at, op=spoken(export or cut.op))
    report.cut_by(spoken(cut.op), cut.place)
    report.path = way(cut, None, names) + [Link("loss")]
    report.fix = sources.fixed(report.kind, cut.place) or report.fix
    return report


def chosen(session: Session, trail: Trail) -> Optional[Cut]:
    """The cut that an optimizer's parameters are before; of several, the first."""
    learning = session.optimizers.ids
    for cut in trail.cuts:
        if any(key in learning for key in cut.leaves):
            return cut
    return trail.cuts[0] if trail.cuts else None


def way(cut: Cut, trail: Optional[Trail], names: Names) -> List[Link]:
    """From a parameter over the ops to the cut, and on over what has no gradient any more."""
    leaf = None if cut.way_leaf is None else cut.way_leaf()
    links = [] if leaf is None else [Link(names.of(leaf))]
    links += [Link(name) for name in cut.way]
    links.append(Link(spoken(cut.op), cut.place, is_cut=True))
    steps = trail.steps if trail is not None else []
    if steps and steps[0].op == cut.op and steps[0].place is cut.place:
        steps = steps[1:]
    return links + [Link(spoken(step.op), step.place) for step in steps]


def asking(session: Session, names: Names) -> List[torch.Tensor]:
    """The parameters of the optimizers, else those of all modules."""
    held = [p for some in session.optimizers for p in some.parameters]
    if held:
        return held
    return [p for root in names.roots for p in root.parameters()]


def learn_nothing(report: Report, session: Session, names: Names, kind: str) -> None:
    """Names the parameters that are left without a gradient: all of them."""
    asked = asking(session, names)
    wanted = [p for p in asked if kind == "frozen" or p.requires_grad]
    report.parameter_count = len(asked)
    report.no_grad = [names.of(parameter) for parameter in wanted]


# A second walk


def _second(call: Backward, error: BaseException, found: "re.Match[str]") -> Optional[Report]:
    session = call.session
    stale = None if call.walk is None else call.walk.stale
    if stale is None:
        kind = "second_backward" if session.is_tracing else "not_traced"
        return Report(kind, headline(error), session.step + 1, call.place, op="a tensor of before")
    first, step, number = stale.freed
    old: Optional[Made] = stale.node
    consumer = stale.consumer
    root = call.roots[0]
    if consumer is None or old is not None and old.step == session.step and step == session.step:
        report = Report("same_loss_twice", headline(error), session.step + 1, call.place)
        if first is not None:
            report.cut_by("the first backward()", first)
        if consumer is not None and consumer.place is not None:
            report.cut_by(f"used again by {consumer.op}", consumer.place)
        return report
    op = consumer.op
    report = Report("second_backward", headline(error), session.step + 1, call.place, op=op)
    report.cut_by(f"used again by {op}", consumer.place)
    if old is not None and old.place is not None:
        report.cut_by(f"made in step {old.step + 1} by {old.op}", old.place)
    report.cut_by(f"freed in step {step + 1} by backward()", first)
    before = old.op if old is not None else plain(stale.name)
    report.path = [
        Link(f"{before} of step {step + 1}", None if old is None else old.place),
        Link(op, consumer.place, is_cut=True),
        Link(name_of(root, call.frame) or "loss"),
    ]
    return report


# A change in place


def _in_place(call: Backward, error: BaseException, found: "re.Match[str]") -> Optional[Report]:
    session = call.session
    message = str(error)
    shape = tuple(int(number) for number in re.findall(r"\d+", found.group(1)))
    version = re.search(r"is at version (\d+)", message)
    now = int(version.group(1)) if version else -1
    saver, saved_at = _saver(call)
    changes = [c for c in session.tracer.changes if _fits(c.shape, shape)]
    exact = [c for c in changes if c.version == now]
    fitting = exact or changes
    change = fitting[-1] if fitting else None
    if change is None and not session.is_tracing:
        return Report("not_traced", headline(error), session.step + 1, call.place)
    is_step = change is not None and change.op.endswith("step()")
    kind = "step_before_backward" if is_step else "in_place"
    changer = "an op" if change is None else change.op
    entry = call.walk.entry if call.walk is not None else None
    if is_step and entry is not None and len(session.optimizers) < 2:
        consumer, old = entry
        report = Report(
            "carried_over", headline(error), session.step + 1, call.place, op=consumer.op
        )
        report.cut_by(f"used again by {consumer.op}", consumer.place)
        report.cut_by(f"made in step {old.step + 1} by {old.op}", old.place)
        return report
    report = Report(
        kind, headline(error), session.step + 1, call.place, saver=saver, changer=changer
    )
    if change is not None:
        report.cut_by(f"changed by {change.op}", change.place)
    if saved_at is not None:
        report.cut_by(f"saved by {saver}", saved_at)
    return report


def _fits(changed: Tuple[int, ...], saved: Tuple[int, ...]) -> bool:
    """A weight is saved as its transpose too; an indexed assignment changes what a view shows."""
    return changed == saved or changed == saved[::-1]


def _saver(call: Backward) -> Tuple[str, Optional[Place]]:
    """The op whose saved tensor is not what it was: reading it raises the same error."""
    if call.walk is None:
        return "an op", None
    for node in call.walk.nodes:
        for name in dir(node):
            if not name.startswith("_saved_"):
                continue
            try:
                getattr(node, name)
            except RuntimeError as error:
                if "modified by an inplace operation" in str(error):
                    made = node.metadata.get(MADE)
                    if made is None:
                        made = _made_above(call, node)
                    return (made.op if made else plain(node.name())), (made.place if made else None)
            except Exception:
                continue
    return "an op", None


def _made_above(call: Backward, node: Any) -> Optional[Made]:
    """An op of several nodes is written on the last of them only."""
    below = {node}
    for _ in range(8):
        for some in call.walk.nodes if call.walk is not None else []:
            if any(following in below for following, _ in some.next_functions):
                made = some.metadata.get(MADE)
                if made is not None:
                    return made
                below.add(some)
    return None


def made_of(tensor: torch.Tensor) -> Optional[Made]:
    """What is written on the op that made a tensor."""
    node: Any = tensor.grad_fn
    return None if node is None else node.metadata.get(MADE)


# Not one number


def _not_scalar(call: Backward, error: BaseException, found: "re.Match[str]") -> Optional[Report]:
    session = call.session
    root = next((some for some in call.roots if some.numel() != 1), None)
    if root is None:
        return None
    name = name_of(root, call.frame) or "loss"
    report = Report(
        "not_scalar",
        headline(error),
        session.step + 1,
        call.place,
        shape=str(list(root.shape)),
        name=name,
    )
    made = made_of(root)
    if made is not None:
        report.cut_by(f"made by {made.op}", made.place)
    return report


# autograd.grad


def _unused_input(call: Backward, error: BaseException, found: "re.Match[str]") -> Optional[Report]:
    session = call.session
    report = Report("unused_input", headline(error), session.step + 1, call.place)
    leaves = call.walk.leaves if call.walk is not None else {}
    names = Names(call.frame)
    for some in call.inputs:
        if id(some) not in leaves and some.grad_fn is None:
            report.no_grad.append(names.of(some))
    report.parameter_count = len(call.inputs)
    for cut in call.walk.cuts if call.walk is not None else []:
        if any(id(some) in cut.leaves for some in call.inputs):
            report.cut_by(spoken(cut.op), cut.place)
            report.path = way(cut, None, names)
    return report


def _input_without_grad(
    call: Backward, error: BaseException, found: "re.Match[str]"
) -> Optional[Report]:
    session = call.session
    wrong = next((some for some in call.inputs if not some.requires_grad), None)
    if wrong is None:
        return None
    name = name_of(wrong, call.frame) or "the input"
    report = Report("input_without_grad", headline(error), session.step + 1, call.place, name=name)
    trail = session.ledger.trail(wrong)
    if trail is not None and trail.cuts:
        report.cut_by(spoken(trail.cuts[0].op), trail.cuts[0].place)
    else:
        report.cut_by(f"{name} made", sources.assigned(name, call.frame, call.place))
    report.no_grad, report.parameter_count = [name], len(call.inputs)
    return report


_ENTRIES: Tuple[Tuple[str, Callable[..., Optional[Report]]], ...] = (
    (r"element (\d+) of tensors does not require grad", _no_graph),
    (r"grad can be implicitly created only for scalar outputs", _not_scalar),
    (r"Trying to backward through the graph a second time", _second),
    (r"modified by an inplace operation: \[\S+ \[([\d, ]*)\]", _in_place),
    (
        r"(One of the differentiated Tensors|of (the )?input tensors) does not require grad",
        _input_without_grad,
    ),
    (r"differentiated Tensor\S* (at index \d+ )?appears to not have been used", _unused_input),
)
