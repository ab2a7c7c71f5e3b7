"""Errors that are raised elsewhere than in `backward()`, and are about a gradient all the same."""

from __future__ import annotations

import re
from typing import Any, Optional

import torch

from .graph import plain
from .names import Names
from .places import Place, is_own, name_of, place_of
from .raised import headline, learn_nothing, made_of, of_cut, of_trail
from .report import Report
from .session import Session


def of_program(
    session: Session, seen: Any, error: BaseException, traceback: Any
) -> Optional[Report]:
    """An error that was raised elsewhere than in `backward()`, and is about a gradient."""
    message = str(error)
    if isinstance(error, (TypeError, AttributeError)) and "NoneType" in message:
        return _grad_is_none(session, seen, error, traceback)
    if isinstance(error, AttributeError) and "object has no attribute 'backward'" in message:
        return _backward_of_a_number(session, error, traceback)
    if isinstance(error, ValueError) and "can't optimize a non-leaf Tensor" in message:
        return _non_leaf_parameter(session, error, traceback)
    return None


def _backward_of_a_number(
    session: Session, error: BaseException, traceback: Any
) -> Optional[Report]:
    """`loss.item().backward()`, or of a sum of such numbers."""
    frame = _innermost(traceback)
    if frame is None:
        return None
    at = Place(frame.f_code, frame.f_lasti)
    at.stands_at(_line_in(traceback, frame))
    found = re.search(r"\b(\w+)\.backward\(", at.text)
    name = found.group(1) if found else None
    value = {**frame.f_globals, **frame.f_locals}.get(name or "")
    trail = session.ledger.number_trail(value) or session.ledger.latest_export
    report = None
    if trail is not None:
        report = of_trail(session, trail, Names(frame), headline(error), at, name)
    if report is not None:
        report.kind = "rebuilt"
        learn_nothing(report, session, Names(frame), report.kind)
    return report


def _non_leaf_parameter(session: Session, error: BaseException, traceback: Any) -> Optional[Report]:
    frame = _innermost(traceback)
    inner = traceback
    while inner is not None and inner.tb_next is not None:
        inner = inner.tb_next
    wrong = [
        some
        for some in inner.tb_frame.f_locals.values()
        if isinstance(some, torch.Tensor) and some.grad_fn is not None
    ]
    if frame is None or not wrong:
        return None
    at = Place(frame.f_code, frame.f_lasti)
    at.stands_at(_line_in(traceback, frame))
    made = made_of(wrong[0])
    op = plain(wrong[0].grad_fn.name()) if made is None else made.op  # type: ignore[union-attr]
    report = Report(
        "non_leaf_parameter", headline(error), session.step + 1, at,
        name=name_of(wrong[0], frame) or "a parameter", op=op,
    )  # fmt: skip
    if made is not None:
        report.cut_by(f"made by {op}", made.place)
    return report


def _grad_is_none(
    session: Session, seen: Any, error: BaseException, traceback: Any
) -> Optional[Report]:
    """`w.grad` is None: `w` is no leaf any more, or its gradient was cleared, or cut."""
    frame = _innermost(traceback)
    if frame is None:
        return None
    at = Place(frame.f_code, frame.f_lasti)
    at.stands_at(_line_in(traceback, frame))
    scope = {**frame.f_globals, **frame.f_locals}
    # Without an optimizer a step was counted when it had gone backward.
    step = session.step + (len(session.optimizers) > 0)
    for name in re.findall(r"\b(\w+)\.grad\b", at.text):
        held = scope.get(name)
        if not isinstance(held, torch.Tensor):
            continue
        if held.grad_fn is not None and not held.retains_grad:
            made = made_of(held)
            op = "an op" if made is None else made.op
            report = Report("grad_of_non_leaf", headline(error), step, at, name=name, op=op)
            if made is not None:
                report.cut_by(f"made by {made.op}", made.place)
            return report
        if held.grad is None and seen.cleared_at is not None and seen.is_reached(held):
            report = Report("cleared_too_early", headline(error), step, at)
            report.level = "error"
            report.cut_by("gradients cleared by zero_grad()", seen.cleared_at)
            report.cut_by("computed by backward()", seen.backward_place)
            return report
        cut = seen.cut_before(held) if held.requires_grad and held.grad is None else None
        if cut is not None:
            report = of_cut(cut, headline(error), step, at, Names(frame))
            report.no_grad, report.parameter_count = [name], len({*seen.reached, id(held)})
            return report
    return None


def _line_in(traceback: Any, frame: Any) -> int:
    line = frame.f_lineno
    while traceback is not None:
        if traceback.tb_frame is frame:
            line = traceback.tb_lineno
        traceback = traceback.tb_next
    return int(line)


def ddp_unused(session: Session, seen: Any, error: BaseException, frame: Any) -> Report:
    """DDP waits for gradients that the step before did not give: whose, and what cut them."""
    from .detectors import no_gradient

    session.frame = frame
    at = None if frame is None else place_of(frame)
    report = Report("ddp_unused", headline(error), session.step + 1, at)
    for some in session.optimizers:
        for cause in no_gradient(session, seen, some):
            report.no_grad += cause.no_grad
            report.parameter_count = cause.parameter_count
            report.cuts += cause.cuts
            report.path = report.path or cause.path
            if cause.cuts:
                report.why = f"{cause.why} {report.why}"
                report.fix = cause.fix
    if report.no_grad and not report.cuts:
        modules = sorted({name.rpartition(".")[0] or name for name in report.no_grad})
        report.cut_by(f"no forward pass of {', '.join(modules[:4])}", None)
    session.frame = None
    return report


def _innermost(traceback: Any) -> Any:
    """The innermost of the program's frames in a traceback."""
    found = None
    while traceback is not None:
        if is_own(traceback.tb_frame.f_code.co_filename):
            found = traceback.tb_frame
        traceback = traceback.tb_next
    return found
