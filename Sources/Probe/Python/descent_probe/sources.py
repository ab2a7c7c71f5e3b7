"""What the program's text says where the tensors do not: which line freezes, makes or returns."""

from __future__ import annotations

import ast
import inspect
import re
import sys
from types import FrameType
from typing import Any, Iterator, Optional, Pattern, Tuple

from .places import Place, is_own, own_files, source_lines, statement

FREEZING = re.compile(
    r"requires_grad\s*=\s*False|requires_grad_\(\s*False|\.freeze\w*\(|\.requires_grad_\(mode=False"
)
MAKING_TENSORS = re.compile(
    r"torch\.(Tensor|FloatTensor|DoubleTensor|from_numpy|tensor|as_tensor)\("
)
_DETACHING = re.compile(r"\.detach(_)?\(\)|\.data\b(?!\s*=)")
# What has no history afterwards anyway: detach() is only what it asks for.
_EXPORTING = re.compile(r"\.(?:detach\(\)|data)(?:\.cpu\(\))?\.(numpy|tolist|item)\(")
_ITEM = re.compile(r"\.item\(\)|\.tolist\(\)")
_REBUILDING = re.compile(
    r"torch\.(?:tensor|as_tensor|FloatTensor|Tensor)\((?P<inner>[\w.\[\]()]*?)(?:\.item\(\))?"
    r"(?:,\s*requires_grad\s*=\s*True)?\)$"
)


def _files(frame: Optional[FrameType]) -> Iterator[str]:
    """The program's files: those on the stack first, then those met before, then all modules."""
    seen = set()
    while frame is not None:
        file = frame.f_code.co_filename
        if is_own(file) and file not in seen:
            seen.add(file)
            yield file
        frame = frame.f_back
    # When the program is at its end, `__main__` has no file any more.
    for file in own_files():
        if file not in seen:
            seen.add(file)
            yield file
    for module in list(sys.modules.values()):
        held = getattr(module, "__file__", None)
        if isinstance(held, str) and held.endswith(".py") and held not in seen and is_own(held):
            seen.add(held)
            yield held


def find(frame: Optional[FrameType], pattern: Pattern[str]) -> Optional[Place]:
    """The first line of the program's text that matches."""
    for file in _files(frame):
        for number, text in enumerate(source_lines(file), 1):
            if pattern.search(text.split("#", 1)[0]):
                return in_text(file, number)
    return None


def assigned(
    name: Optional[str], frame: Optional[FrameType], before: Optional[Place]
) -> Optional[Place]:
    """The last assignment to a name above a line of the same file."""
    if name is None or before is None or not name.isidentifier():
        return None
    pattern = re.compile(rf"^\s*{name}\s*=[^=]")
    for number in range(before.line - 1, max(0, before.line - 60), -1):
        lines = source_lines(before.file)
        if number <= len(lines) and pattern.match(lines[number - 1]):
            return in_text(before.file, number)
    return None


def in_text(file: str, line: int) -> Place:
    """A place that is known by its text alone."""
    code = compile("", file, "exec")
    place = Place(code, -1)
    place.stands_at(line)
    return place


def returning_none(function: Any) -> Optional[Place]:
    """The `return` of a custom backward that gives None."""
    function = inspect.unwrap(function)
    code = getattr(function, "__code__", None)
    if code is None or not is_own(code.co_filename):
        return None
    place = Place(code, -1)
    place.stands_at(code.co_firstlineno)
    returns = list(_returns(code.co_filename, code.co_firstlineno))
    nones = [line for line, gives_none in returns if gives_none]
    if nones or returns:
        place.stands_at(nones[0] if nones else returns[-1][0])
    return place


def _returns(file: str, first: int) -> Iterator[Tuple[int, bool]]:
    try:
        tree = ast.parse("".join(source_lines(file)))
    except SyntaxError:
        return
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef):
            continue
        start = min([node.lineno] + [d.lineno for d in node.decorator_list])
        if start != first and node.lineno != first:
            continue
        for inner in ast.walk(node):
            if isinstance(inner, ast.Return):
                values = inner.value.elts if isinstance(inner.value, ast.Tuple) else [inner.value]
                yield (
                    inner.lineno,
                    any(
                        v is None or isinstance(v, ast.Constant) and v.value is None for v in values
                    ),
                )


def exported(place: Optional[Place]) -> Optional[str]:
    """The call that makes numbers of a tensor, where `detach()` stands before it."""
    found = None if place is None else _EXPORTING.search(statement(place.file, place.line))
    return found.group(1) if found else None


def fixed(kind: str, place: Optional[Place]) -> Optional[str]:
    """The line as it would be without what cuts, where the text allows to say it."""
    if place is None:
        return None
    text = statement(place.file, place.line)
    if kind == "detach" and len(_DETACHING.findall(text)) == 1:
        return _worth_saying(_DETACHING.sub("", text), text)
    if kind == "rebuilt":
        found = _REBUILDING.search(text)
        if found and found.group("inner"):
            return _worth_saying(text[: found.start()] + found.group("inner"), text)
        if len(_ITEM.findall(text)) == 1 and "(" not in _ITEM.sub("", text).split("=", 1)[-1]:
            return _worth_saying(_ITEM.sub("", text), text)
    return None


def _worth_saying(better: str, text: str) -> Optional[str]:
    better = better.strip()
    sides = [side.strip() for side in better.split("=", 1)]
    if better == text.strip() or (len(sides) == 2 and sides[0] == sides[1]):
        return f"remove line: {text.strip()}" if len(sides) == 2 and sides[0] == sides[1] else None
    return better
