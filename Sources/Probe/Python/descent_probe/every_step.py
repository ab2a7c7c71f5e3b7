"""What runs at every step of the program: around `backward()`, before and after an optimizer's step.

Each of the three first asks the pulse whether anything is due, and mostly nothing is.
"""

from __future__ import annotations

import functools
import sys
from typing import Any, Callable

import torch

from .backward import Backward, tensors
from .session import Session
from .watching import Watching

_PLAIN = (torch.Tensor, torch.nn.Parameter)


def _is_plain(some: Any) -> bool:
    if isinstance(some, (list, tuple)):
        return all(type(inner) in _PLAIN for inner in some)
    return type(some) in _PLAIN


def _option(arguments: Any, options: Any, index: int, name: str) -> Any:
    return arguments[index] if len(arguments) > index else options.get(name)


def _described(session: Session, arguments: Any, options: Any, is_grad: bool) -> Backward:
    name, index = ("outputs", 3) if is_grad else ("tensors", 2)
    retain = _option(arguments, options, index, "retain_graph")
    create = _option(arguments, options, index + 1, "create_graph")
    retains = bool(create) if retain is None else bool(retain)
    roots = tensors(_option(arguments, options, 0, name))
    call = Backward(session, roots, retains, is_grad, sys._getframe(2))
    if is_grad:
        call.inputs = tensors(_option(arguments, options, 1, "inputs"))
    return call


def watch_backward(session: Session, watching: Watching) -> None:
    begins = session.guarded(watching.backward_begins)
    ends = session.guarded(watching.backward_ends)
    raised = session.guarded(watching.backward_raised)
    glance_at = session.guarded(watching.glance_at)
    pulse, plain = session.pulse, torch.Tensor
    # `Tensor.backward` goes through it.
    going_backward, giving_gradients = torch.autograd.backward, torch.autograd.grad

    def watched(original: Callable[..., Any], arguments: Any, options: Any, is_grad: bool) -> Any:
        if pulse.is_backward or pulse.away or not session.is_here:
            return original(*arguments, **options)
        call = None
        pulse.is_backward = True
        try:
            if not session.is_tracing:
                pulse.is_in_step = False
                if arguments and not is_grad:
                    glance_at(arguments[0])
                return original(*arguments, **options)
            # A subclass (fake, distributed, nested) has rules of its own for what we would ask.
            if arguments and not _is_plain(arguments[0]):
                return original(*arguments, **options)
            with session.untraced():
                call = _described(session, arguments, options, is_grad)
                begins(call)
                result = original(*arguments, **options)
                ends(call)
                return result
        except RuntimeError as error:
            with session.untraced():
                raised(call or _described(session, arguments, options, is_grad), error)
            raise
        finally:
            pulse.is_backward = False

    # Torch's own parameters, and what a later torch may add: to pass on what is only collected costs
    # more than all the rest here.
    @functools.wraps(going_backward)
    def backward(
        tensors: Any, grad_tensors: Any = None, retain_graph: Any = None, create_graph: Any = False,
        grad_variables: Any = None, inputs: Any = None, *more: Any, **options: Any,
    ) -> Any:  # fmt: skip
        if more or options or pulse.step >= pulse.quiet_until or pulse.is_backward or pulse.away:
            given = tensors, grad_tensors, retain_graph, create_graph, grad_variables, inputs
            return watched(going_backward, given + more, options, False)
        pulse.is_backward = True
        try:
            # A step that raised never came to its end, and a closure's backward is the program's.
            pulse.is_in_step = False
            try:
                # A loss like the last one is read here, as a call of ours would cost as much again,
                # and each property that is asked for costs a quarter of it.
                if pulse.is_number and type(tensors) is plain and tensors.is_cpu:
                    value = tensors.item()
                    if (value - value == 0.0) is not pulse.is_finite:
                        glance_at(tensors)
                    elif pulse.is_read:
                        pulse.losses.append(value)
                        pulse.steps.append(pulse.step + 1)
                else:
                    glance_at(tensors)
            except Exception:
                # It is not: of several elements, or complex.
                glance_at(tensors)
            return going_backward(
                tensors, grad_tensors, retain_graph, create_graph, grad_variables, inputs
            )
        except RuntimeError as error:
            head = tensors, grad_tensors, retain_graph, create_graph
            with session.untraced():
                raised(_described(session, head, options, False), error)
            raise
        finally:
            pulse.is_backward = False

    @functools.wraps(giving_gradients)
    def grad(*arguments: Any, **options: Any) -> Any:
        return watched(giving_gradients, arguments, options, True)

    torch.autograd.backward = backward
    torch.autograd.grad = grad


def watch_step(session: Session, watching: Watching) -> None:
    from torch.optim import optimizer as optimizers

    begins = session.guarded(watching.step_begins)
    ends = session.guarded(watching.step_ended)
    pulse = session.pulse

    def before(optimizer: Any, arguments: Any, options: Any) -> None:
        if pulse.step < pulse.quiet_until:
            pulse.is_in_step = True
            return
        begins(optimizer, arguments, options)
        pulse.is_in_step = not session.is_tracing

    def after(optimizer: Any, arguments: Any, options: Any) -> None:
        pulse.is_in_step = False
        if pulse.step + 1 < pulse.quiet_until:
            pulse.step += 1
        else:
            ends(optimizer, arguments, options)

    optimizers.register_optimizer_step_pre_hook(before)
    optimizers.register_optimizer_step_post_hook(after)
