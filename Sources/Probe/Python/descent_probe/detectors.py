"""Finds faults that raise nothing. Each looks at one thing; `AFTER_STEP`, `BEFORE_BACKWARD` and
`AFTER_TRACING` list them.

A detector would rather miss a fault than name one that is none: each says how often it must have
seen it, and what makes it deliberate.
"""

from __future__ import annotations

from typing import Any, Callable, Dict, List, Optional, Set, Tuple

import torch

from . import sources
from .backward import Backward
from .cuts import Cut
from .evidence import Evidence, Handwritten, value_of
from .graph import MADE, plain
from .kept import holder
from .names import Names
from .optimizers import Watched
from .places import Place, name_of
from .raised import of_cut, of_trail, trail_of_value
from .report import Report, listed
from .session import Session
from .unregistered import unregistered

# A fault of every step is there in two steps running; a deliberate exception hardly ever is.
_TWICE = 2
# Steps whose graphs are kept: so many are a leak; in a short program, all of them, if no fewer.
_MANY_STEPS = 20
_FEW_STEPS = 5


def _optimizer_name(some: Watched, frame: Any) -> str:
    optimizer = some.optimizer()
    return (name_of(optimizer, frame) if optimizer is not None else None) or "optimizer"


# Before backward


def leaf_loss(session: Session, seen: Evidence, call: Backward) -> Optional[Report]:
    """A loss whose way ends at a leaf that lost its history and was told to ask for a gradient."""
    root = call.roots[0] if call.roots else None
    if root is None or call.is_grad or call.walk is None or len(call.walk.leaves) > 8:
        return None
    trails = [session.ledger.trail(leaf) for leaf in call.walk.leaves.values()]
    if root.grad_fn is None and trails == [None] and root.numel() == 1:
        trails = [trail_of_value(session, root)]
    if not trails or any(some is None or not some.cuts for some in trails):
        return None
    trail = trails[0]
    held = session.optimizers.ids
    # Inputs are cut from their history on purpose, to be perturbed; a loss hardly ever is.
    is_loss = root.grad_fn is None and root.numel() == 1 and not held
    if trail is None or not any(
        is_loss or _is_parameter(key, ref(), held)
        for c in trail.cuts
        for key, ref in c.leaves.items()
    ):
        return None
    names = Names(call.frame)
    name = name_of(root, call.frame)
    report = Report("leaf_loss", "", session.step + 1, call.place)
    cause = of_trail(session, trail, names, "", call.place, name)
    if cause is None:
        return None
    report.cuts, report.path, report.fix = cause.cuts, cause.path, cause.fix
    if trail.revived is not None:
        report.cut_by("requires_grad switched on", trail.revived)
    report.why = f"{cause.why} {report.why}"
    learning = [p for some in session.optimizers for p in some.parameters] or [
        leaf
        for cut in trail.cuts
        for leaf in (r() for r in cut.leaves.values())
        if leaf is not None
    ]
    report.no_grad = [names.of(parameter) for parameter in learning]
    report.parameter_count = len(learning)
    report.headline = "backward() reaches no parameter: the loss has no history"
    return report


def _is_parameter(key: int, leaf: Optional[torch.Tensor], held: Any) -> bool:
    return isinstance(leaf, torch.nn.Parameter) or leaf is not None and key in held


def broadcast_loss(session: Session, seen: Evidence, call: Backward) -> Optional[Report]:
    """`[N, 1]` against `[N]`, and nothing but a power and a mean between that and the loss."""
    node: Any = call.roots[0].grad_fn if call.roots else None
    for _ in range(5):
        if node is None:
            return None
        made = node.metadata.get(MADE)
        if made is not None and made.spread is not None:
            first, second = made.spread
            if max(len(first), len(second)) > 2 or made.place is None:
                return None
            count = seen.spread.get(made.place, (0, first, second))[0] + 1
            seen.spread[made.place] = (count, first, second)
            if count < _TWICE:
                return None
            report = Report(
                "broadcast_loss",
                f"the loss compares {list(first)} with {list(second)}",
                session.step + 1, call.place, first=str(list(first)), second=str(list(second)),
            )  # fmt: skip
            report.cut_by(f"broadcast by {made.op}", made.place)
            return report
        following = [n for n, _ in node.next_functions if n is not None]
        name = plain(node.name())
        if (
            name not in ("Mean", "Sum", "Pow", "Abs", "Div", "Mul", "MseLoss", "Square")
            or not following
        ):
            return None
        node = following[0]
    return None


