"""The way to the reader: a Unix socket. Slow, full or gone, it never holds the program up."""

from __future__ import annotations

import json
import os
import socket
import time
from typing import Any, Dict, Optional

# What may wait for a slow reader. Beyond it, events are dropped and counted.
_LARGEST_BACKLOG = 4 << 20
_FAREWELL_SECONDS = 0.5


def _finite(value: Any) -> Any:
    """JSON has no NaN; the run log's strings stand for what is not finite."""
    if isinstance(value, float):
        if value != value:
            return "NaN"
        if value in (float("inf"), float("-inf")):
            return "Infinity" if value > 0 else "-Infinity"
        return value
    if isinstance(value, dict):
        return {key: _finite(held) for key, held in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(held) for held in value]
    return value


class Channel:
    """Sends one JSON object a line. Never blocks, never raises; `is_open` says if it still can."""

    def __init__(self, path: str) -> None:
        self._backlog = bytearray()
        self._dropped = 0
        self._process = os.getpid()
        self._socket: Optional[socket.socket] = None
        try:
            self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            self._socket.settimeout(1.0)
            self._socket.connect(path)
            self._socket.setblocking(False)
        except (OSError, AttributeError):
            self._close()

    @property
    def is_open(self) -> bool:
        # A forked child holds the same socket; what it wrote would run into its parent's lines.
        return self._socket is not None and self._process == os.getpid()

    def send(self, event: Dict[str, Any]) -> None:
        if not self.is_open:
            return
        if len(self._backlog) > _LARGEST_BACKLOG:
            self._dropped += 1
            self._flush()
            return
        if self._dropped:
            self._add({"event": "dropped", "count": self._dropped})
            self._dropped = 0
        self._add(event)
        self._flush()

    def _add(self, event: Dict[str, Any]) -> None:
        try:
            line = json.dumps(event, separators=(",", ":"), allow_nan=False)
        except ValueError:
            line = json.dumps(_finite(event), separators=(",", ":"))
        self._backlog += line.encode("utf-8", "replace") + b"\n"

    def _flush(self) -> None:
        while self._backlog and self._socket is not None:
            try:
                sent = self._socket.send(self._backlog[: 1 << 16])
            except (BlockingIOError, InterruptedError):
                return
            except OSError:
                self._close()
                return
            del self._backlog[:sent]

    def finish(self) -> None:
        """Sends what is left, for half a second at most, and closes."""
        if not self.is_open:
            return
        until = time.monotonic() + _FAREWELL_SECONDS
        self._flush()
        while self._backlog and self._socket is not None and time.monotonic() < until:
            time.sleep(0.01)
            self._flush()
        self._close()

    def _close(self) -> None:
        if self._socket is not None:
            try:
                self._socket.close()
            except OSError:
                pass
        self._socket = None
        self._backlog.clear()
