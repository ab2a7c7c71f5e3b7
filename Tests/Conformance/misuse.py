"""Every op misused systematically: wrong ranks, sizes, dtypes, dimensions and numbers.

Each op starts from arguments that are right; one of them at a time is made wrong. What PyTorch
does then, an error in its exact words or a result, is written down.
"""
import pathlib
import sys
import warnings

import torch

import encoding
from goldens import record
from operations import ACTIVATIONS, BINARY, CREATION, IN_PLACE, OPS, UNARY

warnings.filterwarnings("ignore")
FOLDER = pathlib.Path(__file__).parent / "goldens" / "misuse"
DTYPES = list(encoding.NAMES)
SHAPES = [(), (3,), (0,), (2, 3), (2, 0), (3, 2), (2, 3, 4), (1, 2, 3, 4), (2, 1, 3, 4, 1)]

x = torch.arange(6.0).reshape(2, 3) / 4
cube = torch.arange(24.0).reshape(2, 3, 4) / 8
image = torch.arange(48.0).reshape(1, 3, 4, 4) / 16
at = torch.tensor([[0, 1, 1], [1, 0, 0]])
mask = torch.tensor([[True, False, True], [False, False, True]])
labels = torch.tensor([0, 2])
unit = (torch.arange(6.0).reshape(2, 3) + 1) / 8

# Arguments that are right.
BASE = {
    **{name: (x, {}) for name in UNARY + ACTIVATIONS + (
        "sum mean prod var std max min amax amin argmax argmin all any norm squeeze contiguous "
        "clone tril triu diagonal flatten sort").split()},
    **{name: (x, {"other": x + 1}) for name in BINARY + ["add", "sub"] if name != "pow"},
    "pow": (x, {"exponent": x + 1}), "clamp": (x, {"min": x, "max": x + 1}),
    "where": (x, {"condition": mask, "other": x + 1}),
    "masked_fill": (x, {"mask": mask, "value": torch.tensor(2.0)}),
    "logsumexp": (x, {"dim": 1}), "cumsum": (x, {"dim": 1}),
    "view": (x, {"shape": [3, 2]}), "reshape": (x, {"shape": [3, 2]}),
    "transpose": (x, {"dim0": 0, "dim1": 1}), "permute": (cube, {"dims": [2, 0, 1]}),
    "select": (x, {"dim": 1, "index": 2}), "narrow": (x, {"dim": 1, "start": 1, "length": 2}),
    "expand": (x, {"shape": [4, 2, 3]}), "unsqueeze": (x, {"dim": 1}),
    "split": (x, {"split_size_or_sections": 2, "dim": 1}), "chunk": (x, {"chunks": 2, "dim": 1}),
    "flip": (x, {"dims": [0, 1]}), "roll": (x, {"shifts": [1, 2], "dims": [0, 1]}),
    "repeat": (x, {"shape": [2, 2]}), "cat": ([x, x + 1], {"dim": 0}),
    "stack": ([x, x + 1], {"dim": 0}),
    "index_select": (x, {"dim": 1, "index": labels}), "gather": (x, {"dim": 1, "index": at}),
    "scatter_add": (x, {"dim": 0, "index": at, "src": x + 1}),
    "masked_select": (x, {"mask": mask}), "take": (x, {"index": at}), "index": (x, {"index": at}),
    "one_hot": (labels, {"num_classes": 4}), "topk": (x, {"k": 2, "dim": 1}),
    "embedding": (at, {"weight": x, "padding_idx": 1}),
    "matmul": (x, {"other": x.t()}), "mm": (x, {"mat2": x.t()}), "mv": (x, {"vec": x[0]}),
    "dot": (x[0], {"tensor": x[1]}), "bmm": (cube, {"mat2": cube.transpose(1, 2)}),
    "outer": (x[0], {"vec2": x[1]}),
    "addmm": (x[:, :2], {"mat1": x, "mat2": x.t(), "beta": 2, "alpha": 3}),
    "linear": (x, {"weight": x, "bias": x[0, :2]}),
    "softmax": (x, {"dim": 1}), "log_softmax": (x, {"dim": 1}),
    "cross_entropy": (x, {"target": labels, "weight": x[0], "label_smoothing": 0.1}),
    "nll_loss": (x, {"target": labels, "weight": x[0]}),
    "bce_with_logits": (x, {"target": unit, "weight": x[0], "pos_weight": x[0] + 1}),
    "bce": (unit, {"target": unit.flip(0), "weight": x[0]}),
    **{name: (x, {"target": x * x}) for name in "mse_loss l1_loss smooth_l1_loss huber_loss".split()},
    "kl_div": (x, {"target": unit}),
    "conv1d": (cube, {"weight": torch.ones(2, 3, 2), "bias": torch.ones(2), "stride": 1,
                      "padding": 0, "dilation": 1, "groups": 1}),
    "conv2d": (image, {"weight": torch.ones(2, 3, 2, 2), "bias": torch.ones(2), "stride": 1,
                       "padding": 0, "dilation": 1, "groups": 1}),
    "max_pool2d": (image, {"kernel_size": 2, "stride": 2, "padding": 0, "dilation": 1}),
    "avg_pool2d": (image, {"kernel_size": 2, "stride": 2, "padding": 0}),
    "adaptive_avg_pool2d": (image, {"output_size": [2, 2]}),
    "layer_norm": (x, {"normalized_shape": [3], "weight": x[0], "bias": x[1]}),
    "batch_norm": (x, {"running_mean": x[0].clone(), "running_var": x[1].clone(), "weight": x[0],
                       "bias": x[1], "training": True}),
    "t": (x, {}), "argsort": (x, {"dim": 1}), "slice": (x, {"start": 0, "end": 2, "step": 1}),
    "to": (x, {"dtype": torch.float64}), "detach": (x, {}), "dropout": (x, {"p": 0.0}),
    "zeros_like": (x, {}), "ones_like": (x, {}), "full_like": (x, {"fill_value": 3}),
    "rand_like": (x, {"seed": 1}), "randn_like": (x, {"seed": 1}),
    "randint_like": (x, {"seed": 1, "low": 0, "high": 9}),
    "zeros": ([2, 3], {}), "ones": ([2, 3], {}), "full": ([2, 3], {"fill_value": 2.5}),
    "arange": (0, {"end": 5, "step": 1}), "linspace": (0, {"end": 5, "steps": 4}),
    "eye": (3, {"m": 2}), "rand": ([2, 3], {"seed": 1}), "randn": ([2, 3], {"seed": 1}),
    "randperm": (5, {"seed": 1}), "randint": ([2, 3], {"seed": 1, "low": 0, "high": 9}),
    **{name: (x, {}) for name, arguments in IN_PLACE.items() if not arguments},
    **{name: (x, {"other": x + 1}) for name in ("add_", "sub_", "mul_", "div_", "copy_")},
    "pow_": (x, {"exponent": 2}), "clamp_": (x, {"min": 0.25, "max": 1}),
    "fill_": (x, {"value": 2}), "masked_fill_": (x, {"mask": mask, "value": 2.5}),
}