def probabilities(session: Session, seen: Evidence, call: Backward) -> Optional[Report]:
    """A loss for logits that is given probabilities."""
    if call.walk is None or not call.walk.doubled or call.is_grad:
        return None
    made = call.walk.doubled[0]
    if made.place is None:
        return None
    count = seen.probabilities.get(made.place, 0) + 1
    seen.probabilities[made.place] = count
    if count < _TWICE:
        return None
    report = Report(
        "probabilities",
        f"{made.op} is given probabilities, and takes logits",
        session.step + 1, call.place, op=made.op,
    )  # fmt: skip
    report.cut_by(made.op, made.place)
    return report


def not_cleared(session: Session, seen: Evidence, call: Backward) -> Optional[Report]:
    """Gradients that a step has used are still there when the next are added."""
    if call.is_grad or call.walk is None:
        return None
    for some in session.optimizers:
        if some.steps and not some.was_cleared and not some.has_gradients():
            some.was_cleared = True
    return None


def handwritten_not_cleared(session: Session, seen: Evidence, call: Backward) -> Optional[Report]:
    """The same for weights that the program changes by itself."""
    if call.is_grad or call.walk is None or any(some.steps for some in session.optimizers):
        return None
    held = session.optimizers.ids
    found: List[torch.Tensor] = []
    for key, leaf in list(call.walk.leaves.items())[:8]:
        if key in held:
            continue
        known = seen.handwritten.get(key)
        if known is None or known.reference() is not leaf:
            known = seen.handwritten[key] = Handwritten(leaf)
        now = value_of(leaf)
        was_updated = known.sum is not None and now != known.sum
        known.sum = now
        known.updates += 1 if was_updated else 0
        gradient = leaf.grad
        if was_updated and gradient is not None and bool(gradient.count_nonzero()):
            known.uncleared += 1
            if known.uncleared >= _TWICE:
                found.append(leaf)
        elif was_updated:
            known.uncleared = 0
    if not found:
        return None
    names = Names(call.frame)
    first = names.of(found[0])
    report = Report(
        "not_cleared",
        f"the gradients of {listed([names.of(leaf) for leaf in found])} are never cleared",
        session.step + 1, call.place, backward=_line(call.place),
    )  # fmt: skip
    report.fix = f"{first}.grad.zero_() after the update, or {first}.grad = None."
    return report


def eval_mode(session: Session, seen: Evidence, call: Backward) -> Optional[Report]:
    """A model that is trained, and was put into evaluation mode three steps ago or more."""
    if not seen.evaluating or call.is_grad:
        return None
    for key, mode in list(seen.evaluating.items()):
        module = mode.module()
        if module is None or module.training:
            del seen.evaluating[key]
            continue
        if session.step - mode.step < 3:
            continue
        del seen.evaluating[key]
        idle = session.tracer.idle_dropouts
        modal = [m for m in module.modules() if _acts_differently(m) or _drops_nothing(m, idle)]
        if not modal or any(m.training for m in modal) or not list(module.children()):
            continue
        held = session.optimizers.ids
        trained = [p for p in module.parameters() if p.requires_grad]
        if not trained or sum(id(p) in held for p in trained) * 2 < len(trained):
            continue
        names = Names(call.frame)
        if not any(module is root or _wraps(root, module) for root in names.roots):
            continue
        name = name_of(module, call.frame) or "model"
        kinds = sorted({
            type(m).__name__ if _acts_differently(m) else "dropout()" for m in modal
        })  # fmt: skip
        report = Report(
            "eval_mode",
            f"{name} is trained in evaluation mode: {', '.join(kinds)}",
            session.step + 1, call.place, model=name,
        )  # fmt: skip
        report.cut_by(f"{name}.eval()", mode.place)
        return report
    return None


