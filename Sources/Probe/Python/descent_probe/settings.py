"""What can be set from outside, all of it by environment variables.

DESCENT_PROBE_SOCKET   path of a Unix socket that takes events (see events.py); without it,
                       reports go to stderr
DESCENT_PROBE_TRACE    auto (default): the first steps, and again when something changes
                       always: every step
                       off: nothing but what can be seen without tracing
DESCENT_PROBE_STDERR   1: reports go to stderr also where a socket takes them
DESCENT_PROBE_PRINTS   1: what the program prints is sent as events too
DESCENT_PROBE_DEBUG    1: a fault of the probe itself is printed instead of passed over
"""

from __future__ import annotations

import os


class Settings:
    """The environment, read once."""

    def __init__(self, environment: "os._Environ[str] | dict[str, str]" = os.environ) -> None:
        self.socket = environment.get("DESCENT_PROBE_SOCKET", "")
        trace = environment.get("DESCENT_PROBE_TRACE", "auto").lower()
        self.trace = trace if trace in ("auto", "always", "off") else "auto"
        self.stderr = environment.get("DESCENT_PROBE_STDERR", "") == "1"
        self.prints = environment.get("DESCENT_PROBE_PRINTS", "") == "1"
        self.debug = environment.get("DESCENT_PROBE_DEBUG", "") == "1"
