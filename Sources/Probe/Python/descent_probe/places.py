"""Lines of the program's own code: which frame is the program's, and what stands there."""

from __future__ import annotations

import dis
import linecache
import os
import sys
import sysconfig
from types import CodeType, FrameType
from typing import Any, Dict, List, Optional, Tuple

# What the names of our own files begin with; in the one-file bundle they have no folder.
OURS = (
    os.path.dirname(os.path.abspath(__file__)) + os.sep
    if "__file__" in globals()
    else "<descent_probe "
)


def _library_folders() -> Tuple[str, ...]:
    paths = sysconfig.get_paths()
    folders = {paths[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    folders |= {os.path.realpath(folder) for folder in folders}
    return tuple(folder + os.sep for folder in folders) + (OURS,)


_LIBRARIES = _library_folders()
_own: Dict[str, bool] = {}


def is_own(filename: str) -> bool:
    """Whether a file is the program's: neither a library, nor Python's, nor ours."""
    own = _own.get(filename)
    if own is None:
        own = _own[filename] = _judge(filename)
    return own


def _judge(filename: str) -> bool:
    if filename.startswith("<"):
        # A cell, `python -c` and the prompt are somebody's code; generated code is not.
        return filename in ("<stdin>", "<string>") or filename.startswith("<ipython-input")
    path = os.path.abspath(filename)
    if path.startswith(_LIBRARIES) or os.path.realpath(path).startswith(_LIBRARIES):
        return False
    return os.path.basename(path) != "sitecustomize.py" and not any(
        part in ("site-packages", "dist-packages") for part in path.split(os.sep)
    )


def own_files() -> List[str]:
    """The program's files that were met so far."""
    return [file for file, own in list(_own.items()) if own]


class Place:
    """An instruction of the program. Its line is worked out only when somebody asks."""

    __slots__ = ("code", "instruction", "_line")

    def __init__(self, code: CodeType, instruction: int) -> None:
        self.code = code
        self.instruction = instruction
        self._line = 0

    @property
    def file(self) -> str:
        return self.code.co_filename

    @property
    def line(self) -> int:
        if not self._line:
            line = self.code.co_firstlineno
            for start, number in dis.findlinestarts(self.code):
                if start > self.instruction:
                    break
                if number:
                    line = number
            self._line = line
        return self._line

    def stands_at(self, line: int) -> None:
        """Names the line, where it is not an instruction's: a decorator, a `return`."""
        self._line = line

    @property
    def function(self) -> str:
        """The function's name; empty at the top of a file."""
        name = self.code.co_name
        return "" if name.startswith("<module") or name.startswith("<cell") else name

    @property
    def text(self) -> str:
        """The statement at the line, its further lines joined on."""
        return statement(self.file, self.line)

    def __str__(self) -> str:
        place = f"{os.path.basename(self.file)}:{self.line}"
        return f"{place} in {self.function}" if self.function else place


_places: Dict[Tuple[int, int], Place] = {}


def place_of(frame: FrameType) -> Place:
    """The one `Place` of a frame's current instruction."""
    # A code object's own hash walks its constants; its address is enough, as the place keeps it.
    key = (id(frame.f_code), frame.f_lasti)
    place = _places.get(key)
    if place is None:
        place = _places[key] = Place(frame.f_code, frame.f_lasti)
    return place


def own_frame(frame: Optional[FrameType]) -> Optional[FrameType]:
    """The innermost frame that is the program's; without one, the innermost outside torch."""
    own = _own
    start = frame
    while frame is not None:
        filename = frame.f_code.co_filename
        known = own.get(filename)
        if known or (known is None and is_own(filename)):
            return frame
        frame = frame.f_back
    return _outside_torch(start)


_TORCH = os.sep + "torch" + os.sep


def _outside_torch(frame: Optional[FrameType]) -> Optional[FrameType]:
    stdlib = sysconfig.get_paths()["stdlib"] + os.sep
    while frame is not None:
        filename = frame.f_code.co_filename
        in_packages = "-packages" + os.sep in filename
        if not filename.startswith(("<", OURS)) and _TORCH not in filename:
            if in_packages or not filename.startswith(stdlib):
                return frame
        frame = frame.f_back
    return None


def here(depth: int = 1) -> Optional[Place]:
    """The program's line that led here."""
    frame = own_frame(sys._getframe(depth))
    return None if frame is None else place_of(frame)


def statement(file: str, line: int) -> str:
    """The source at a line, joined with the lines that close its brackets."""
    text = linecache.getline(file, line).strip()
    for following in range(line + 1, line + 6):
        if _open_brackets(text) <= 0:
            break
        text += " " + linecache.getline(file, following).strip()
    hash_at = text.find("  #")
    if hash_at > 0:
        text = text[:hash_at].rstrip()
    return text if len(text) <= 160 else text[:157] + "..."


def _open_brackets(text: str) -> int:
    return sum(text.count(c) for c in "([{") - sum(text.count(c) for c in ")]}")


def name_of(value: Any, frame: Optional[FrameType]) -> Optional[str]:
    """The name by which the program's frames know an object."""
    while frame is not None:
        if is_own(frame.f_code.co_filename):
            for scope in (frame.f_locals, frame.f_globals):
                for name, held in list(scope.items()):
                    if held is value and not name.startswith("_"):
                        return name
        frame = frame.f_back
    main = sys.modules.get("__main__")
    for name, held in list(vars(main).items()) if main else []:
        if held is value and not name.startswith("_"):
            return name
    return None


def source_lines(file: str) -> List[str]:
    return linecache.getlines(file)
