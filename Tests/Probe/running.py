"""Runs a script under the probe and collects what the probe sends."""

from __future__ import annotations

import json
import os
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import threading
from typing import Any, Dict, List, NamedTuple, Optional

HERE = pathlib.Path(__file__).resolve().parent
PACKAGE = HERE.parent.parent / "Sources" / "Probe" / "Python"
SCRIPTS = HERE / "scripts"


class Run(NamedTuple):
    code: int
    out: str
    err: str
    events: List[Dict[str, Any]]

    @property
    def reports(self) -> List[Dict[str, Any]]:
        return [event for event in self.events if event["event"] == "report"]


def python() -> str:
    """The Python that has torch."""
    return os.environ.get("PROBE_PYTHON", sys.executable)


def environment(**more: str) -> Dict[str, str]:
    values = {key: value for key, value in os.environ.items() if not key.startswith("DESCENT_")}
    values.update(
        PYTHONPATH=str(PACKAGE), OMP_NUM_THREADS="1", PYTHONDONTWRITEBYTECODE="1",
        DESCENT_PROBE_DEBUG="1", TOKENIZERS_PARALLELISM="false", HF_HUB_OFFLINE="1",
    )  # fmt: skip
    values.update(more)
    return values


def run(
    script: "os.PathLike[str] | str", *arguments: str, seconds: float = 180, command: Optional[List[str]] = None,
    listen: bool = True, cwd: Optional[str] = None, **more: str,
) -> Run:  # fmt: skip
    """Runs a script to its end; its events come over a socket, as Descent receives them."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "socket")
        received = Received(path) if listen else None
        if listen:
            more.setdefault("DESCENT_PROBE_SOCKET", path)
        done = subprocess.run(
            [*(command or [python()]), str(script), *arguments],
            env=environment(**more), cwd=cwd or folder, capture_output=True, text=True, timeout=seconds,
        )  # fmt: skip
        events = received.finish() if received else []
    return Run(done.returncode, done.stdout, done.stderr, events)


class Received:
    """Every connection's lines, read to their end."""

    def __init__(self, path: str) -> None:
        self._events: List[Dict[str, Any]] = []
        self._server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._server.bind(path)
        self._server.listen(16)
        self._readers: List[threading.Thread] = []
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            reader = threading.Thread(target=self._read, args=(connection,), daemon=True)
            reader.start()
            self._readers.append(reader)

    def _read(self, connection: socket.socket) -> None:
        with connection, connection.makefile("r", encoding="utf-8") as lines:
            for line in lines:
                self._events.append(json.loads(line))

    def finish(self) -> List[Dict[str, Any]]:
        for reader in self._readers:
            reader.join(5)
        self._server.close()
        return self._events


class Script:
    """A faulty script: its kind, the lines that may be named, and its text with the fix."""

    def __init__(self, path: pathlib.Path) -> None:
        self.path = path
        self.text = path.read_text()
        self.kind = self._header("kind")
        self.source = self._header("source")
        self.lines = [
            n for n, line in enumerate(self.text.splitlines(), 1) if re.search(r"# CUT\b", line)
        ]

    def _header(self, name: str) -> str:
        found = re.search(rf"^# {name}: (.+)$", self.text, re.MULTILINE)
        return found.group(1).strip() if found else ""

    @property
    def fixed(self) -> str:
        """The script after its patch: runs of `# -` lines give way to the `# +` lines after them."""
        body, _, patch = self.text.partition("\n# fix:\n")
        blocks: List[List[List[str]]] = []
        for line in patch.splitlines():
            if line.startswith("# -"):
                if not blocks or blocks[-1][1]:
                    blocks.append([[], []])
                blocks[-1][0].append(line[4:])
            elif line.startswith("# +") and blocks:
                blocks[-1][1].append(line[4:])
        for old, new in blocks:
            for first, then in _pieces(body, old, new):
                body = body.replace(first, then, 1)
        return body + "\n"


def _pieces(body: str, old: List[str], new: List[str]) -> List[Any]:
    """Lines that stand together are replaced together; others are taken out one by one."""
    joined = "\n".join(old)
    if joined in body:
        return [(joined, "\n".join(new))]
    pieces = []
    for index, line in enumerate(old):
        assert line in body, f"the patch removes a line that is not there: {line}"
        last = index == len(old) - 1
        pieces.append((line + ("" if last else "\n"), "\n".join(new) if last else ""))
    return pieces


def named_lines(report: Dict[str, Any], path: pathlib.Path) -> List[int]:
    """The lines of a script that a report names, the cut's first."""
    places = [cut["at"] for cut in report["cut"]] + [report["at"]]
    return [p["line"] for p in places if p and os.path.basename(p["file"]) == path.name]
