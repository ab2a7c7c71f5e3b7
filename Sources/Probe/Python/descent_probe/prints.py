"""Sends what the program prints as events, and prints it all the same."""

from __future__ import annotations

import io
import sys
from typing import Any


class _Recorded(io.TextIOWrapper):
    """The stream's own buffer under a second wrapper that also sends."""

    def __init__(self, stream: Any, name: str, session: Any) -> None:
        super().__init__(
            stream.buffer, encoding=stream.encoding, errors=stream.errors,
            line_buffering=stream.line_buffering, write_through=stream.write_through,
        )  # fmt: skip
        self._stream = stream
        self._stream_name = name
        self._session = session

    def write(self, text: str) -> int:
        count = super().write(text)
        try:
            self._session.send({"event": "print", "stream": self._stream_name, "text": text})
        except Exception:
            self._session.failed()
        return count

    @property
    def name(self) -> str:  # type: ignore[override]
        return str(self._stream.name)


def unrecorded(stream: Any) -> Any:
    """The stream itself: what the probe says there is none of the program's prints."""
    if isinstance(stream, _Recorded):
        stream.flush()
        return stream._stream
    return stream


def record_prints(session: Any) -> None:
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        # Whatever is no plain text stream is somebody's own: it is left alone.
        if type(stream) is io.TextIOWrapper:
            stream.flush()
            setattr(sys, name, _Recorded(stream, name, session))