def _acts_differently(module: torch.nn.Module) -> bool:
    if isinstance(module, torch.nn.modules.dropout._DropoutNd):
        return module.p > 0
    return isinstance(module, torch.nn.modules.batchnorm._BatchNorm)


def _drops_nothing(module: torch.nn.Module, idle: Set[Any]) -> bool:
    """Whether it calls a dropout function, and told it not to drop."""
    return getattr(type(module).forward, "__code__", None) in idle


def _wraps(root: torch.nn.Module, module: torch.nn.Module) -> bool:
    """Whether all of a root's parameters are the module's: a wrapper around it, or itself."""
    inner = {id(p) for p in module.parameters()}
    return all(id(p) in inner for p in root.parameters()) and not root.training


# After an optimizer's step


def uncleared_step(session: Session, seen: Evidence, some: Watched) -> Optional[Report]:
    if some.uncleared < _TWICE:
        return None
    place = seen.backward_place
    frame = session.frame
    name = _optimizer_name(some, frame)
    return Report(
        "not_cleared",
        f"the gradients of {name} are never cleared",
        session.step, place, optimizer=name, backward=_line(place),
    )  # fmt: skip


def cleared_too_early(session: Session, seen: Evidence, some: Watched) -> Optional[Report]:
    if some.cleared_early < _TWICE:
        return None
    report = Report(
        "cleared_too_early",
        f"{_optimizer_name(some, session.frame)} steps without gradients",
        session.step, session.step_place,
    )  # fmt: skip
    report.cut_by("gradients cleared by zero_grad()", some.cleared_at)
    report.cut_by("computed by backward()", some.deposited or seen.backward_place)
    return report


def no_step(session: Session, seen: Evidence, some: Watched) -> Optional[Report]:
    # The other half of a GAN has its turn later.
    others = any(other.begun for other in session.optimizers)
    if some.begun or some.wasted < (20 if others else 3):
        return None
    return _no_step(session, seen, some)


def no_step_at_end(session: Session, seen: Evidence, some: Watched) -> Optional[Report]:
    """Of one that is gone too, with the function that made it."""
    return _no_step(session, seen, some) if some.begun == 0 and some.deposits >= 3 else None


def _no_step(session: Session, seen: Evidence, some: Watched) -> Optional[Report]:
    # Several optimizers of the same parameters, of which one is chosen.
    if some.is_known_idle or some.ids and some.ids <= session.optimizers.stepped:
        return None
    some.is_known_idle = True
    name = some.name or _optimizer_name(some, session.frame)
    # The discriminator's loss gives the generator gradients too; its own is the one left unused.
    own = (place for place in some.deposit_places if place not in seen.stepped_after)
    place = next(own, None) or some.deposit_place or seen.backward_place
    return Report(
        "no_step",
        f"{name} never steps: its parameters do not change",
        session.step + 1, place, optimizer=name, backward=_line(place),
    )  # fmt: skip


def kept_graph(
    session: Session, seen: Evidence, some: Optional[Watched], frame: Any = None
) -> Optional[Report]:
    """Losses, or anything after them, that hold the graphs of twenty steps."""
    return _kept_graph(session, seen, frame or session.frame, session.step - 2, _MANY_STEPS)


def kept_graph_at_end(session: Session, seen: Evidence) -> Optional[Report]:
    """The same for a short program, if it holds the graphs of all its steps."""
    few = max(_FEW_STEPS, session.step - 1)
    return _kept_graph(session, seen, None, session.step - 1, few)


