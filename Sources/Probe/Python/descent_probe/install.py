"""Gets between a program and torch: waits for the import, then watches what it needs to see.

What is put in place of torch's own functions calls them first or last, adds no argument, and passes
every result and error on as it was.
"""

from __future__ import annotations

import atexit
import functools
import importlib.abc
import importlib.machinery
import os
import sys
from types import ModuleType
from typing import Any, Callable, Dict, Optional, Sequence

_AFTER_IMPORT: Dict[str, Callable[[ModuleType], None]] = {}
_started = False


def start() -> None:
    """Looks at this process from now on; when torch is not there yet, from its import on."""
    global _started
    if _started:
        return
    _started = True
    _AFTER_IMPORT["torch"] = lambda torch: _torch_came()
    _AFTER_IMPORT["torch._dynamo.eval_frame"] = _dynamo_came
    waiting = [name for name in _AFTER_IMPORT if name not in sys.modules]
    if waiting:
        sys.meta_path.insert(0, _Finder())
    for name in list(_AFTER_IMPORT):
        if name not in waiting:
            _AFTER_IMPORT.pop(name)(sys.modules[name])


class _Finder(importlib.abc.MetaPathFinder):
    """Finds nothing of its own: it only sees that a module was loaded."""

    def find_spec(
        self, name: str, path: Optional[Sequence[str]], target: Optional[ModuleType] = None
    ) -> Optional[importlib.machinery.ModuleSpec]:
        if name not in _AFTER_IMPORT:
            return None
        after = _AFTER_IMPORT.pop(name)
        if not _AFTER_IMPORT:
            sys.meta_path.remove(self)
        spec = None
        for finder in sys.meta_path:
            if finder is not self and hasattr(finder, "find_spec"):
                spec = finder.find_spec(name, path, target)
                if spec is not None:
                    break
        if spec is None or spec.loader is None or not hasattr(spec.loader, "exec_module"):
            return spec
        loader = spec.loader
        original = loader.exec_module

        def exec_module(module: ModuleType) -> None:
            original(module)
            # The loader is asked for its attributes later on: it stays as it was.
            try:
                del loader.exec_module  # type: ignore[attr-defined]
            except AttributeError:
                pass
            after(module)

        loader.exec_module = exec_module  # type: ignore[method-assign, assignment]
        return spec


class Substitute:
    """A function of torch's that is ours only for a while."""

    def __init__(self, owner: Any, name: str, original: Any, ours: Any) -> None:
        self.owner, self.name, self.original, self.ours = owner, name, original, ours

    def put_in(self) -> None:
        self._replace(self.original, self.ours)

    def take_out(self) -> None:
        self._replace(self.ours, self.original)

    def _replace(self, one: Any, other: Any) -> None:
        # Where the program has put a function of its own, it stays.
        if getattr(self.owner, self.name) is one:
            setattr(self.owner, self.name, other)


_session: Any = None
_watching: Any = None


def _torch_came() -> None:
    try:
        _watch_torch()
    except Exception:
        # A torch that is not as it was when this was written is left alone.
        if os.environ.get("DESCENT_PROBE_DEBUG") == "1":
            raise


def _watch_torch() -> None:
    global _session, _watching
    from .every_step import watch_backward, watch_step
    from .out_of_sight import watch_warnings
    from .session import Session
    from .settings import Settings
    from .watching import Watching

    _session = session = Session(Settings())
    _watching = watching = Watching(session)
    session.modes.changed = session.guarded(watching.grad_mode_changed)
    session.modes.watch()
    watch_backward(session, watching)
    watch_step(session, watching)
    _watch_optimizers(session, watching)
    _watch_modules(session, watching)
    _watch_ddp(session, watching)
    _watch_constructors(session)
    _watch_end(session, watching)
    watch_warnings()
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=session.leave_child)
    if session.settings.prints and session.channel is not None:
        from .prints import record_prints

        record_prints(session)
    session.greet()
    # A child of multiprocessing may be a worker that only loads data: it is traced when it trains.
    if not session.is_child:
        session.begin_tracing()


def _watch_optimizers(session: Any, watching: Any) -> None:
    from torch.optim import optimizer as optimizers

    made = session.guarded(watching.optimizer_made)
    _watch_scaler(session)
    base = optimizers.Optimizer
    making = base.__init__

    @functools.wraps(making)
    def __init__(optimizer: Any, *arguments: Any, **options: Any) -> None:
        making(optimizer, *arguments, **options)
        made(optimizer)

    base.__init__ = __init__  # type: ignore[method-assign, assignment]
    _watch_clearing(session, watching, base)


def _watch_clearing(session: Any, watching: Any, owner: type) -> None:
    """Gradients that are cleared, while the program is traced."""
    clearing = owner.zero_grad  # type: ignore[attr-defined]
    cleared = session.guarded(watching.gradients_cleared)

    @functools.wraps(clearing)
    def zero_grad(self: Any, *arguments: Any, **options: Any) -> Any:
        if not session.is_tracing:
            return clearing(self, *arguments, **options)
        cleared(self)
        with session.untraced():
            return clearing(self, *arguments, **options)

    session.while_tracing.append(Substitute(owner, "zero_grad", clearing, zero_grad))


