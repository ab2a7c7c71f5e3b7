"""Layers and weights that a module holds without knowing: in a plain list, or as a plain tensor."""

from __future__ import annotations

import inspect
import re
from typing import Any, Dict, Iterator, List, Optional, Tuple

import torch

from . import sources
from .evidence import Evidence
from .names import Names
from .optimizers import Watched
from .places import Place
from .report import Report, listed
from .session import Session


def unregistered(
    session: Session, seen: Evidence, some: Watched, strangers: List[torch.Tensor]
) -> List[Report]:
    """Leaves that get gradients, are in no optimizer, and hang on a module whose weights are in one."""
    wanted = {id(leaf): leaf for leaf in strangers}
    if not wanted:
        return []
    held = {id(p) for p in some.parameters}
    names = Names(session.frame)
    reports = []
    for module in _modules(names):
        if not module.training or not any(id(p) in held for p in module.parameters()):
            continue
        for attribute, kind, inner in _plain_attributes(module):
            lost = {key: name for key, name in inner.items() if key in wanted}
            if not lost:
                continue
            spoken = [f"{attribute}{name}" for name in lost.values()]
            report = Report(
                "unregistered", f"{listed(spoken)} are trained and are in no optimizer",
                session.step, seen.backward_place,
                name=attribute, what=kind, better=_BETTER[kind],
            )  # fmt: skip
            for text, place in _assignments(module, attribute):
                report.cut_by(text, place)
            reports.append(report)
    return reports


_BETTER = {"list": "nn.ModuleList", "dictionary": "nn.ModuleDict", "tensor": "nn.Parameter"}


def _modules(names: Names) -> Iterator[torch.nn.Module]:
    seen = set()
    for root in names.roots:
        for module in root.modules():
            if id(module) not in seen:
                seen.add(id(module))
                yield module


def _plain_attributes(module: torch.nn.Module) -> Iterator[Tuple[str, str, Dict[int, str]]]:
    """Attributes that are no modules and no parameters, with the leaves in them by their names."""
    for attribute, value in list(vars(module).items()):
        if attribute.startswith("_"):
            continue
        if isinstance(value, torch.Tensor):
            yield attribute, "tensor", {id(value): ""}
        elif isinstance(value, (list, tuple)):
            yield attribute, "list", _inside(enumerate(value))
        elif isinstance(value, dict):
            yield attribute, "dictionary", _inside(value.items())


def _inside(items: Any) -> Dict[int, str]:
    found: Dict[int, str] = {}
    for key, value in items:
        if isinstance(value, torch.nn.Module) and value.training:
            found.update((id(p), f"[{key!r}].{name}") for name, p in value.named_parameters())
        elif isinstance(value, torch.Tensor):
            found[id(value)] = f"[{key!r}]"
    return found


def _assignments(module: torch.nn.Module, attribute: str) -> List[Tuple[str, Optional[Place]]]:
    """Where the class makes the attribute, and where it adds to it."""
    try:
        lines, first = inspect.getsourcelines(type(module))
        file = inspect.getsourcefile(type(module))
    except (OSError, TypeError):
        return []
    found: List[Tuple[str, Optional[Place]]] = []
    makes = re.compile(rf"\bself\.{attribute}\s*(:[^=]+)?=[^=]")
    adds = re.compile(rf"\bself\.{attribute}(\.(append|extend|insert)\(|\[[^\]]*\]\s*=[^=]|\s*\+=)")
    for text, pattern in (("a plain attribute", makes), ("added", adds)):
        for number, line in enumerate(lines, first):
            if file is not None and pattern.search(line.split("#", 1)[0]):
                found.append((text, sources.in_text(file, number)))
                break
    return found