# Values that are wrong, or on the edge, by the argument's name.
WRONG = {
    "dim": [-3, 2, 5], "dim0": [-3, 2, 5], "dim1": [-3, 2, 5], "dim2": [-3, 2, 0],
    "start_dim": [-3, 2, 1], "end_dim": [-3, 2, 0], "index": [-4, 3, -3], "start": [-4, 4, 3],
    "length": [-1, 3, 4], "k": [-1, 4, 0], "chunks": [0, -1, 5], "num_classes": [-2, 0, 2],
    "split_size_or_sections": [0, -1, 5, [1, 1], [4, -1], [1, 2]], "padding_idx": [2, -3, -1],
    "dims": [[0], [0, 0], [0, 5], [-4, 1], [], [2, 1, 0, 1]], "shifts": [[], [1], [1, 2, 3]],
    "shape": [[-1], [-1, -1], [5], [-2, 3], [0], [2, 3, -1], [1, 2, 3, 4], [], [7, -1]],
    "stride": [0, -1, 3, [1, 1, 1]], "padding": [-1, 1, 2, [1, 1, 1]],
    "dilation": [0, -1, 2, [1, 1, 1]], "groups": [0, -1, 2, 3],
    "kernel_size": [0, -1, 5, [1, 2, 3]], "output_size": [[0, 2], [-1, 2], [1, 2, 3], 3],
    "normalized_shape": [[], [2], [2, 3], [1, 3]], "label_smoothing": [-0.5, 1.5, 1.0],
    "reduction": ["none", "sum"], "correction": [0, 6, 9], "ord": [0, -1.5, float("inf"), 3],
    "dtype": DTYPES, "alpha": [2, 0.5, True], "beta": [0, 0.5, -1.0], "delta": [0.0, -1.0],
    "min_val": [2.0], "max_val": [-2.0], "exponent": [-1, 0.5, True], "offset": [4, -3],
    "value": [2, 1.5, True], "other": [2, 1.5, True, 0], "ignore_index": [0, 2],
    "momentum": [0.0], "eps": [0.0], "training": [False], "negative_slope": [-1.0],
    "threshold": [0.0], "min": [1, 0.5], "max": [1, 0.5], "diagonal": [5, -5],
    "keepdim": [True], "divisor_override": [0, -2], "ceil_mode": [True],
    "count_include_pad": [False], "largest": [False], "descending": [True], "log_target": [True],
    "approximate": ["tanh"], "through": ["row", "turned", "wide", "step"],
    "fill_value": [2, 2.5, True, 1e300], "end": [0, -5, 2.5, float("inf"), float("nan"), 1e30],
    "step": [0, -1, 2, 0.5, float("nan")], "steps": [-1, 0, 1, 100], "m": [-1, 0, 5],
    "low": [-5, 9, 2**40], "high": [0, -1, 2**33], "p": [1.0, -0.5, 1.5, float("nan")],
    "seed": [0, 42],
}


