"""Around `backward()` and `autograd.grad`: what it is about to walk, and why it raised."""

from __future__ import annotations

from types import FrameType
from typing import Any, List, Optional

import torch

from .graph import Walk
from .places import Place, own_frame, place_of
from .session import Session


class Backward:
    """One call of `backward()`."""

    def __init__(
        self, session: Session, roots: List[torch.Tensor], retain: bool, is_grad: bool,
        frame: Optional[FrameType],
    ) -> None:  # fmt: skip
        self.session = session
        self.roots = roots
        self.retain = retain
        self.is_grad = is_grad
        self.inputs: List[torch.Tensor] = []
        self.frame: Optional[FrameType] = own_frame(frame)
        self.place: Optional[Place] = None if self.frame is None else place_of(self.frame)
        self.walk: Optional[Walk] = None

    def begins(self) -> None:
        session = self.session
        session.say_held()
        if not session.is_tracing:
            return
        session.traced_backwards += 1
        session.tracer.ops = 0
        self.walk = Walk(self.roots)

    def ends(self) -> None:
        if self.walk is not None and not self.retain:
            self.walk.mark_freed((self.place, self.session.step, self.session.backwards))
        self.session.backwards += 1
        self.frame = None


def tensors(some: Any) -> List[torch.Tensor]:
    if isinstance(some, torch.Tensor):
        return [some]
    if isinstance(some, (list, tuple)):
        return [inner for inner in some if isinstance(inner, torch.Tensor)]
    return []
