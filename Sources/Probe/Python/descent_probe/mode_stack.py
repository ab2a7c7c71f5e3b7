"""Puts a TorchFunctionMode under the program's own modes, and takes it out from among them.

The program leaves its modes in the order in which it entered them. Ours comes and goes in between,
so it stands at the bottom, where nobody looks for their own.
"""

from __future__ import annotations

from typing import Any, List

from torch._C import (
    _len_torch_function_stack,
    _pop_torch_function_stack,
    _push_on_torch_function_stack,
)


def _lift_all() -> List[Any]:
    return [_pop_torch_function_stack() for _ in range(_len_torch_function_stack())]


def put_in(mode: Any) -> None:
    others = _lift_all()
    _push_on_torch_function_stack(mode)
    for other in reversed(others):
        if other is not mode:
            _push_on_torch_function_stack(other)


def take_out(mode: Any) -> None:
    if _len_torch_function_stack() == 0:
        return
    for other in reversed(_lift_all()):
        if other is not mode:
            _push_on_torch_function_stack(other)
