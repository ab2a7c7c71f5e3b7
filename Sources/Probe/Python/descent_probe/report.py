"""A report as a value, as lines for a person, and as an event."""

from __future__ import annotations

from typing import Any, Dict, List, NamedTuple, Optional, Sequence

from .faults import FAULTS
from .places import Place


class _Blank(dict):  # type: ignore[type-arg]
    def __missing__(self, key: str) -> str:
        return "it"


class Link(NamedTuple):
    """One stop of the way from a parameter to the loss."""

    text: str
    place: Optional[Place] = None
    is_cut: bool = False


class Report:
    """What happened, where, why, and what cures it."""

    def __init__(
        self, kind: str, headline: str, step: int, at: Optional[Place], **words: str
    ) -> None:
        fault = FAULTS[kind]
        self.kind = kind
        self.level = fault.level
        self.headline = headline
        self.step = step
        self.at = at
        self.why = fault.why.format_map(_Blank(words))
        self.fix = fault.fix.format_map(_Blank(words))
        # What cut, each with its line.
        self.cuts: List[Link] = []
        self.path: List[Link] = []
        self.no_grad: List[str] = []
        self.parameter_count = 0

    def cut_by(self, text: str, place: Optional[Place]) -> None:
        if all(link.text != text or link.place is not place for link in self.cuts):
            self.cuts.append(Link(text, place, True))

    @property
    def key(self) -> Any:
        """Reports that say the same are said once."""
        first = self.cuts[0].place if self.cuts else self.at
        return (self.kind, first, tuple(self.no_grad[:4]))

    # As text

    def lines(self) -> List[str]:
        if self.level == "note" and self.kind == "unused":
            return [f"step {self.step}: {self.headline}"]
        lines = self.headline.split("\n") if self.level == "error" else [
            f"step {self.step}: {self.headline}"
        ]  # fmt: skip
        if self.at is not None:
            lines.append(f"  at      step {self.step}, {self.at}: {self.at.text}")
        for link in self.cuts:
            lines.append(f"  cut     {link.text}{_standing(link.place)}")
        if self.path:
            lines.append(f"  path    {self.path_text}")
        lines.append(f"  why     {self.why}")
        if self.fix:
            lines.append(f"  fix     {self.fix}")
        if self.no_grad:
            count = f"{len(self.no_grad)} of {self.parameter_count} parameters"
            lines.append(f"  no grad {count}: {listed(self.no_grad)}")
        return lines

    @property
    def path_text(self) -> str:
        text = ""
        for index, link in enumerate(_ends(self.path)):
            if index:
                text += " ✂ " if link.is_cut else " → "
            text += link.text
            if link.is_cut and link.place is not None:
                text += f" (line {link.place.line})"
        return text

    # As an event

    def event(self) -> Dict[str, Any]:
        return {
            "event": "report",
            "level": self.level,
            "kind": self.kind,
            "step": self.step,
            "headline": self.headline,
            "at": site(self.at),
            "cut": [{"by": link.text, "at": site(link.place)} for link in self.cuts],
            "path": [
                {
                    "text": link.text,
                    "cut": link.is_cut,
                    "line": link.place.line if link.place else None,
                }
                for link in self.path
            ],
            "why": self.why,
            "fix": self.fix,
            "no_grad": self.no_grad,
            "parameters": self.parameter_count,
        }


def _standing(place: Optional[Place]) -> str:
    return "" if place is None else f", {place}: {place.text}"


def site(place: Optional[Place]) -> Optional[Dict[str, Any]]:
    """A place as an event carries it."""
    if place is None:
        return None
    return {
        "file": place.file,
        "line": place.line,
        "function": place.function,
        "text": place.text,
    }


def listed(names: Sequence[str], most: int = 6) -> str:
    if len(names) <= most:
        return ", ".join(names)
    return ", ".join(names[: most - 1]) + f" and {len(names) - most + 1} more"


def _ends(path: List[Link], most: int = 12) -> List[Link]:
    """A long path by its ends and what is around the cut."""
    if len(path) <= most:
        return path
    cut = next((index for index, link in enumerate(path) if link.is_cut), len(path) - 1)
    keep = {0, 1, len(path) - 1} | set(range(cut - 3, cut + 4))
    short: List[Link] = []
    skipped = False
    for index, link in enumerate(path):
        if index in keep:
            short.append(link)
            skipped = False
        elif not skipped:
            short.append(Link("…"))
            skipped = True
    return short