def filled(shape, dtype):
    n = 1
    for size in shape:
        n *= size
    return (torch.arange(n) % 3).to(dtype).reshape(shape)


def variants(t):
    """A tensor in other dtypes and other shapes, and with a size that fits nothing."""
    for dtype in DTYPES:
        if dtype != t.dtype:
            yield t.to(dtype)
    for shape in SHAPES:
        if shape != tuple(t.shape):
            yield filled(shape, t.dtype)
    if t.dim():
        yield filled((*t.shape[:-1], t.shape[-1] + 3), t.dtype)
        yield filled((t.shape[0] + 3, *t.shape[1:]), t.dtype)
    if t.dtype == torch.int64:
        yield t + 100
        yield t - 100


def cases(name):
    input, arguments = BASE[name]
    yield input, arguments
    if name in CREATION:
        for wrong in ([[], [0], [-1, 2], [2, -1], [40], [3, 5, 7]] if isinstance(input, list)
                      else [-1, 0, 2.5, float("nan"), 40]):
            yield wrong, arguments
    elif isinstance(input, list):
        yield [], arguments
        for t in variants(input[1]):
            yield [input[0], t], arguments
            yield [t, input[0]], arguments
    else:
        for t in variants(input):
            yield t, arguments
    for key, value in arguments.items():
        if isinstance(value, torch.Tensor):
            for t in variants(value):
                yield input, arguments | {key: t}
    names = [n.lstrip("*") for n in OPS[name][1]]
    for key in names:
        if not isinstance(arguments.get(key), torch.Tensor) or key in ("min", "max", "other"):
            for wrong in WRONG.get(key, []):
                # What Swift's types do not allow, and what only Python's own checks say.
                if (name == "conv1d" and isinstance(wrong, list)
                        or name == "copy_" and key == "other"
                        or name == "randint_like" and wrong == 2**33):
                    continue
                yield input, arguments | {key: wrong}
    for dim in (-3, 0, 2):
        if "dim" in names and not isinstance(input, list):
            yield torch.tensor(1.5), arguments | {"dim": dim}
            yield torch.ones(2, 0, 3), arguments | {"dim": dim}


def main(wanted):
    """Writes the goldens of the ops named, of all without a name."""
    FOLDER.mkdir(exist_ok=True)
    total = []
    for name, spec in OPS.items():
        if wanted and name not in wanted:
            continue
        found = [record(name, spec, input, arguments, second=False)
                 for input, arguments in cases(name)]
        lines = list(dict.fromkeys(encoding.line(case) for case in found if case))
        (FOLDER / f"{name}.jsonl").write_text("\n".join(lines) + "\n")
        errors = {case["error"][1] for case in found if case and "error" in case}
        total.append((len(lines), len(errors)))
        print(f"{name:20} {len(lines):4} cases, {len(errors):4} messages", flush=True)
    print(*map(sum, zip(*total)))


if __name__ == "__main__":
    main(sys.argv[1:])
