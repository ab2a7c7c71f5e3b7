"""Warnings and tracebacks name the program's lines, also where a call went through the probe."""

from __future__ import annotations

import functools
import os
import sys
import warnings
from types import FrameType, TracebackType
from typing import Any, List, Optional, Set

from .places import OURS

_OVERRIDES = os.sep + os.path.join("torch", "overrides.py")


def _is_ours(frame: FrameType) -> bool:
    return frame.f_code.co_filename.startswith(OURS)


def _asks_for_modes(frame: FrameType) -> bool:
    """A Python function of torch calls there, and is then called once more by the mode."""
    return frame.f_code.co_filename.endswith(_OVERRIDES)


def _warned(frame: Optional[FrameType]) -> Optional[FrameType]:
    """The frame that a warning would have named, had the call not gone through us."""
    while frame is not None and not _is_ours(frame):
        frame = frame.f_back
    if frame is not None:
        # What was said at a line of ours is to be said at each line of the program's.
        frame.f_globals.pop("__warningregistry__", None)
    while frame is not None and _is_ours(frame):
        frame = frame.f_back
    if frame is not None and _asks_for_modes(frame):
        while frame is not None and _asks_for_modes(frame):
            frame = frame.f_back
        frame = frame.f_back if frame is not None else None
    return frame


def watch_warnings() -> None:
    """Issues a warning of a line of ours anew at the program's, with its filters and registry."""
    showing = warnings.showwarning

    @functools.wraps(showing)
    def showwarning(
        message: Any, category: Any, filename: str, lineno: int, file: Any = None, line: Any = None
    ) -> None:
        frame = _warned(sys._getframe(1)) if filename.startswith(OURS) else None
        if frame is None:
            showing(message, category, filename, lineno, file, line)
            return
        # It counts as said already where it is said once only.
        getattr(warnings, "onceregistry", {}).pop((str(message), category), None)
        module = frame.f_globals
        warnings.warn_explicit(
            message,
            category,
            frame.f_code.co_filename,
            frame.f_lineno,
            module=module.get("__name__") or "<unknown>",
            registry=module.setdefault("__warningregistry__", {}),
        )

    warnings.showwarning = showwarning


def take_out(error: Optional[BaseException]) -> None:
    """Takes our frames out of an error's traceback, and of those that led to it."""
    seen: Set[int] = set()
    waiting = [error]
    while waiting:
        one = waiting.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        one.__traceback__ = _without_us(one.__traceback__)
        waiting += [one.__cause__, one.__context__]


def _without_us(traceback: Optional[TracebackType]) -> Optional[TracebackType]:
    kept: List[TracebackType] = []
    following = traceback
    while following is not None:
        if not _is_ours(following.tb_frame):
            kept.append(following)
        elif kept and _asks_for_modes(kept[-1].tb_frame):
            while kept and _asks_for_modes(kept[-1].tb_frame):
                kept.pop()
            del kept[-1:]
        following = following.tb_next
    rebuilt: Optional[TracebackType] = None
    for one in reversed(kept):
        rebuilt = TracebackType(rebuilt, one.tb_frame, one.tb_lasti, one.tb_lineno)
    return rebuilt
