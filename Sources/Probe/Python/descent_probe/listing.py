"""The program's own lines around its training step."""

from __future__ import annotations

import ast
from typing import List, Optional, Tuple

from .places import Place, source_lines

_MOST_LINES = 80


def loop_around(place: Place) -> Optional[Tuple[int, List[str]]]:
    """The outermost loop around a line within its function, as first line and texts."""
    lines = source_lines(place.file)
    if not lines:
        return None
    first, last = max(1, place.line - 12), place.line + 6
    try:
        tree = ast.parse("".join(lines))
    except (SyntaxError, ValueError):
        tree = ast.Module(body=[], type_ignores=[])
    function = _innermost(tree, place.line, (ast.FunctionDef, ast.AsyncFunctionDef))
    loop = _outermost(function or tree, place.line)
    around = loop or function
    if around is not None:
        first, last = around.lineno, around.end_lineno or last
    if last - first >= _MOST_LINES:
        first = max(first, place.line - _MOST_LINES // 2)
        last = min(last, first + _MOST_LINES - 1)
    return first, [text.rstrip("\n") for text in lines[first - 1 : last]]


def _holds(node: ast.AST, line: int) -> bool:
    return getattr(node, "lineno", 0) <= line <= (getattr(node, "end_lineno", 0) or 0)


def _innermost(tree: ast.AST, line: int, kinds: Tuple[type, ...]) -> Optional[ast.stmt]:
    found = None
    for node in ast.walk(tree):
        if isinstance(node, kinds) and _holds(node, line):
            if found is None or node.lineno >= found.lineno:  # type: ignore[attr-defined]
                found = node
    return found  # type: ignore[return-value]


def _outermost(tree: ast.AST, line: int) -> Optional[ast.stmt]:
    for node in ast.walk(tree):
        if isinstance(node, (ast.For, ast.While)) and _holds(node, line):
            return node
    return None
