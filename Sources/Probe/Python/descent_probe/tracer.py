"""Sees every op of the traced thread, and notes what lost its gradient and where."""

from __future__ import annotations

import sys
from collections import deque
from types import CodeType
from typing import Any, Callable, Deque, Dict, List, NamedTuple, Optional, Set, Tuple

import torch
from torch.overrides import TorchFunctionMode

from .cuts import Cut, Ledger, Trail, together
from .grad_modes import GradModes
from .graph import MADE, Made, history
from .places import Place, own_frame, place_of

Tensor = torch.Tensor

# Reads that make no tensor, and tensors whose values do not come from their input.
_UNSEEN_PROPERTIES = (
    "shape", "dtype", "device", "ndim", "is_leaf", "grad", "grad_fn", "requires_grad", "is_cuda",
    "is_sparse", "layout", "names", "itemsize", "nbytes", "is_quantized", "is_mps", "is_meta",
    "is_cpu", "is_nested", "output_nr", "retains_grad", "_version", "_base", "name", "is_xpu",
)  # fmt: skip
_UNSEEN_METHODS = (
    "size", "dim", "numel", "stride", "nelement", "ndimension", "is_floating_point", "is_complex",
    "__len__", "data_ptr", "__repr__", "__format__", "is_contiguous", "storage_offset", "untyped_storage",
    "is_set_to", "is_same_size", "element_size", "get_device", "__hash__", "register_hook",
    "retain_grad", "__deepcopy__", "__reduce_ex__", "is_pinned", "storage", "__dir__", "backward",
    "new_zeros", "new_ones", "new_empty", "new_full", "new", "__array_priority__", "__contains__",
    "register_post_accumulate_grad_hook", "zero_", "uniform_", "normal_", "fill_", "random_", "is_shared",
)  # fmt: skip
_UNSEEN_FUNCTIONS = (
    "zeros_like", "ones_like", "empty_like", "rand_like", "randn_like", "full_like", "randint_like",
    "is_floating_point", "is_tensor", "numel", "zeros", "ones", "empty", "rand", "randn", "arange",
    "linspace", "eye", "randperm", "randint", "normal", "full", "is_complex", "manual_seed",
    "is_grad_enabled", "get_default_dtype", "result_type", "can_cast", "typename",
)  # fmt: skip

# Calls that give numbers, arrays or lists: the value leaves autograd, and may come back.
_NUMBERS = frozenset(("item", "tolist", "__float__", "__int__", "__index__", "__complex__"))
_ARRAYS = frozenset(("numpy", "__array__", "__dlpack__"))
EXPORTS = _NUMBERS | _ARRAYS
# Calls that make a tensor of numbers.
_FROM_NUMBERS = frozenset(
    ("tensor", "Tensor", "as_tensor", "asarray", "scalar_tensor", "new_tensor", "full")
)
# Calls whose result can add to a result of the step before: `total += loss`.
_ADDING = frozenset(("add", "add_", "__radd__", "__iadd__", "cat", "stack", "sum"))
# A list of losses is no longer than this.
_SHORT = 8
# Calls that compare a prediction with a target, element by element.
_COMPARING = frozenset(
    (
        "sub",
        "__rsub__",
        "rsub",
        "__sub__",
        "subtract",
        "mse_loss",
        "l1_loss",
        "smooth_l1_loss",
        "huber_loss",
    )
)


def _unseen() -> Dict[Any, None]:
    found: Dict[Any, None] = {}
    for name in _UNSEEN_PROPERTIES:
        held = getattr(Tensor, name, None)
        if held is not None and hasattr(held, "__get__"):
            found[held.__get__] = None
            found[getattr(held, "__set__", held.__get__)] = None
    for name in _UNSEEN_METHODS:
        held = getattr(Tensor, name, None)
        if held is not None:
            found[held] = None
    for name in _UNSEEN_FUNCTIONS:
        held = getattr(torch, name, None)
        if held is not None:
            found[held] = None
    # Switching requires_grad on is worth seeing.
    found.pop(Tensor.requires_grad.__set__, None)  # type: ignore[attr-defined]
    return found


class Changed(NamedTuple):
    """A tensor that was changed in place."""

    op: str
    place: Optional[Place]
    shape: Tuple[int, ...]
    version: int
    step: int