def _kept_graph(
    session: Session, seen: Evidence, frame: Any, step: int, least: int
) -> Optional[Report]:
    if any(report.kind == "kept_graph" for report in session.reports):
        return None
    place, length = max(
        session.tracer.carried.items(), key=lambda item: item[1], default=(None, 0)
    )  # fmt: skip
    is_sum = length > 1 and place is not None
    length = length if is_sum else seen.kept.length(step)
    if length < least:
        return None
    name: Optional[str]
    if is_sum:
        name = _summed(place)  # type: ignore[arg-type]
    else:
        name, holding = holder(step, frame)
        # A sum that began anew, and the old one is still held.
        if name is None and place is not None:
            name = _summed(place)
        else:
            place = holding
    return Report(
        "kept_graph", f"{name or 'something'} keeps the graphs of {length} steps: memory grows",
        session.step, place,
    )  # fmt: skip


def _summed(place: Place) -> str:
    return place.text.split("=", 1)[0].strip(" +-") or "a sum"


# When enough steps were traced


def no_gradient(session: Session, seen: Evidence, some: Watched) -> List[Report]:
    """Parameters of an optimizer that had no gradient at any step, and what cut them."""
    missing = [p for p in some.parameters if p.requires_grad and id(p) not in some.got]
    # Where gradients were cleared before the step, it cannot be known which were there.
    if not missing or some.cleared_early:
        return []
    names = Names(session.frame)
    by_cut: Dict[Cut, List[torch.Tensor]] = {}
    unused: List[torch.Tensor] = []
    given_none: List[torch.Tensor] = []
    for parameter in missing:
        cut = seen.cut_before(parameter, some.backward_places)
        if cut is not None:
            by_cut.setdefault(cut, []).append(parameter)
        elif not seen.is_reached(parameter):
            unused.append(parameter)
        elif seen.gave_none:
            given_none.append(parameter)
    count = len(some.parameters)
    reports: List[Report] = []
    for cut, starving in by_cut.items():
        if cut.place in session.named or _is_copy(starving, some, seen):
            continue
        if _is_deliberate(cut, starving, names):
            continue
        head = _none_get(len(starving), count)
        report = of_cut(cut, head, session.step, seen.backward_place, names)
        report.level = "fault"
        _name(report, starving, count, names)
        reports.append(report)
    if given_none:
        function = seen.gave_none[0]
        place = sources.returning_none(function._forward_cls.backward)  # type: ignore[attr-defined]
        op = function._forward_cls.__name__  # type: ignore[attr-defined]
        report = Report(
            "custom_none",
            _none_get(len(given_none), count),
            session.step,
            seen.backward_place,
            op=op,
        )
        report.cut_by(f"{op}.backward", place)
        _name(report, given_none, count, names)
        reports.append(report)
    if (
        unused
        and some.got
        and not replaced(session, seen, some, names)
        and any(p in names for p in unused)
    ):
        named = [names.of(p) for p in unused]
        report = Report(
            "unused",
            f"{len(unused)} of {count} parameters take no part in the loss: {listed(named)}",
            session.step, None,
        )  # fmt: skip
        report.no_grad, report.parameter_count = named, count
        reports.append(report)
    return reports


def _is_copy(starving: List[torch.Tensor], some: Watched, seen: Evidence) -> bool:
    """A target network or an average: weights that follow those of parameters that do learn."""
    largest = max(starving, key=torch.Tensor.numel)
    for other in some.parameters:
        if id(other) in some.got and other.shape == largest.shape and largest.numel() > 3:
            pair = (largest.detach().flatten().float(), other.detach().flatten().float())
            if float(torch.nn.functional.cosine_similarity(*pair, dim=0)) > 0.8:
                return True
    return False


def _is_deliberate(cut: Cut, parameters: List[torch.Tensor], names: Names) -> bool:
    """A part in evaluation mode under no_grad, while the rest is trained, is frozen on purpose."""
    if not cut.is_block:
        return False
    wanted = {id(p) for p in parameters}
    for root in names.roots:
        for module in root.modules():
            if any(id(p) in wanted for p in module._parameters.values() if p is not None):
                if module.training:
                    return False
    return True


def _none_get(some: int, all_of_them: int) -> str:
    return f"{some} of {all_of_them} parameters of the optimizer get no gradient"


def _name(report: Report, starving: List[torch.Tensor], count: int, names: Names) -> None:
    report.no_grad = [names.of(parameter) for parameter in starving]
    report.parameter_count = count