def _watch_scaler(session: Any) -> None:
    """A GradScaler leaves steps out while it looks for its scale: they count as begun."""
    try:
        from torch.amp.grad_scaler import GradScaler
    except ImportError:
        return
    stepping = GradScaler.step

    @functools.wraps(stepping)
    def step(self: Any, optimizer: Any, *arguments: Any, **options: Any) -> Any:
        if session.is_here:
            session.optimizers.of(optimizer).begun += 1
        return stepping(self, optimizer, *arguments, **options)

    GradScaler.step = step  # type: ignore[method-assign, assignment]


def _watch_modules(session: Any, watching: Any) -> None:
    import torch

    module = torch.nn.Module
    registering, switching = module.register_parameter, module.train
    given = session.guarded(watching.parameter_given)
    switched = session.guarded(watching.mode_switched)
    depth = [0]

    @functools.wraps(registering)
    def register_parameter(self: Any, name: str, param: Any) -> None:
        registering(self, name, param)
        given(param)

    @functools.wraps(switching)
    def train(self: Any, mode: bool = True) -> Any:
        if depth[0] or not session.is_here:
            return switching(self, mode)
        depth[0] += 1
        try:
            result = switching(self, mode)
        finally:
            depth[0] -= 1
        switched(self, mode)
        return result

    module.register_parameter = register_parameter  # type: ignore[method-assign, assignment]
    module.train = train  # type: ignore[method-assign, assignment]
    _watch_clearing(session, watching, module)


def _watch_ddp(session: Any, watching: Any) -> None:
    """DDP says in the next forward pass that parameters had no gradient in the last."""
    import torch

    ddp = getattr(torch.nn.parallel, "DistributedDataParallel", None)
    if ddp is None:
        return
    passing = ddp.forward
    failed = session.guarded(watching.ddp_failed)

    @functools.wraps(passing)
    def forward(self: Any, *inputs: Any, **options: Any) -> Any:
        try:
            return passing(self, *inputs, **options)
        except RuntimeError as error:
            if session.is_here:
                failed(error, sys._getframe(1))
            raise

    ddp.forward = forward


def _watch_constructors(session: Any) -> None:
    """What makes a tensor of data without passing by a TorchFunctionMode."""
    import torch

    tracer = session.tracer

    from_numpy = torch.from_numpy

    @functools.wraps(from_numpy)
    def watched_from_numpy(*arguments: Any) -> Any:
        made = from_numpy(*arguments)
        if session.is_tracing and session.is_here:
            try:
                tracer.made_of_numbers("from_numpy", arguments[0], made, sys._getframe(1))
            except Exception:
                session.failed()
        return made

    torch.from_numpy = watched_from_numpy  # type: ignore[assignment]
    constructing = torch.Tensor.__new__

    # Dynamo has a substitute for it, and asks for its signature or for one that takes everything.
    def watched_new(*arguments: Any, **options: Any) -> Any:
        made = constructing(*arguments, **options)
        if session.is_tracing and session.is_here and len(arguments) > 1:
            try:
                tracer.constructed("Tensor", arguments[1], made, sys._getframe(1))
            except Exception:
                session.failed()
        return made

    torch.Tensor.__new__ = watched_new  # type: ignore[method-assign, assignment]
    variable = torch.autograd.Variable
    making = variable.__new__

    def __new__(kind: Any, *arguments: Any, **options: Any) -> Any:
        made = making(kind, *arguments, **options)
        if session.is_tracing and session.is_here and arguments:
            try:
                tracer.aliased("Variable", arguments[0], made, sys._getframe(1))
            except Exception:
                session.failed()
        return made

    variable.__new__ = __new__  # type: ignore[method-assign, assignment]


def _watch_end(session: Any, watching: Any) -> None:
    from .out_of_sight import take_out

    taking_out = session.guarded(take_out)
    ended = session.guarded(watching.ended)
    died = session.guarded(watching.died)
    before = sys.excepthook

    def excepthook(kind: Any, error: Any, traceback: Any) -> None:
        shown = traceback
        if error is not None and error.__traceback__ is traceback:
            taking_out(error)
            shown = error.__traceback__
        before(kind, error, shown)
        if not issubclass(kind, KeyboardInterrupt):
            died(error, traceback)

    sys.excepthook = excepthook
    atexit.register(ended)


def _dynamo_came(module: ModuleType) -> None:
    """Compiled code is traced by dynamo, which must not meet a mode of ours."""
    try:
        context = module._TorchDynamoContext
        wrapping = context.__call__
    except AttributeError:
        return

    @functools.wraps(wrapping)
    def __call__(self: Any, fn: Any) -> Any:
        compiled = wrapping(self, fn)
        if (
            isinstance(compiled, type)
            or not callable(compiled)
            or not hasattr(compiled, "__code__")
        ):
            return compiled

        @functools.wraps(compiled)
        def untraced(*arguments: Any, **options: Any) -> Any:
            if _session is None:
                return compiled(*arguments, **options)
            with _session.untraced():
                return compiled(*arguments, **options)

        return untraced

    context.__call__ = __call__
