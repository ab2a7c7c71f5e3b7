"""What PyTorch says when it is misused: one name, one misuse, the exact words."""
import pathlib

import torch
import torch.nn as nn
import torch.nn.functional as F

import encoding

FILE = pathlib.Path(__file__).parent / "goldens" / "messages.json"


def ones(*shape, grad=False):
    return torch.ones(*shape, requires_grad=grad)


def modified(op):
    x = ones(3, grad=True)
    y = op(x)
    y.add_(1)
    y.sum().backward()


def inference_saved():
    with torch.inference_mode():
        x = ones(3)
    (x * ones(3, grad=True)).sum().backward()


def inference_changed():
    with torch.inference_mode():
        x = ones(3)
    x.add_(1)


def inference_requires():
    with torch.inference_mode():
        x = ones(3)
    x.requires_grad_()


def twice():
    x = ones(3, grad=True)
    y = (x * x).sum()
    y.backward()
    y.backward()


def view_of_mode(mode, requires=True):
    x = ones(2, 3, grad=requires) * 2
    with mode():
        part = x[0]
    part.add_(ones(3, grad=True))


def pieces_changed(split):
    split(ones(4, 3, grad=True) * 2)[1].add_(1)


def optimizer(name, **arguments):
    return lambda: getattr(torch.optim, name)([ones(3, grad=True)], **arguments)


def step(name, **arguments):
    def misuse():
        parameter = ones(3, grad=True)
        parameter.grad = ones(3)
        getattr(torch.optim, name)([parameter], **arguments).step()
    return misuse


