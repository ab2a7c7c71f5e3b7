"""Names of parameters, as `named_parameters()` gives them; looked up only for a report."""

from __future__ import annotations

import gc
from types import FrameType
from typing import Dict, List, Optional

import torch

from .places import name_of

# What wrappers put before a name.
_WRAPPERS = ("module.", "_orig_mod.", "_fsdp_wrapped_module.", "_forward_module.")


class Names:
    """The parameters of all modules that are alive, by identity."""

    def __init__(self, frame: Optional[FrameType] = None) -> None:
        self._frame = frame
        self._by_id: Dict[int, str] = {}
        self.roots: List[torch.nn.Module] = []
        modules = [m for m in gc.get_objects() if _is_module(m)]
        held = {id(child) for module in modules for child in _children(module)}
        self.roots = [m for m in modules if id(m) not in held]
        # The larger a module, the better its names: a wrapper before what it wraps.
        ranked = []
        for root in self.roots:
            try:
                named = list(root.named_parameters())
            except Exception:
                continue
            if named:
                ranked.append((root, named))
        ranked.sort(key=lambda pair: -len(pair[1]))
        for root, named in ranked:
            prefix = "" if len(ranked) == 1 else self._prefix(root)
            for name, parameter in named:
                if id(parameter) not in self._by_id:
                    self._by_id[id(parameter)] = prefix + _bare(name)

    def _prefix(self, root: torch.nn.Module) -> str:
        return (name_of(root, self._frame) or type(root).__name__) + "."

    def __contains__(self, parameter: torch.Tensor) -> bool:
        return id(parameter) in self._by_id

    def of(self, leaf: torch.Tensor) -> str:
        known = self._by_id.get(id(leaf))
        if known is None:
            known = name_of(leaf, self._frame) or f"a leaf {list(leaf.shape)}"
            self._by_id[id(leaf)] = known
        return known


def _is_module(some: object) -> bool:
    try:
        return issubclass(type(some), torch.nn.Module) and "_modules" in vars(some)
    except Exception:
        return False


def _children(module: torch.nn.Module) -> List[torch.nn.Module]:
    return [child for child in module._modules.values() if child is not None]


def _bare(name: str) -> str:
    for wrapper in _WRAPPERS:
        name = name.replace(wrapper, "", 1) if name.startswith(wrapper) else name
    return name.replace("._orig_mod.", ".").replace("._checkpoint_wrapped_module.", ".")
