"""Follows a training loop: backward, step, zero_grad, train and eval, as they happen."""

from __future__ import annotations

import math
import sys
import weakref
from typing import Any, List, Optional

import torch

from . import detectors, program_errors, raised
from .backward import Backward
from .evidence import Born, Evidence, Mode
from .graph import MADE
from .not_finite import first_not_finite
from .optimizers import Watched
from .places import here, is_own, name_of, own_frame
from .pulse import NEVER
from .report import Report
from .session import Session
from .telemetry import Telemetry

# An optimizer is judged after so many steps, at the end of the program after fewer.
_JUDGED_AFTER = 3
# Tracing goes on for so many steps at most while something looks suspicious.
_LONGEST_SUSPICION = 60
# A program that goes backward and never steps is not traced for ever.
_BACKWARDS_WITHOUT_STEP = 200


class Watching:
    def __init__(self, session: Session) -> None:
        self.session = session
        self.seen = Evidence()
        self.telemetry = Telemetry(session)
        self._eval_depth = 0
        self._is_over = False
        self._traced_after_evaluation = False

    # Backward

    def glance_at(self, root: Any) -> None:
        """All that is looked at while nothing is traced: the loss, and a mode left switched."""
        session = self.session
        self.telemetry.goes_backward()
        if type(root) is torch.Tensor:
            value = self.telemetry.read(root)
            if value is not None and math.isfinite(value) is not session.pulse.is_finite:
                self._look_at_value(self._call(root), value)
            if self.seen.evaluating:
                self._say(detectors.eval_mode(session, self.seen, self._call(root)))
        if len(session.optimizers) == 0:
            session.pulse.step += 1
            self.telemetry.step(None)
        self._settle()

    def _call(self, root: torch.Tensor) -> Backward:
        return Backward(self.session, [root], False, False, sys._getframe(2))

    def _settle(self) -> None:
        """Says up to which step nothing is due but to count and to read the loss."""
        session, pulse = self.session, self.session.pulse
        pulse.is_read = session.channel is not None
        is_due = session.is_tracing or session.optimizers.has_new
        if is_due or self.seen.evaluating or self.telemetry.is_waiting:
            pulse.wake()
        elif pulse.quiet_until <= pulse.step:
            look = self.telemetry.steps_to_look
            pulse.quiet_until = pulse.step + look if pulse.is_read else NEVER

    def backward_begins(self, call: Backward) -> None:
        session, seen = self.session, self.seen
        call.begins()
        if not call.is_grad:
            self.telemetry.goes_backward()
            self._look_at_loss(call)
        if seen.evaluating:
            self._say(detectors.eval_mode(session, seen, call))
        if call.walk is None:
            return
        if not call.is_grad:
            seen.backward_place, seen.cleared_at = call.place, None
            seen.reach(call.walk.leaves)
            seen.kept.went_backward(call.walk, session.step)
            seen.flow(call.walk.cuts, call.place)
            self._look_at_births(call)
            self._look_at_custom(call)
            self._look_at_waste()
            for op, made in call.walk.flat:
                if made is not None and made.place is not None:
                    seen.flat.setdefault(made.place, op)
            self._remember_lines(call)
            if session.has_reader:
                self.telemetry.look_at_loop(call)
        for detector in detectors.BEFORE_BACKWARD:
            self._say(detector(session, seen, call))

    def backward_ends(self, call: Backward) -> None:
        session, frame = self.session, call.frame
        call.ends()
        if call.walk is None or call.is_grad:
            return
        for some in session.optimizers:
            if some.ids.isdisjoint(call.walk.leaves):
                continue
            some.cleared_at = None
            if some.has_gradients():
                if some.deposited is None:
                    some.deposit_place = call.place
                if some.begun == 0 and call.place is not None:
                    some.deposit_places[call.place] = None
                some.deposited = call.place
                some.deposits += 1
                if some.begun == 0 and some.name is None:
                    some.name = name_of(some.optimizer(), frame)
        if session.optimizers.ids.isdisjoint(call.walk.leaves):
            # A loss that reaches no parameter leaves none, whatever was cleared before it.
            for some in session.optimizers:
                if some.cleared_at is not None:
                    some.deposited = None
        if not any(some.steps for some in session.optimizers):
            self._no_optimizer_steps(call)

    def backward_raised(self, call: Backward, error: BaseException) -> None:
        report = raised.of_backward(call, error)
        if report is not None:
            is_seen_later = not _is_interactive() and not self.session.is_child
            self.session.report(report, hold=is_seen_later)

    def _no_optimizer_steps(self, call: Backward) -> None:
        session = self.session
        if len(session.optimizers) == 0:
            # The weights are changed by hand: a backward is a step.
            session.pulse.step += 1
            self.telemetry.step(None)
            session.tracer.step = session.step
            session.steps_here += 1
            session.ledger.step_ended()
            self._say(detectors.kept_graph(session, self.seen, None, call.frame))
            if session.steps_here > session.steps_wanted and not self._goes_on():
                session.end_tracing()
        elif session.traced_backwards > _BACKWARDS_WITHOUT_STEP:
            session.end_tracing()

    def _look_at_loss(self, call: Backward) -> None:
        root = call.roots[0] if call.roots else None
        if type(root) is not torch.Tensor:
            return
        value = self.telemetry.read(root)
        if value is not None:
            self._look_at_value(call, value)

    def _look_at_value(self, call: Backward, value: float) -> None:
        if math.isfinite(value):
            self.session.pulse.is_finite = True
        elif self.session.pulse.is_finite:
            self.session.pulse.is_finite = False
            self._say(first_not_finite(self.session, self.seen, call, value))

    def _look_at_births(self, call: Backward) -> None:
        """Parameters that were made after the first step, and are in no optimizer."""
        seen, session = self.seen, self.session
        held = session.optimizers.ids
        for key, leaf in call.walk.leaves.items() if call.walk is not None else ():
            born = seen.born.get(key)
            if born is None or key in held or born.reference() is not leaf or born.place is None:
                continue
            # What starts from ones and zeros, as the weight of a norm does, is a constant each time.
            if leaf.dim() < 2:
                continue
            seen.born_late.setdefault(born.place, set()).add(born.step)

    def _look_at_custom(self, call: Backward) -> None:
        for node in call.walk.custom if call.walk is not None else []:
            forward = getattr(type(node), "_forward_cls", None)
            backward = getattr(forward, "backward", None)
            code = getattr(backward, "__code__", None)
            if code is None or not is_own(code.co_filename):
                continue
            kind, wanted = type(node), [n is not None for n, _ in node.next_functions]
            node.register_hook(_noting_none(self.seen.gave_none, kind, wanted))

    def _look_at_waste(self) -> None:
        session = self.session
        for some in session.optimizers:
            if some.begun == 0 and some.deposited is not None and not some.has_gradients():
                some.wasted += 1
                self._say(detectors.no_step(session, self.seen, some))
                some.deposited = None

    def _remember_lines(self, call: Backward) -> None:
        """The lines of a graph's nodes, to name them when a like graph is seen untraced."""
        if call.walk is None or len(call.walk.nodes) > 2000 or len(self.seen.graph_names) > 8:
            return
        names = tuple(node.name() for node in call.walk.nodes)
        if names not in self.seen.graph_names:
            made = [node.metadata.get(MADE) for node in call.walk.nodes]
            self.seen.graph_names[names] = [None if m is None else m.place for m in made]

    # Optimizers

    def optimizer_made(self, optimizer: Any) -> None:
        session = self.session
        if not session.is_here:
            return
        session.optimizers.of(optimizer, here(3))
        session.begin_tracing()

    def step_begins(self, optimizer: Any, arguments: Any, options: Any) -> None:
        session = self.session
        if not session.is_here:
            return
        some = session.optimizers.of(optimizer)
        some.begun += 1
        if some.begun == 1:
            session.optimizers.stepped |= some.ids
        has_closure = _has_closure(arguments, options)
        if session.is_tracing:
            session.pause()
            session.step_place = here(2)
            if self.seen.backward_place is not None:
                self.seen.stepped_after.add(self.seen.backward_place)
                some.backward_places[self.seen.backward_place] = None
            if not has_closure and some.deposited is not None:
                some.cleared_early = 0 if some.has_gradients() else some.cleared_early + 1
            self._note_gradients(some)
            if has_closure:
                session.resume()
        if session.has_reader:
            self.telemetry.gradients(optimizer)

    def step_ended(self, optimizer: Any, arguments: Any, options: Any) -> None:
        session = self.session
        if not session.is_here:
            return
        some = session.optimizers.of(optimizer)
        some.steps += 1
        if some.steps == 1:
            session.optimizers.stepped_once()
        session.pulse.step += 1
        self.telemetry.step(optimizer)
        self._settle()
        if not session.is_tracing:
            return
        session.pause()
        self._note_gradients(some)
        some.traced_steps += 1
        if _has_closure(arguments, options):
            # The closure went backward and cleared what it had computed.
            was_cleared = some.deposited is not None and some.cleared_at is not None
            is_early = was_cleared and not some.has_gradients()
            some.cleared_early = some.cleared_early + 1 if is_early else 0
        if some.deposited is not None:
            some.uncleared = 0 if some.was_cleared else some.uncleared + 1
        session.frame = own_frame(sys._getframe(1))
        try:
            name = f"{type(optimizer).__name__}.step()"
            for shape in {tuple(p.shape) for p in some.parameters}:
                session.tracer.stepped(name, session.step_place, shape, some.parameters)
            for detector in detectors.AFTER_STEP:
                self._say(detector(session, self.seen, some))
            some.was_cleared, some.deposited, some.cleared_at = False, None, None
            session.tracer.step = session.step
            session.ledger.step_ended()
            session.steps_here += 1
            self._maybe_finish()
        finally:
            session.frame = None
            session.resume()

    def _note_gradients(self, some: Watched) -> None:
        moved = self.seen.moved
        for parameter in some.parameters:
            gradient = parameter.grad
            if gradient is not None:
                some.got.add(id(parameter))
                # Looked at only where an op of the graph gives nothing but zeros.
                if self.seen.flat and id(parameter) not in moved:
                    if gradient.is_sparse or bool(gradient.count_nonzero()):
                        moved.add(id(parameter))

    def gradients_cleared(self, owner: Any) -> None:
        session = self.session
        if not session.is_tracing or not session.is_here:
            return
        place = here(3)
        self.seen.cleared_at = place
        for some in session.optimizers:
            if some.deposited is not None and (
                some.optimizer() is owner or isinstance(owner, torch.nn.Module)
            ):
                if self._is_anothers(some):
                    some.deposited = None
                else:
                    some.cleared_at = place

    def _is_anothers(self, some: Watched) -> bool:
        """Whether its gradients are of a loss that another optimizer steps after, as D's are in a GAN."""
        place = some.deposited
        stepped = place in self.seen.stepped_after and place not in some.backward_places
        return some.begun > 0 and stepped

    # When enough was traced

    def _maybe_finish(self) -> None:
        session = self.session
        if session.steps_here < session.steps_wanted:
            return
        stepping = [some for some in session.optimizers if some.steps]
        for some in stepping:
            if some.traced_steps >= _JUDGED_AFTER and not some.is_judged:
                self._judge(some)
        if any(some.traced_steps < _JUDGED_AFTER for some in stepping):
            if session.steps_here < _LONGEST_SUSPICION:
                return
        if not self._goes_on():
            session.end_tracing()

    def _goes_on(self) -> bool:
        return self.session.steps_here < _LONGEST_SUSPICION and self._is_suspicious()

    def _is_suspicious(self) -> bool:
        for some in self.session.optimizers:
            # One that has not stepped yet has its turn later, as the generator of a GAN.
            if some.uncleared or some.cleared_early or not some.begun:
                return True
        if any(length > 1 for length in self.session.tracer.carried.values()):
            return True
        return self.seen.kept.length(self.session.step - 2) > 1

    def _judge(self, some: Watched) -> None:
        some.is_judged = True
        # A loss without history explains whatever has no gradient.
        if any(report.kind == "leaf_loss" for report in self.session.reports):
            return
        for detector in detectors.AFTER_TRACING:
            for report in detector(self.session, self.seen, some):
                self._say(report)

    # Modules

    def parameter_given(self, parameter: Any) -> None:
        session = self.session
        if session.is_here and isinstance(parameter, torch.nn.Parameter):
            if (
                id(parameter) not in self.seen.born
                or self.seen.born[id(parameter)].reference() is not parameter
            ):
                place = here(3) if session.is_tracing or session.step else None
                self.seen.born[id(parameter)] = Born(weakref.ref(parameter), place, session.step)
                if len(self.seen.born) > 20_000:
                    self.seen.born.clear()

    def mode_switched(self, module: torch.nn.Module, is_training: bool) -> None:
        if not self.session.is_here:
            return
        evaluating = self.seen.evaluating
        if is_training:
            if evaluating:
                evaluating.pop(id(module), None)
            return
        if id(module) not in evaluating and len(evaluating) < 64:
            self.session.pulse.wake()
            evaluating[id(module)] = Mode(weakref.ref(module), here(3), self.session.step)

    def grad_mode_changed(self) -> None:
        """Recording was switched off for good, or a block without it was left for the first time."""
        session = self.session
        if not session.is_here:
            return
        session.give_up_without_backward()
        if session.is_tracing or session.step == 0 or session.settings.trace != "auto":
            return
        entry = session.modes.innermost
        if entry is not None and entry.kind == "grad_mode_off":
            session.begin_tracing(2)
        elif not self._traced_after_evaluation:
            self._traced_after_evaluation = True
            session.begin_tracing(2)

    # The end

    def ddp_failed(self, error: BaseException, frame: Any) -> None:
        if "Expected to have finished reduction in the prior iteration" in str(error):
            report = program_errors.ddp_unused(self.session, self.seen, error, own_frame(frame))
            self.session.report(report, hold=not self.session.is_child)

    def died(self, error: BaseException, traceback: Any) -> None:
        """An error that nobody caught."""
        self._is_over = True
        report = program_errors.of_program(self.session, self.seen, error, traceback)
        if report is not None:
            self.session.report(report, hold=True)
        self.session.say_held()

    def ended(self) -> None:
        session = self.session
        if session.is_here and not self._is_over:
            session.end_tracing()
            for some in session.optimizers:
                if not some.is_judged and some.traced_steps >= 2:
                    self._judge(some)
                self._say(detectors.no_step_at_end(session, self.seen, some))
            for some in session.optimizers.unstepped:
                self._say(detectors.no_step_at_end(session, self.seen, some))
            self._say(detectors.kept_graph_at_end(session, self.seen))
        session.say_held()
        self.telemetry.finish()

    def _say(self, report: Optional[Report]) -> None:
        if report is not None:
            self.session.report(report)


def _has_closure(arguments: Any, options: Any) -> bool:
    """Whether a step was given one. The optimizer itself is the first argument."""
    return any(a is not None for a in arguments[1:2]) or options.get("closure") is not None


def _noting_none(found: List[type], kind: type, wanted: List[bool]) -> Any:
    """A hook that notes a Function whose backward gave None where a gradient was wanted."""

    def after(inputs: Any, outputs: Any) -> None:
        if any(w and given is None for w, given in zip(wanted, inputs)) and kind not in found:
            found.append(kind)

    return after


def _is_interactive() -> bool:
    """In a notebook and at the prompt no hook sees an error on its way up."""
    return hasattr(sys, "ps1") or "get_ipython" in vars(__import__("builtins"))