class Shown(NamedTuple):
    """What a line of the program made, for the listing."""

    shape: Tuple[int, ...]
    grad_fn: Optional[str]


class Tracer(TorchFunctionMode):
    """The mode that sees ops. It holds no tensor longer than the call that it looks at."""

    def __init__(self, ledger: Ledger, modes: GradModes, failed: Callable[[], None]) -> None:
        super().__init__()
        self.ledger = ledger
        self.modes = modes
        self.step = 0
        # Set while the program's ops are of no interest, and the mode cannot be taken out.
        self.is_paused = False
        self.depth = 0
        self.ops = 0
        self.changes: Deque[Changed] = deque(maxlen=512)
        # What lines of the listing made, by line; filled only while somebody looks.
        self.shown: Optional[Dict[int, Shown]] = None
        self.listing_code: Any = None
        # The longest chain of `total += loss` over steps, and its place.
        self.carried: Dict[Place, int] = {}
        # Functions of the program that called a dropout which drops nothing.
        self.idle_dropouts: Set[CodeType] = set()
        self._failed = failed
        self._unseen = _unseen()

    def __torch_function__(
        self, func: Any, types: Any, args: Tuple[Any, ...] = (), kwargs: Any = None
    ) -> Any:
        # Python functions of torch call others: those run while this mode is set aside.
        self.depth += 1
        try:
            out = func(*args, **kwargs) if kwargs else func(*args)
        finally:
            self.depth -= 1
        if self.is_paused:
            return out
        try:
            if func not in self._unseen:
                self._saw(func, args, kwargs, out, sys._getframe(1))
        except Exception:
            self._failed()
        return out

    def _saw(self, func: Any, args: Any, kwargs: Any, out: Any, frame: Any) -> None:
        self.ops += 1
        name = getattr(func, "__name__", "op")
        if name == "__get__":
            name = getattr(getattr(func, "__self__", None), "__name__", "op")
        elif name == "__set__":
            self._saw_set(func, args, frame)
            return

        # What came in.
        carrying: List[Tensor] = []
        dead: List[Trail] = []
        trails = self.ledger._trails
        inputs = args if not kwargs else (*args, *kwargs.values())
        for some in inputs:
            if isinstance(some, Tensor):
                if some.requires_grad:
                    carrying.append(some)
                entry = trails.get(id(some))
                if entry is not None and entry[0]() is some:
                    dead.append(entry[1])
            elif type(some) is list or type(some) is tuple:
                for inner in some:
                    if isinstance(inner, Tensor):
                        if inner.requires_grad:
                            carrying.append(inner)
                        entry = trails.get(id(inner))
                        if entry is not None and entry[0]() is inner:
                            dead.append(entry[1])
        # The tensor that an op changes is its result.
        is_in_place = (name[-1] == "_" and name[-2:] != "__") or name == "__setitem__"
        if dead and carrying:
            changed = args[0] if is_in_place and args else None
            self._forget_histories_regained(carrying, dead, changed)

        if name in _FROM_NUMBERS and not dead and not carrying:
            self._made_of_numbers(name, inputs, out, frame)
            return
        if not dead and self.ledger.latest_export is not None:
            dead = self._recognised(inputs)
            if name == "__setitem__" and type(args[-1]) is float:
                known = self.ledger.number_trail(args[-1])
                dead = dead if known is None else [known]
        if not carrying and not dead:
            return

        if is_in_place and args:
            out = args[0]
        own = own_frame(frame)
        place = None if own is None else place_of(own)
        if kwargs and kwargs.get("training") is False and "dropout" in name and kwargs.get("p"):
            if own is not None:
                self.idle_dropouts.add(own.f_code)
        if isinstance(out, Tensor):
            if is_in_place:
                self._changed(name, place, out)
            if name == "requires_grad_" and dead and out.requires_grad:
                dead[0].revived = place
                return
            self._made(name, place, inputs, carrying, dead, out)
        elif type(out) in (tuple, list) or isinstance(out, tuple):
            for some in out[:16]:
                if isinstance(some, Tensor):
                    self._made(name, place, inputs, carrying, dead, some)
                elif name in _NUMBERS:
                    self._left_autograd(name, place, carrying, dead, out)
                    break
        elif name in _NUMBERS or name in _ARRAYS:
            self._left_autograd(name, place, carrying, dead, out)
        if self.shown is not None and isinstance(out, Tensor):
            self._show(frame, out)

    def _recognised(self, inputs: Any) -> List[Trail]:
        """Trails of short tensors that `torch.FloatTensor` made out of sight, by what they hold."""
        found: List[Trail] = []
        for some in inputs:
            if type(some) is Tensor and not some.requires_grad and some.is_floating_point():
                if some.dim() > 1 or not 0 < some.numel() <= _SHORT or not some.is_cpu:
                    continue
                try:
                    numbers = some.reshape(-1).tolist()
                except RuntimeError:
                    # Under vmap a tensor stands for many, and has no numbers of its own.
                    continue
                known = self.ledger.number_trail(numbers)
                if known is not None:
                    found.append(known)
        return found

    def _forget_histories_regained(
        self, carrying: List[Tensor], dead: List[Trail], changed: Any
    ) -> None:
        """What a custom Function's forward computed is cut off only until the Function is done."""
        for some in carrying:
            trail = self.ledger.trail(some)
            if trail is not None and some.grad_fn is not None:
                self.ledger.forget(some)
                # A tensor that was just changed in place still holds what it held before.
                if some is not changed:
                    dead.remove(trail)

    # What an op made

    def _made(
        self, name: str, place: Optional[Place], inputs: Any, carrying: List[Tensor],
        dead: List[Trail], out: Tensor,
    ) -> None:  # fmt: skip
        if out.requires_grad:
            node = history(out)
            if node is None:
                if name in _FROM_NUMBERS and carrying:
                    self.made_of_tensors(name, place, carrying, out)
                return
            carried, spread = 0, None
            if name in _ADDING:
                carried = self._carried(node, place)
            elif name in _COMPARING:
                spread = _spread(inputs, out)
            cuts = together(trail.cuts for trail in dead) if dead else ()
            node.metadata[MADE] = Made(name, place, self.step, cuts, carried, spread)
            return
        if any(out is some for some in carrying):
            return
        cuts = together(trail.cuts for trail in dead) if dead else ()
        before = dead[0] if dead else None
        if carrying:
            cut = self._cut(name, place, out)
            cut.takes_from(carrying)
            cuts = together(((cut,), cuts))
            if before is not None and cut not in before.cuts:
                before = None
        if cuts:
            self.ledger.note(out, Trail(name, place, cuts, before))

    def made_of_tensors(
        self, name: str, place: Optional[Place], carrying: List[Tensor], out: Tensor
    ) -> None:
        """A leaf was made of tensors that carry a gradient: `torch.tensor(loss)`."""
        cut = self.ledger.cut("rebuilt" if name in _FROM_NUMBERS else "detach", name, place)
        cut.takes_from(carrying)
        trail = Trail(name, place, (cut,), None)
        trail.revived = place if out.requires_grad else None
        self.ledger.note(out, trail)

    def _cut(self, name: str, place: Optional[Place], out: Tensor) -> Cut:
        """What took the gradient from a result whose inputs carry one."""
        if not torch.is_grad_enabled():
            entry = self.modes.innermost
            if entry is None:
                # Inside a custom Function's forward; its own node stands for it.
                return self.ledger.cut("no_derivative", name, place)
            if entry.cut is None:
                kind = entry.kind
                entry.cut = self.ledger.cut(kind, kind, entry.place)
                if entry.cut.first_op is None:
                    entry.cut.first_op = (name, place)
            return entry.cut
        if name in ("detach", "detach_", "data"):
            return self.ledger.cut("detach", name, place)
        if name in _FROM_NUMBERS:
            return self.ledger.cut("rebuilt", name, place)
        if out.is_floating_point() or out.is_complex():
            return self.ledger.cut("no_derivative", name, place)
        if name in ("long", "int", "to", "type", "type_as", "short", "byte", "char", "bool"):
            return self.ledger.cut("integer_cast", name, place)
        return self.ledger.cut("no_derivative", name, place)

    def _carried(self, node: Any, place: Optional[Place]) -> int:
        """Whether an op adds to a result of the step before, and for how many steps by now."""
        longest = 0
        for before, _ in node.next_functions:
            made = None if before is None else before.metadata.get(MADE)
            if made is None:
                continue
            if made.step < self.step:
                longest = max(longest, made.carried + 1)
            else:
                longest = max(longest, made.carried)
        if longest and place is not None:
            self.carried[place] = longest
        return longest

    # Numbers and arrays

    def _left_autograd(
        self, name: str, place: Optional[Place], carrying: List[Tensor], dead: List[Trail], out: Any
    ) -> None:
        cuts = together(trail.cuts for trail in dead) if dead else ()
        if carrying:
            cut = self.ledger.cut("rebuilt", name, place)
            cut.takes_from(carrying)
            cuts = together(((cut,), cuts))
        trail = Trail(name, place, cuts, dead[0] if dead else None)
        if name in _ARRAYS:
            self.ledger.note_array(out, trail)
        else:
            self.ledger.note_number(out, trail)

    def _made_of_numbers(self, name: str, inputs: Any, out: Any, frame: Any) -> None:
        if isinstance(out, Tensor) and inputs:
            self.made_of_numbers(name, inputs[0], out, frame)

    def made_of_numbers(self, name: str, data: Any, out: Tensor, frame: Any) -> None:
        """A tensor was made of data that tensors may have given."""
        known = self.ledger.number_trail(data)
        if known is None:
            return
        own = own_frame(frame)
        place = None if own is None else place_of(own)
        trail = Trail(name, place, known.cuts, known)
        if out.requires_grad:
            trail.revived = place
        self.ledger.note(out, trail)

    def constructed(self, name: str, data: Any, out: Any, frame: Any) -> None:
        """`torch.Tensor(data)`, of a tensor, of a list of tensors or of numbers."""
        if isinstance(data, Tensor):
            self.aliased(name, data, out, frame)
            return
        parts = data if isinstance(data, (list, tuple)) else ()
        carrying = [some for some in parts if isinstance(some, Tensor) and some.requires_grad]
        if carrying:
            own = own_frame(frame)
            self.made_of_tensors(name, None if own is None else place_of(own), carrying, out)
        else:
            self.made_of_numbers(name, data, out, frame)

    def aliased(self, name: str, data: Any, out: Any, frame: Any) -> None:
        """A new tensor with the values of another: `Variable(x)`."""
        if not isinstance(data, Tensor) or not isinstance(out, Tensor) or out is data:
            return
        own = own_frame(frame)
        place = None if own is None else place_of(own)
        known = self.ledger.trail(data)
        if data.requires_grad and out.grad_fn is None:
            self.made_of_tensors(name, place, [data], out)
        elif known is not None:
            trail = Trail(name, place, known.cuts, known)
            trail.revived = place if out.requires_grad else None
            self.ledger.note(out, trail)

    # In place

    def stepped(
        self, name: str, place: Optional[Place], shape: Tuple[int, ...], parameters: List[Tensor]
    ) -> None:
        """An optimizer changed parameters of that shape."""
        version = next((p._version for p in parameters if tuple(p.shape) == shape), 0)
        self.changes.append(Changed(name, place, shape, version, self.step))

    def _changed(self, name: str, place: Optional[Place], out: Tensor) -> None:
        if not out.is_inference():
            self.changes.append(Changed(name, place, tuple(out.shape), out._version, self.step))

    def _saw_set(self, func: Any, args: Any, frame: Any) -> None:
        target = args[0] if args else None
        if getattr(getattr(func, "__self__", None), "__name__", "") != "requires_grad":
            return
        trail = self.ledger.trail(target)
        if trail is not None and isinstance(target, Tensor) and target.requires_grad:
            own = own_frame(frame)
            trail.revived = None if own is None else place_of(own)

    # For the listing

    def _show(self, frame: Any, out: Tensor) -> None:
        while frame is not None:
            if frame.f_code is self.listing_code:
                node = out.grad_fn
                name = None if node is None else node.name()
                shown = self.shown
                if shown is not None:
                    shown[place_of(frame).line] = Shown(tuple(out.shape), name)
                return
            frame = frame.f_back


def _spread(inputs: Any, out: Tensor) -> Optional[Tuple[Tuple[int, ...], Tuple[int, ...]]]:
    """The two shapes, when `[N, 1]` met `[N]` and made `[N, N]`."""
    both = [some for some in inputs[:2] if isinstance(some, Tensor)]
    if len(both) != 2 or both[0].shape == both[1].shape or both[0].numel() != both[1].numel():
        return None
    first, second = tuple(both[0].shape), tuple(both[1].shape)
    spread = torch.broadcast_shapes(first, second).numel() > both[0].numel()
    return (first, second) if spread else None
