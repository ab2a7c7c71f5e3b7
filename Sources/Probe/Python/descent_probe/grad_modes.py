"""Who switched the recording of gradients off: `no_grad`, `inference_mode`, `set_grad_enabled`."""

from __future__ import annotations

import functools
import os
import sys
import threading
from types import FrameType
from typing import Any, Callable, List, Optional

import torch

from .cuts import Cut
from .places import Place, here, is_own, statement
from .pulse import Pulse

_CHECKPOINT = os.sep + os.path.join("torch", "utils", "checkpoint.py")
_OPTIMIZERS = os.sep + os.path.join("torch", "optim") + os.sep


class Entry:
    """One place where recording was switched off and is still off."""

    __slots__ = ("mode", "kind", "place", "cut", "steps_seen")

    def __init__(self, mode: Any, kind: str, place: Optional[Place]) -> None:
        self.mode = mode
        self.kind = kind
        self.place = place
        # Everything that is computed while it is off was cut here.
        self.cut: Optional[Cut] = None
        self.steps_seen = 0


def _decorator(frame: FrameType, kind: str) -> Optional[Place]:
    """The line `@torch.no_grad()` above a function of the program."""
    code = getattr(frame.f_locals.get("func"), "__code__", None)
    if code is None or not is_own(code.co_filename):
        return None
    place = Place(code, -1)
    for line in range(code.co_firstlineno, code.co_firstlineno + 5):
        if kind in statement(code.co_filename, line):
            place.stands_at(line)
            break
    return place


class GradModes:
    """The grad modes that are open in the traced thread, innermost last."""

    def __init__(self, pulse: Pulse) -> None:
        self._pulse = pulse
        self._open: List[Entry] = []
        self._thread = threading.get_ident()
        # Called after a mode was left, and after recording was switched off for good.
        self.changed: Callable[[], None] = lambda: None

    @property
    def innermost(self) -> Optional[Entry]:
        return self._open[-1] if self._open else None

    def entered(self, mode: Any, kind: str) -> None:
        if threading.get_ident() != self._thread:
            return
        frame = sys._getframe(2)
        caller = frame.f_code.co_filename
        if _OPTIMIZERS in caller:
            return
        if caller.endswith(_CHECKPOINT):
            kind = "checkpoint"
        place = _decorator(frame, kind) if frame.f_code.co_name == "decorate_context" else None
        self._open.append(Entry(mode, kind, place or here(3)))

    def left(self, mode: Any) -> None:
        if threading.get_ident() != self._thread:
            return
        for index in range(len(self._open) - 1, -1, -1):
            if self._open[index].mode is mode:
                del self._open[index:]
                self.changed()
                return

    def enabled(self) -> None:
        """`set_grad_enabled(True)` as a call ends what calls of it switched off."""
        self._open = [entry for entry in self._open if entry.kind != "grad_mode_off"]

    def _entering(self, original: Callable[..., Any], kind: str) -> Callable[..., Any]:
        def __enter__(mode: Any) -> Any:
            result = original(mode)
            if kind != "inference_mode" or getattr(mode, "mode", True):
                self.entered(mode, kind)
            return result

        return __enter__

    def _leaving(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def __exit__(mode: Any, *arguments: Any) -> Any:
            self.left(mode)
            return original(mode, *arguments)

        return __exit__

    def watch(self) -> None:
        """Looks at the three context managers from now on."""
        for manager, kind in ((torch.no_grad, "no_grad"), (torch.inference_mode, "inference_mode")):
            manager.__enter__ = self._entering(manager.__enter__, kind)  # type: ignore[method-assign, assignment]
            manager.__exit__ = self._leaving(manager.__exit__)  # type: ignore[method-assign, assignment]
        switch = torch.set_grad_enabled
        setting, pulse = switch.__init__, self._pulse
        leaving = switch.__exit__

        @functools.wraps(setting)
        def __init__(mode: Any, value: bool) -> None:
            setting(mode, value)
            # The caller's frame is not asked for where it need not be: one that was asked for is kept
            # whole, and costs a small net one in a hundred of its time.
            if pulse.is_in_step or value and not self._open:
                return
            # torch's own managers and optimizers come by here too; they put back what they change.
            if sys._getframe(1).f_code.co_filename.endswith(("grad_mode.py", "optimizer.py")):
                return
            if not value:
                self.entered(mode, "grad_mode_off")
                self.changed()
            else:
                self.enabled()

        def __exit__(mode: Any, *arguments: Any) -> Any:
            self.left(mode)
            return leaving(mode, *arguments)

        switch.__init__ = __init__  # type: ignore[method-assign, assignment]
        switch.__exit__ = __exit__  # type: ignore[method-assign, assignment]