MISUSE = {
    "split_in_place": lambda: pieces_changed(lambda x: x.split(2)),
    "split_sizes_in_place": lambda: pieces_changed(lambda x: x.split([1, 3])),
    "chunk_in_place": lambda: pieces_changed(lambda x: x.chunk(2)),
    "no_grad_view_in_place": lambda: view_of_mode(torch.no_grad),
    "no_grad_view_of_plain": lambda: view_of_mode(torch.no_grad, False),
    "inference_view_in_place": lambda: view_of_mode(torch.inference_mode),
    "conv2d_groups": lambda: nn.Conv2d(3, 4, 2, groups=0),
    "conv2d_inputs": lambda: nn.Conv2d(3, 4, 2, groups=2),
    "conv2d_outputs": lambda: nn.Conv2d(4, 3, 2, groups=2),
    "conv2d_rank": lambda: nn.Conv2d(3, 4, 2)(ones(3, 4)),
    "linear_layer": lambda: nn.Linear(3, 4)(ones(2, 5)),
    "linear_layer_long": lambda: nn.Linear(3, 4)(torch.ones(2, 3, dtype=torch.int64)),
    "batch_norm1d_rank": lambda: nn.BatchNorm1d(3)(ones(2, 3, 4, 5)),
    "batch_norm2d_rank": lambda: nn.BatchNorm2d(3)(ones(2, 3)),
    "batch_norm_channels": lambda: nn.BatchNorm1d(3)(ones(2, 4)),
    "layer_norm_size": lambda: nn.LayerNorm(3)(ones(2, 4)),
    "max_pool_size": lambda: nn.MaxPool2d(5)(ones(1, 1, 4, 4)),
    "sgd_momentum": optimizer("SGD", momentum=-0.5),
    "sgd_decay": optimizer("SGD", weight_decay=-1.0),
    "adam_eps": optimizer("Adam", eps=-1.0),
    "adam_beta": optimizer("Adam", betas=(0.9, 1.0)),
    "adamw_decay": optimizer("AdamW", weight_decay=-0.5),
    "rmsprop_alpha": optimizer("RMSprop", alpha=-1.0),
    "rmsprop_momentum": optimizer("RMSprop", momentum=-1.0),
    "adagrad_decay": optimizer("Adagrad", lr_decay=-1.0),
    "adagrad_start": optimizer("Adagrad", initial_accumulator_value=-1.0),
    "adagrad_eps": optimizer("Adagrad", eps=-1.0),
    "sgd_step": step("SGD", lr=1e39),
    "sgd_step_decay": step("SGD", lr=0.1, weight_decay=1e39),
    "adam_step": step("Adam", lr=1e38),
    "adam_step_decay": step("Adam", lr=0.1, weight_decay=1e39),
    "adamw_step": step("AdamW", lr=1e38),
    "rmsprop_step": step("RMSprop", lr=1e39),
    "rmsprop_step_decay": step("RMSprop", lr=0.1, weight_decay=1e39),
    "adagrad_step": step("Adagrad", lr=1e39),
    "adagrad_step_decay": step("Adagrad", lr=0.1, weight_decay=1e39),
    "grad_of_plain": lambda: torch.autograd.grad(ones(3).sum(), ones(3, grad=True)),
    "grad_not_scalar": lambda: torch.autograd.grad(ones(3, grad=True) * 2, ones(3, grad=True)),
    "relu_result_modified": lambda: modified(torch.relu),
    "tanh_modified": lambda: modified(torch.tanh),
    "argmax": lambda: F.cross_entropy(ones(4, 3, grad=True).argmax(1).float(),
                                      torch.ones(4)).backward(),
    "no_path": lambda: ones(3).sum().backward(),
    "not_scalar": lambda: (ones(3, grad=True) * 2).backward(),
    "twice": twice,
    "leaf_in_place": lambda: ones(3, grad=True).add_(1),
    "leaf_view_in_place": lambda: ones(3, grad=True)[0].add_(1),
    "sigmoid_modified": lambda: modified(torch.sigmoid),
    "exp_modified": lambda: modified(torch.exp),
    "inference_saved": inference_saved,
    "inference_changed": inference_changed,
    "inference_requires": inference_requires,
    "numpy": lambda: ones(3, grad=True).numpy(),
    "item": lambda: ones(96).item(),
    "int_requires_grad": lambda: torch.ones(3, dtype=torch.int64).requires_grad_(),
    "non_leaf_off": lambda: (ones(3, grad=True) * 2).requires_grad_(False),
    "hook": lambda: ones(3).register_hook(lambda g: g),
    "retain": lambda: ones(3).retain_grad(),
    "grad_unused": lambda: torch.autograd.grad(ones(3, grad=True).sum(), ones(3, grad=True)),
    "grad_without": lambda: torch.autograd.grad(ones(3, grad=True).sum(), ones(3)),
    "gradient_shape": lambda: (ones(3, grad=True) * 2).backward(torch.ones(2)),
    "mm": lambda: ones(3, 4) @ ones(5, 6),
    "broadcast": lambda: ones(3, 4) + ones(5),
    "class_out": lambda: F.cross_entropy(ones(2, 3), torch.tensor([0, 5])),
    "batch": lambda: F.cross_entropy(ones(32, 3), torch.zeros(16, dtype=torch.long)),
    "float_labels": lambda: F.cross_entropy(ones(32, 3), torch.zeros(32)),
    "argmax_long": lambda: F.cross_entropy(ones(32), torch.zeros(32, dtype=torch.long)),
    "bce_long": lambda: F.binary_cross_entropy_with_logits(
        ones(32), torch.zeros(32, dtype=torch.long)),
    "bce_shape": lambda: F.binary_cross_entropy_with_logits(ones(32, 1), torch.zeros(32)),
    "in_place_shape": lambda: ones(3).add_(ones(2, 3)),
    "in_place_dtype": lambda: torch.ones(3, dtype=torch.int64).add_(ones(3)),
    "in_place_expanded": lambda: ones(1).expand(3).add_(1),
    "no_parameters": lambda: torch.optim.Adam([]),
    "negative_rate": lambda: torch.optim.Adam([ones(3, grad=True)], lr=-1.0),
    "bad_beta": lambda: torch.optim.Adam([ones(3, grad=True)], betas=(1.5, 0.9)),
    "nesterov": lambda: torch.optim.SGD([ones(3, grad=True)], lr=0.1, nesterov=True),
    "non_leaf_optimised": lambda: torch.optim.SGD([ones(3, grad=True) * 2], lr=0.1),
    "view": lambda: ones(3, 4).t().view(12),
    "reshape": lambda: ones(3, 4).reshape(5, 3),
    "reshape_twice": lambda: ones(3, 4).reshape(-1, -1),
    "negative_size": lambda: torch.zeros(-1, 3),
    "squeeze_dim": lambda: ones(3).squeeze(2),
    "select": lambda: ones(3, 2).select(0, 3),
    "cat_sizes": lambda: torch.cat([ones(2, 3), ones(2, 4)]),
    "cat_rank": lambda: torch.cat([ones(2, 3), ones(2)]),
    "cat_scalar": lambda: torch.cat([torch.tensor(1.0), torch.tensor(2.0)]),
    "cat_none": lambda: torch.cat([]),
    "stack": lambda: torch.stack([ones(2), ones(3)]),
    "bool_minus": lambda: torch.tensor([True]) - torch.tensor([True]),
    "bool_minus_int": lambda: torch.tensor([1]) - torch.tensor([True]),
    "bool_negated": lambda: -torch.tensor([True]),
    "integer_power": lambda: torch.tensor([2]) ** -1,
    "mean_of_integers": lambda: torch.tensor([1, 2]).mean(),
    "softmax_of_integers": lambda: torch.tensor([1, 2]).softmax(0),
    "dim_range": lambda: ones(2, 3).sum(2),
    "dim_twice": lambda: ones(2, 3).sum((0, 0)),
    "max_empty": lambda: torch.zeros(0).max(),
    "argmax_empty": lambda: torch.zeros(0).argmax(),
    "randint": lambda: torch.randint(3, 3, (2,)),
    "conv_channels": lambda: F.conv2d(ones(1, 2, 4, 4), ones(3, 5, 2, 2)),
    "conv_kernel": lambda: F.conv2d(ones(1, 2, 4, 4), ones(3, 2, 5, 2)),
    "batch_norm_one": lambda: nn.BatchNorm1d(3)(ones(1, 3)),
    "smoothing": lambda: F.cross_entropy(ones(2, 3), torch.tensor([0, 1]), label_smoothing=2.0),
    "bce_range": lambda: F.binary_cross_entropy(ones(3) * 2, ones(3)),
    "dropout": lambda: F.dropout(ones(3), 1.5),
    "permute": lambda: ones(2, 3).permute(0),
    "permute_twice": lambda: ones(2, 3).permute(0, 0),
    "expand": lambda: ones(2, 3).expand(4, 3),
    "expand_rank": lambda: ones(2, 3).expand(3),
    "topk": lambda: ones(3).topk(4),
    "narrow": lambda: ones(3).narrow(0, 1, 3),
    "linear": lambda: F.linear(ones(2, 3), ones(4, 5), ones(4)),
    "copy": lambda: ones(3).copy_(ones(4)),
}

if __name__ == "__main__":
    lines = []
    for name, misuse in MISUSE.items():
        try:
            misuse()
        except Exception as e:  # whatever it is, it is what we want to know
            lines.append(encoding.line({"name": name, "type": type(e).__name__, "text": str(e)}))
        else:
            print(name, "raises nothing")
    FILE.write_text("\n".join(lines) + "\n")
    print(len(lines), "messages")
