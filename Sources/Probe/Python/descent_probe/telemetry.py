"""The events of a run that goes well: loss, steps, gradients, lines. Only for a reader."""

from __future__ import annotations

from typing import Any, List, Optional

import torch

from .backward import Backward
from .listing import loop_around
from .names import Names
from .session import Session

# Seconds between events of one kind, so that a fast loop does not spend its time on them.
_LOSSES_EVERY = 0.2
_GRADIENTS_EVERY = 0.5
# Steps from one look at the clock to the next: one of a small net takes no longer than two looks at it.
_MOST_STEPS_BETWEEN_LOOKS = 16
# A loss in half precision is scaled to the edge of what it can hold, and beyond; a complex one is none.
_READ_DTYPES = frozenset((torch.float32, torch.float64, torch.bfloat16))


class Telemetry:
    def __init__(self, session: Session) -> None:
        self.session = session
        self._sent = session.now
        self._read = 0.0
        self._gradients_sent = 0.0
        # Whether the next step's gradients are due.
        self.wants_gradients = session.channel is not None
        self._names: Optional[Names] = None
        self._named = -1
        self._listed: Optional[Any] = None
        # When the step ended after which events were sent, until the next goes backward; and how
        # long that took.
        self.step_ended: Optional[float] = None
        self._forward = 0.0
        self.steps_to_look = 1
        self._steps_sent = 0

    def read(self, loss: torch.Tensor) -> Optional[float]:
        """The loss that goes backward, noted for the reader; None where it costs too much, or is none."""
        is_number = loss.numel() == 1 and loss.dtype in _READ_DTYPES
        self.session.pulse.is_number = is_number
        if not is_number:
            return None
        if not loss.is_cpu:
            # Reading a number from an accelerator waits for it; then twice a second is enough.
            now = self.session.now
            if now - self._read < _GRADIENTS_EVERY:
                return None
            self._read = now
        value = loss.item()
        if self.session.channel is not None:
            self.session.pulse.steps.append(self.session.step + 1)
            self.session.pulse.losses.append(value)
        return value

    def goes_backward(self) -> None:
        if self.step_ended is not None:
            self._forward = self.session.now - self.step_ended
            self.step_ended = None

    @property
    def is_waiting(self) -> bool:
        """Whether something is to be looked at in the next step."""
        return self.step_ended is not None or self.wants_gradients

    def step(self, optimizer: Any) -> None:
        if self.session.channel is None:
            return
        now = self.session.now
        elapsed, steps = now - self._sent, self.session.step - self._steps_sent
        per_look = int(steps / max(elapsed, 1e-9) * _LOSSES_EVERY / 4)
        self.steps_to_look = max(1, min(per_look, _MOST_STEPS_BETWEEN_LOOKS))
        if elapsed >= _LOSSES_EVERY:
            self.flush(optimizer, now)
            if optimizer is not None:
                self.step_ended = now
            self.wants_gradients = (
                self.session.has_reader and now - self._gradients_sent >= _GRADIENTS_EVERY
            )

    def flush(self, optimizer: Any, now: float) -> None:
        steps, elapsed = self.session.step - self._steps_sent, now - self._sent
        self._sent, self._steps_sent = now, self.session.step
        if self.session.pulse.losses:
            self.session.send({"event": "loss", **self.session.pulse.take()})
        event = {"event": "step", "step": self.session.step, "tracing": self.session.is_tracing}
        if steps > 0:
            event.update(seconds=elapsed / steps, forward=self._forward)
        if optimizer is not None:
            event["lr"] = _number(optimizer.param_groups[0].get("lr"))
        self.session.send(event)
        self._send_lines()

    def gradients(self, optimizer: Any) -> None:
        """The norms of all gradients and weights, before a step."""
        if not self.wants_gradients:
            return
        self.wants_gradients = False
        self._gradients_sent = self.session.now
        parameters = [p for group in optimizer.param_groups for p in group["params"]]
        if self._names is None or self._named != len(parameters):
            self._names, self._named = Names(), len(parameters)
        with self.session.untraced(), torch.no_grad():
            norms = _norms([p for p in parameters])
            gradients = _norms([p.grad for p in parameters if p.grad is not None])
        rows, following = [], iter(gradients)
        for parameter, weight in zip(parameters, norms):
            rows.append({
                "name": self._names.of(parameter),
                "shape": list(parameter.shape),
                "weight": weight,
                "gradient": next(following) if parameter.grad is not None else None,
                "requires_grad": parameter.requires_grad,
            })  # fmt: skip
        self.session.send({"event": "gradients", "step": self.session.step + 1, "parameters": rows})

    # The loop

    def look_at_loop(self, call: Backward) -> None:
        if call.frame is None or self._listed is call.frame.f_code:
            return
        self._listed = call.frame.f_code
        place = call.place
        lines = None if place is None else loop_around(place)
        if lines is None or place is None:
            return
        first, texts = lines
        self.session.send({
            "event": "listing",
            "file": place.file,
            "function": place.function,
            "first": first,
            "lines": texts,
            "backward": place.line,
        })  # fmt: skip
        self.session.tracer.listing_code = call.frame.f_code
        self.session.tracer.shown = {}

    def _send_lines(self) -> None:
        shown = self.session.tracer.shown
        if shown:
            self.session.tracer.shown = {}
            self.session.send({
                "event": "lines",
                "step": self.session.step,
                "lines": [
                    {"line": line, "shape": list(some.shape), "grad_fn": some.grad_fn}
                    for line, some in sorted(shown.items())
                ],
            })  # fmt: skip

    def finish(self) -> None:
        if self.session.channel is not None:
            self.flush(None, self.session.now)
            self.session.send(
                {"event": "end", "step": self.session.step, "reports": len(self.session.reports)}
            )
            self.session.channel.finish()


def _number(value: Any) -> Optional[float]:
    try:
        return None if value is None else float(value)
    except (TypeError, ValueError):
        return None


def _norm(some: torch.Tensor) -> torch.Tensor:
    values = some.detach()
    # A square in half precision may be beyond it; a complex number has its length.
    norm: torch.Tensor = (values.abs() if values.is_complex() else values).float().norm()
    return norm.cpu()


def _norms(tensors: List[torch.Tensor]) -> List[Optional[float]]:
    if not tensors:
        return []
    try:
        return torch.stack([_norm(some) for some in tensors]).tolist()
    except Exception:
        return [None] * len(tensors)
