"""One process that is looked at: what is watched, when it is traced, and to whom it reports."""

from __future__ import annotations

import contextlib
import functools
import multiprocessing
import os
import sys
import threading
import time
from types import FrameType
from typing import Any, Callable, Dict, Iterator, List, Optional, Protocol, Set

import torch

from .channel import Channel
from .cuts import Ledger
from .grad_modes import GradModes
from .mode_stack import put_in, take_out
from .optimizers import Optimizers
from .places import Place
from .prints import unrecorded
from .pulse import Pulse
from .report import Report
from .settings import Settings
from .tracer import Tracer

# An op costs a few microseconds more while it is traced: a program that never goes backward is left
# alone after so many.
_MOST_OPS_WITHOUT_BACKWARD = 200_000
_MOST_FAILURES = 10


# Of the events that are sent; `events.py` describes them.
EVENT_VERSION = 1


def _integer(text: Optional[str]) -> Optional[int]:
    return int(text) if text is not None and text.isdigit() else None


class Substitution(Protocol):
    def put_in(self) -> None: ...

    def take_out(self) -> None: ...


class Session:
    """The state of the probe."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.channel: Optional[Channel] = Channel(settings.socket) if settings.socket else None
        self.ledger = Ledger()
        self.pulse = Pulse()
        self.modes = GradModes(self.pulse)
        self.tracer = Tracer(self.ledger, self.modes, self.failed)
        self.optimizers = Optimizers()
        # What stands in place of torch's own functions as long as the program is traced.
        self.while_tracing: List[Substitution] = []
        self.is_tracing = False
        self.is_broken = False
        self.backwards = 0
        self.traced_backwards = 0
        # Optimizer steps since tracing last began, and how many are wanted.
        self.steps_here = 0
        self.steps_wanted = 5
        # The program's frame and line while an optimizer's step is judged.
        self.frame: Optional[FrameType] = None
        self.step_place: Optional[Place] = None
        self._held: List[Report] = []
        self._said: Set[Any] = set()
        # Places that a report has named as cuts: one report for each is enough.
        self.named: Set[Optional[Place]] = set()
        self._failures = 0
        self.reports: List[Report] = []
        # Where no hook sees an error on its way up, its report is said at once.
        self.is_child = multiprocessing.parent_process() is not None
        self._thread = threading.get_ident()
        self._process = os.getpid()

    @property
    def step(self) -> int:
        """The optimizer's steps, or where there is none, the backward passes."""
        return self.pulse.step

    # Tracing

    @property
    def is_here(self) -> bool:
        """Whether this is the thread and the process that are looked at."""
        return not self.is_broken and threading.get_ident() == self._thread

    def begin_tracing(self, steps: int = 5) -> None:
        if self.settings.trace == "off" or self.is_broken or not self.is_here:
            return
        self.steps_wanted = (
            max(steps, self.steps_wanted - self.steps_here) if self.is_tracing else steps
        )
        self.pulse.wake()
        self.steps_here = 0
        self.tracer.ops = 0
        self.tracer.step = self.step
        if self.is_tracing:
            return
        self.is_tracing = True
        for function in self.while_tracing:
            function.put_in()
        if self.channel is None and self.settings.socket:
            # A child that trains by itself speaks for itself.
            self.channel = Channel(self.settings.socket)
            self.greet()
        self.tracer.is_paused = self.pulse.away > 0
        if not self.pulse.away:
            self._put_in()

    def end_tracing(self) -> None:
        if not self.is_tracing or self.settings.trace == "always" and not self.is_broken:
            return
        self._stop()

    def _stop(self) -> None:
        self.is_tracing = False
        self.tracer.is_paused = True
        for function in self.while_tracing:
            function.take_out()
        self._take_out()

    def _put_in(self) -> None:
        if self.tracer.depth == 0:
            put_in(self.tracer)

    def _take_out(self) -> None:
        # Inside one of its own calls the mode is set aside, and comes back by itself.
        if self.tracer.depth == 0:
            take_out(self.tracer)

    def pause(self) -> None:
        """What follows is none of the program's forward pass, until `resume`."""
        if self.is_tracing and not self.tracer.is_paused:
            self.tracer.is_paused = True
            self._take_out()

    def resume(self) -> None:
        if self.is_tracing and not self.pulse.away and self.tracer.is_paused:
            self.tracer.is_paused = False
            self._put_in()

    @contextlib.contextmanager
    def untraced(self) -> Iterator[None]:
        """Whatever runs inside is none of the program's forward pass."""
        if not self.is_here:
            yield
            return
        was_paused = self.tracer.is_paused
        self.pulse.away += 1
        self.pause()
        try:
            yield
        finally:
            self.pulse.away -= 1
            if not was_paused:
                self.resume()

    def give_up_without_backward(self) -> None:
        """A program that only computes forward is not slowed for good."""
        if self.is_tracing and self.tracer.ops > _MOST_OPS_WITHOUT_BACKWARD:
            self.end_tracing()

    # Reports

    def report(self, report: Report, hold: bool = False) -> None:
        """Says it, once. What belongs to an error that is on its way up is printed after it."""
        if report.key in self._said:
            return
        self._said.add(report.key)
        self.named.update(link.place for link in report.cuts)
        self.reports.append(report)
        if self.channel is not None and self.channel.is_open:
            self.channel.send(report.event())
            # Sending may have found that the reader is gone.
            if self.channel.is_open and not self.settings.stderr:
                return
        if hold:
            self._held.append(report)
        else:
            self._print(report)

    def say_held(self) -> None:
        held, self._held = self._held, []
        for report in held:
            self._print(report)

    def _print(self, report: Report) -> None:
        try:
            text = "\n".join(report.lines())
            unrecorded(sys.stderr).write(text + "\n")
            sys.stderr.flush()
        except (OSError, ValueError, AttributeError):
            pass
        except UnicodeEncodeError:
            sys.stderr.write(text.encode("ascii", "replace").decode() + "\n")

    def greet(self) -> None:
        if self.channel is None:
            return
        self.send({
            "event": "hello",
            "version": EVENT_VERSION,
            "pid": os.getpid(),
            "rank": _integer(os.environ.get("RANK")),
            "world_size": _integer(os.environ.get("WORLD_SIZE")),
            "program": list(getattr(sys, "orig_argv", sys.argv)),
            "python": sys.version.split()[0],
            "torch": str(torch.__version__),
            "trace": self.settings.trace,
        })  # fmt: skip

    def send(self, event: Dict[str, Any]) -> None:
        if self.channel is not None:
            self.channel.send(event)

    @property
    def has_reader(self) -> bool:
        return self.channel is not None and self.channel.is_open

    # Faults of our own

    def guarded(self, action: Callable[..., None]) -> Callable[..., None]:
        """Runs our own code so that none of its errors reaches the program."""

        @functools.wraps(action)
        def guarded(*arguments: Any) -> None:
            if self.is_broken:
                return
            try:
                action(*arguments)
            except Exception:
                self.failed()

        return guarded

    def failed(self) -> None:
        """The probe itself went wrong; after a few times it leaves the program alone."""
        if self.settings.debug:
            import traceback

            sys.stderr.write("descent probe: " + traceback.format_exc())
            return
        self._failures += 1
        if self._failures < _MOST_FAILURES:
            return
        self.is_broken = True
        self._stop()

    def leave_child(self) -> None:
        """After a fork: the child is no part of this run until it trains itself."""
        if self.is_tracing:
            self._stop()
        self.channel = None
        self.pulse.wake()
        self._held = []
        self.is_child = True
        self._process = os.getpid()
        self._is_child = True

    @property
    def now(self) -> float:
        return time.monotonic()