def _strangers(
    session: Session, seen: Evidence, parameters_only: bool = True
) -> List[torch.Tensor]:
    held = session.optimizers.ids
    kind = torch.nn.Parameter if parameters_only else torch.Tensor
    leaves = [reference() for reference in list(seen.reached.values())]
    return [
        leaf
        for leaf in leaves
        if isinstance(leaf, kind) and id(leaf) not in held and leaf.grad is not None
    ]


def replaced(
    session: Session, seen: Evidence, some: Watched, names: Optional[Names] = None
) -> Optional[Report]:
    """The optimizer holds parameters that are in no module, and others learn nothing."""
    orphans = [
        p
        for p in some.parameters
        if p.requires_grad and id(p) not in some.got and not seen.is_reached(p)
    ]
    strangers = _strangers(session, seen)
    if not orphans or not strangers:
        return None
    # Looking for names walks all objects of the program: only now is it worth that.
    names = names or Names(session.frame)
    homeless = [p for p in orphans if p not in names]
    if not homeless:
        # They do take part, up to a cut, which has a report of its own.
        if any(cut.is_after(p) for cut in seen.flowed for p in orphans):
            return None
        shapes = [p.shape for p in strangers]
        if len(orphans) < len(some.parameters) or any(p.shape not in shapes for p in orphans):
            return None
        report = Report(
            "other_model",
            "the optimizer's parameters take no part in the loss",
            session.step, session.step_place,
        )  # fmt: skip
        report.cut_by("optimizer made", some.place)
        return report
    born = [seen.born.get(id(p)) for p in strangers]
    places = [b.place for b in born if b is not None and b.place is not None]
    report = Report(
        "replaced_layer",
        f"{listed([names.of(p) for p in strangers])} are trained and are in no optimizer",
        session.step, session.step_place,
    )  # fmt: skip
    if places:
        report.cut_by("replaced", places[0])
    report.cut_by("optimizer made", some.place)
    return report


def flat(session: Session, seen: Evidence, some: Watched) -> List[Report]:
    """Gradients that are there and zero, below an op that has no other derivative."""
    still = [p for p in some.parameters if id(p) in some.got and id(p) not in seen.moved]
    if not seen.flat or not still:
        return []
    place, op = next(iter(seen.flat.items()))
    names = Names(session.frame)
    count = len(some.parameters)
    report = Report(
        "flat",
        f"the gradients of {len(still)} of {count} parameters are zero at every step",
        session.step, seen.backward_place, op=op,
    )  # fmt: skip
    report.cut_by(op, place)
    _name(report, still, count, names)
    return [report]


def strangers(session: Session, seen: Evidence, some: Watched) -> List[Report]:
    report = replaced(session, seen, some)
    if report is not None:
        return [report]
    return unregistered(session, seen, some, _strangers(session, seen, parameters_only=False))


def made_in_forward(session: Session, seen: Evidence, some: Watched) -> List[Report]:
    """Parameters from one line that are others in every step."""
    reports = []
    for place, steps in seen.born_late.items():
        if len(steps) < _TWICE:
            continue
        report = Report(
            "made_in_forward",
            "a layer is made anew in every step",
            session.step, seen.backward_place,
        )  # fmt: skip
        report.cut_by("made", place)
        reports.append(report)
    return reports


def _line(place: Optional[Place]) -> str:
    return "backward()" if place is None else f"{place.text} (line {place.line})"


BEFORE_BACKWARD: Tuple[Callable[[Session, Evidence, Backward], Optional[Report]], ...] = (
    leaf_loss,
    broadcast_loss,
    probabilities,
    not_cleared,
    handwritten_not_cleared,
)

AFTER_STEP: Tuple[Callable[[Session, Evidence, Watched], Optional[Report]], ...] = (
    uncleared_step,
    cleared_too_early,
    kept_graph,
)

AFTER_TRACING: Tuple[Callable[[Session, Evidence, Watched], List[Report]], ...] = (
    no_gradient,
    flat,
    strangers,
    made_in_forward,
)
