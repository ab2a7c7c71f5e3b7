"""Every kind of fault that the probe knows, one entry each: why it is one, and what cures it.

`error`: PyTorch raised. `fault`: nothing was raised, and the training is not what it seems.
`note`: worth a line, and perhaps meant so.
"""

from __future__ import annotations

from typing import Dict, NamedTuple


class Fault(NamedTuple):
    id: str
    level: str
    why: str
    fix: str


_ALL = (
    # The gradient was cut: `cut_…` says by what, whether backward raised or parameters went without.
    Fault(
        "no_derivative",
        "error",
        "{op} has no derivative: its result stays the same, or jumps, when its input changes a "
        "little, so there is nothing to pass back.",
        "give the loss what {op} was given, or a smooth stand-in (softmax, sigmoid, soft labels).",
    ),
    Fault(
        "integer_cast",
        "error",
        "{op} makes whole numbers, which move in jumps; casting back to float does not bring the "
        "gradient back.",
        "keep floating point on the way to the loss.",
    ),
    Fault(
        "detach",
        "error",
        "{op} gives the same values without their history.",
        "leave {op} out on the way to the loss.",
    ),
    Fault(
        "rebuilt",
        "error",
        "{op} gives plain numbers, and a tensor made from numbers starts with no history.",
        "compute with the tensors themselves: torch.stack or torch.cat for a list of them; item() and "
        "numpy() only for what is printed.",
    ),
    Fault(
        "no_grad",
        "error",
        "Inside torch.no_grad() no op is recorded: its results have no way back to the parameters.",
        "move the training's forward pass out of torch.no_grad().",
    ),
    Fault(
        "inference_mode",
        "error",
        "Inside torch.inference_mode() no op is recorded, and its tensors may never join a graph.",
        "move the training's forward pass out of torch.inference_mode().",
    ),
    Fault(
        "grad_mode_off",
        "error",
        "torch.set_grad_enabled(False) holds until it is switched on again; no op has been recorded "
        "since.",
        "torch.set_grad_enabled(True) before training goes on, or `with torch.no_grad():` around "
        "the evaluation.",
    ),
    Fault(
        "checkpoint",
        "error",
        "A reentrant checkpoint runs its block without recording and starts the gradient from its "
        "inputs; none of them requires a gradient, so the block's parameters get none.",
        "checkpoint(…, use_reentrant=False), or let the input ask for a gradient: "
        "x.requires_grad_(), in Transformers model.enable_input_require_grads().",
    ),
    Fault(
        "frozen",
        "error",
        "requires_grad was switched off on the parameters, so nothing asks for a gradient.",
        "switch requires_grad on for the parameters that are to learn.",
    ),
    Fault(
        "no_parameters",
        "error",
        "Nothing that the loss was computed from requires a gradient: no parameter is among it.",
        "compute the loss from the model's output.",
    ),
    Fault(
        "not_traced",
        "error",
        "The first steps went well, and the probe had stopped tracing to cost nothing.",
        "run it again with DESCENT_PROBE_TRACE=always to see the line.",
    ),
    # Other ways in which backward raises.
    Fault(
        "second_backward",
        "error",
        "backward() freed what the graph had saved when it walked it the first time; the loss still "
        "depends on it through {op}.",
        "detach where no gradient is wanted: hidden = hidden.detach() from one step to the next, "
        "D(fake.detach()) in a GAN.",
    ),
    Fault(
        "same_loss_twice",
        "error",
        "backward() freed what the graph had saved when it walked it the first time; this is another "
        "walk of the same graph.",
        "add the losses and call backward() once, or retain_graph=True for the first.",
    ),
    Fault(
        "in_place",
        "error",
        "{saver} had saved a tensor for its derivative, and {changer} changed it before backward().",
        "compute a new tensor instead of changing the old one: x = x + y for x += y, "
        "ReLU(inplace=False), clone().",
    ),
    Fault(
        "step_before_backward",
        "error",
        "{changer} changed the weights between the forward pass that had saved them and the "
        "backward() that needs them as they were.",
        "call every backward() that goes through these weights before the step, or compute the "
        "forward pass again after it.",
    ),
    Fault(
        "carried_over",
        "error",
        "The loss still depends on the step before through {op}, and the optimizer has changed the "
        "weights that it was computed with.",
        "detach what is carried over from one step to the next, e.g. hidden = hidden.detach(), and "
        "leave retain_graph=True out.",
    ),
    Fault(
        "not_scalar",
        "error",
        "backward() starts from one number, and this has the shape {shape}.",
        "a mean or a sum over it, e.g. {name}.mean().backward().",
    ),
    Fault(
        "grad_of_non_leaf",
        "error",
        "{name} is the result of {op}, not a leaf, and backward() keeps gradients for leaves only: "
        "{name}.grad is None.",
        "change the weight in place under no_grad: `with torch.no_grad(): w -= lr * w.grad`; where it "
        "is made, requires_grad_() comes last.",
    ),
    Fault(
        "non_leaf_parameter",
        "error",
        "{name} is the result of {op}, not a leaf: an optimizer changes leaves.",
        "nn.Parameter(…) around the value, or requires_grad_() last, after what {op} makes.",
    ),
    Fault(
        "input_without_grad",
        "error",
        "{name} does not ask for a gradient, so there is none with respect to it.",
        "{name}.requires_grad_() before the forward pass.",
    ),
    Fault(
        "unused_input",
        "error",
        "The tensor that is differentiated by is not among what the output was computed from.",
        "differentiate by the very tensor that the forward pass used.",
    ),
    Fault(
        "ddp_unused",
        "error",
        "Every rank waits for a gradient of every parameter; in the step before, some got none.",
        "let the loss depend on them, or DistributedDataParallel(…, find_unused_parameters=True).",
    ),
    # Nothing raised.
    Fault(
        "custom_none",
        "fault",
        "{op}.backward returned None for an input that needs a gradient.",
        "return the gradient for that input: None says that there is none.",
    ),
    Fault(
        "flat",
        "fault",
        "{op} is a step function: its derivative is 0 everywhere, so the gradients are there and "
        "nothing moves.",
        "leave {op} out while training, or pass the gradient straight through: "
        "x + (torch.{op}(x) - x).detach().",
    ),
    Fault(
        "leaf_loss",
        "fault",
        "requires_grad was switched on for a tensor that had lost its history, so that backward() "
        "stops raising: it ends at that tensor, and no parameter gets a gradient.",
        "remove requires_grad there, and keep the history on the way to the loss.",
    ),
    Fault(
        "replaced_layer",
        "fault",
        "The optimizer holds parameters that no module has any more; those in their place are in "
        "no optimizer and never change.",
        "make the optimizer after the model is complete.",
    ),
    Fault(
        "unregistered",
        "fault",
        "{name} is a plain {what}: the module does not know what is in it, so parameters() leaves it "
        "out, and so does the optimizer.",
        "self.{name} = {better}(…), before the optimizer is made.",
    ),
    Fault(
        "other_model",
        "fault",
        "The optimizer holds the parameters of another copy of the model than the one that is "
        "trained.",
        "give the optimizer the parameters of the model that computes the loss.",
    ),
    Fault(
        "made_in_forward",
        "fault",
        "The layer is made anew in every step: it starts from new random weights each time, and no "
        "optimizer knows them.",
        "make the layer once, in __init__, and use it in forward.",
    ),
    Fault(
        "not_cleared",
        "fault",
        "Each backward() adds to the gradients of the steps before.",
        "{optimizer}.zero_grad() before {backward}.",
    ),
    Fault(
        "cleared_too_early",
        "fault",
        "The gradients are cleared after backward() and before step(): the step has nothing to go by.",
        "move zero_grad() before backward(), or after step().",
    ),
    Fault(
        "no_step",
        "fault",
        "backward() computes gradients, and no step() ever uses them.",
        "{optimizer}.step() after {backward}.",
    ),
    Fault(
        "kept_graph",
        "note",
        "A tensor with a grad_fn holds the whole graph that made it; what keeps one of every step "
        "grows by a graph a step.",
        "keep the number: loss.item(), or loss.detach().",
    ),
    Fault(
        "eval_mode",
        "fault",
        "In evaluation mode dropout does nothing, and batch norm neither uses nor learns the "
        "statistics of the batch.",
        "{model}.train() before the training loop goes on.",
    ),
    Fault(
        "probabilities",
        "fault",
        "{op} takes logits and applies softmax or sigmoid itself; a second one flattens the "
        "gradient.",
        "give it the logits, without softmax or sigmoid.",
    ),
    Fault(
        "broadcast_loss",
        "fault",
        "The shapes {first} and {second} are broadcast: every prediction is compared with every "
        "target.",
        "bring both to one shape, e.g. target.view_as(output) or output.squeeze(1).",
    ),
    Fault(
        "not_finite",
        "fault",
        "{detail}",
        "{cure}",
    ),
    Fault(
        "unused",
        "note",
        "The loss does not depend on them.",
        "",
    ),
)  # fmt: skip

FAULTS: Dict[str, Fault] = {fault.id: fault for fault in _ALL}
