"""Asks real PyTorch what every op does and writes the answers to goldens/.

Inputs come from PyTorch's own op_db, which nobody here chose, and from the shapes and values in
`extra` below. Run with: python goldens.py [op ...]
"""
import pathlib
import sys
import warnings

import torch
from torch.testing._internal.common_methods_invocations import op_db

import encoding
import samples
from operations import ACTIVATIONS, BINARY, OPS, UNARY

warnings.filterwarnings("ignore")
FOLDER = pathlib.Path(__file__).parent / "goldens"
DTYPES = [torch.float32, torch.float64, torch.int64, torch.int32, torch.uint8, torch.bool]
KEPT = {torch.float32: 8, torch.float64: 6}
LARGEST = 600


def pattern(t):
    """The gradient fed to an output: the same short sequence here and in the tests."""
    i = torch.arange(t.numel())
    return (((i * 7 + 3) % 11 - 5).to(torch.float64) / 4).to(t.dtype).reshape(t.shape)


def tensors_in(values):
    for v in values:
        if isinstance(v, torch.Tensor):
            yield v
        elif isinstance(v, (list, tuple)):
            yield from tensors_in(v)


def named(spec, sample):
    """A sample's arguments by name; None when it uses one that is not under test."""
    _, names, _ = spec
    # What a Swift enumeration cannot even say.
    if sample.kwargs.get("reduction") == "abc" or sample.kwargs.get("approximate") == "asdf":
        return None
    args, result = list(sample.args), {}
    if names and names[0].startswith("*"):
        if len(args) == 1 and isinstance(args[0], (list, tuple)):
            args = list(args[0])
        return {names[0][1:]: list(args)} if not sample.kwargs else None
    if len(args) > len(names):
        return None
    result.update(zip(names, args))
    for key, v in sample.kwargs.items():
        if key not in names and key != "unbiased":
            return None
        result[key] = v
    if "unbiased" in result:
        result["correction"] = 1 if result.pop("unbiased") else 0
    return result


def call(spec, input, arguments):
    f, names, _ = spec
    if names and names[0].startswith("*"):
        return f(input, *arguments[names[0][1:]])
    return f(input, **{k: v for k, v in arguments.items()})


def flat(out):
    if isinstance(out, torch.Tensor):
        return [out]
    return [t for t in out if isinstance(t, torch.Tensor)]


def record(name, spec, input, arguments, second=True):
    """One golden: inputs, outputs, gradients and gradients of gradients, or the error."""
    everything = list(tensors_in([input] + list(arguments.values())))
    if any(t.dtype not in encoding.NAMES or t.dim() > 7 for t in everything):
        return None
    if sum(t.numel() for t in everything) > LARGEST:
        return None
    try:
        case = {"op": name, "input": encoding.value(input),
                "args": {k: encoding.value(v) for k, v in arguments.items()}}
    except TypeError:
        return None
    leaves = [t for t in everything if t.requires_grad]
    try:
        out = flat(call(spec, input, arguments))
    except (RuntimeError, IndexError, ValueError, NotImplementedError, AssertionError) as e:
        case["error"] = [type(e).__name__, str(e)]
        return case
    except TypeError:
        return None
    if any(o.dtype not in encoding.NAMES or o.numel() > LARGEST for o in out):
        return None
    case["out"] = [encoding.tensor(o) for o in out]
    case["out"] = [{k: v for k, v in o.items() if k != "grad"} for o in case["out"]]
    case["requires_grad"] = [o.requires_grad for o in out]
    if "stable" not in arguments:
        case["grad_fn"] = [type(o.grad_fn).__name__ if o.grad_fn else None for o in out]
    live = [o for o in out if o.requires_grad]
    if not leaves or not live:
        return case
    unique = list({id(t): t for t in leaves}.values())
    weighed = [pattern(o) for o in live]
    first = torch.autograd.grad(live, unique, weighed, create_graph=True, allow_unused=True)
    by_id = {id(t): g for t, g in zip(unique, first)}
    case["grads"] = [None if by_id[id(t)] is None else encoding.tensor(by_id[id(t)].detach())
                     for t in leaves]
    if second and all(t.dtype == torch.float64 for t in leaves):
        again = [g for g in first if g is not None and g.requires_grad]
        if again:
            try:
                found = torch.autograd.grad(
                    again, unique, [pattern(g) for g in again], allow_unused=True)
                by_id = {id(t): g for t, g in zip(unique, found)}
                case["grads2"] = [None if by_id[id(t)] is None
                                  else encoding.tensor(by_id[id(t)]) for t in leaves]
            except RuntimeError:
                pass
    return case


def chosen(cases, count):
    """The smallest ones first, then evenly over the rest, so that every kind is there."""
    if len(cases) <= count:
        return cases
    step = len(cases) / count
    return [cases[int(i * step)] for i in range(count)]


def from_op_db(name, spec):
    infos = [i for i in op_db if i.name == spec[2] and i.variant_test_name in ("", "with_dtype")]
    for info in infos[:1]:
        for dtype in DTYPES:
            if dtype not in info.dtypes:
                continue
            torch.manual_seed(0)
            needs = dtype.is_floating_point and info.supports_autograd
            try:
                samples = list(info.sample_inputs("cpu", dtype, requires_grad=needs))
            except Exception:
                continue
            cases = []
            for sample in samples:
                if name == "where":
                    # op_db gives it as input, condition, other.
                    pass
                arguments = named(spec, sample)
                if arguments is None:
                    continue
                try:
                    case = record(name, spec, sample.input, arguments)
                except RuntimeError:
                    case = None
                if case:
                    cases.append(case)
            yield from chosen(cases, KEPT.get(dtype, 3))
        try:
            for error in info.error_inputs("cpu"):
                sample = error.sample_input
                arguments = named(spec, sample)
                if arguments is None:
                    continue
                case = record(name, spec, sample.input, arguments)
                if case and "error" in case:
                    yield case
        except Exception:
            pass


def leaf(values, dtype, grad=True):
    t = torch.tensor(values, dtype=dtype)
    return t.requires_grad_(grad and dtype.is_floating_point)


def extra(name, spec):
    """Shapes and values that matter and that op_db may leave out."""
    extremes = [0.0, -0.0, 1.0, -1.0, 0.5, -2.5, 1e-30, 1e30, -1e30, 88.0, -104.0,
                float("inf"), float("-inf"), float("nan")]
    if name in UNARY:
        for dtype in (torch.float32, torch.float64):
            yield record(name, spec, leaf(extremes, dtype), {})
            base = torch.linspace(0.1, 2.4, 24, dtype=dtype)
            yield record(name, spec, base.reshape(4, 6).t().requires_grad_(), {})
            yield record(name, spec, base.reshape(2, 3, 4)[:, 1:, ::2].requires_grad_(), {})
            yield record(name, spec, leaf(0.7, dtype), {})
            yield record(name, spec, torch.empty(2, 0, dtype=dtype).requires_grad_(), {})
    if name in BINARY + ["add", "sub"]:
        key = spec[1][0]
        for dtype in (torch.float32, torch.float64):
            a = torch.linspace(0.3, 2.4, 12, dtype=dtype)
            b = torch.linspace(1.9, 0.2, 4, dtype=dtype)
            yield record(name, spec, a.reshape(3, 4).requires_grad_(), {key: b.requires_grad_()})
            yield record(name, spec, a.detach().reshape(4, 3).t().requires_grad_(),
                         {key: leaf(1.5, dtype)})
            yield record(name, spec, a.detach().reshape(3, 1, 4).requires_grad_(),
                         {key: b.detach().reshape(4, 1).requires_grad_()})
            yield record(name, spec, torch.empty(0, 3, dtype=dtype).requires_grad_(),
                         {key: torch.ones(3, dtype=dtype)})
            x = leaf(extremes, dtype, False)
            yield record(name, spec, x.reshape(-1, 1), {key: x})
        for left in DTYPES:
            for right in DTYPES:
                x = torch.tensor([1, 2, 3]).to(left)
                yield record(name, spec, x, {key: torch.tensor([2, 1, 2]).to(right)})
                yield record(name, spec, x, {key: torch.tensor(2).to(right)})
            for number in (True, 2, 1.5):
                yield record(name, spec, torch.tensor([1, 2, 3]).to(left), {key: number})
        yield record(name, spec, torch.ones(3, 4), {key: torch.ones(5)})
        yield record(name, spec, torch.ones(2, 3, 4), {key: torch.ones(2, 2, 1)})
        yield record(name, spec, torch.ones(3, dtype=torch.int64),
                     {key: torch.zeros(3, dtype=torch.int64)})
    if name == "index":
        for dtype in (torch.float32, torch.float64, torch.int64):
            x = torch.arange(12).to(dtype).reshape(4, 3)
            x.requires_grad_(dtype.is_floating_point)
            for at in ([0, 2, -1], [[1, 1], [3, 0]], []):
                yield record(name, spec, x, {"index": torch.tensor(at, dtype=torch.int64)})
        yield record(name, spec, torch.ones(4, 3), {"index": torch.tensor([4])})
        yield record(name, spec, torch.ones(4, 3), {"index": torch.tensor([-5])})
    if name == "embedding":
        for dtype in (torch.float32, torch.float64):
            w = torch.linspace(-1, 1, 15, dtype=dtype).reshape(5, 3).requires_grad_()
            for at in ([0, 4, 4], [[1, 2], [2, 2]], 3):
                for padding in (None, 2):
                    yield record(name, spec, torch.tensor(at),
                                 {"weight": w, "padding_idx": padding})
        yield record(name, spec, torch.tensor([5]), {"weight": torch.ones(5, 3)})
        yield record(name, spec, torch.tensor([1.0]), {"weight": torch.ones(5, 3)})
    if name in ("sum", "mean", "prod", "amax", "amin", "var", "std", "max", "min", "all", "any",
                "argmax", "argmin", "logsumexp", "cumsum", "norm"):
        for dtype in (torch.float32, torch.float64):
            x = torch.linspace(-1.2, 2.0, 24, dtype=dtype).reshape(2, 3, 4).transpose(0, 2)
            for dim in (0, 1, -1):
                for keep in (False, True):
                    arguments = {"dim": dim} if name == "cumsum" else {"dim": dim, "keepdim": keep}
                    yield record(name, spec, x.detach().requires_grad_(), arguments)
            if name not in ("cumsum", "logsumexp"):
                yield record(name, spec, x.detach().requires_grad_(), {})
                yield record(name, spec, leaf(extremes, dtype), {})
                yield record(name, spec, leaf([1.0, float("nan"), 3.0], dtype), {})
        yield record(name, spec, torch.ones(2, 3), {"dim": 2})
        yield record(name, spec, torch.ones(2, 0), {"dim": 1})
    if name in ACTIVATIONS:
        for dtype in (torch.float32, torch.float64):
            yield record(name, spec, leaf(extremes[:6] + [20.5, -20.5, 3.0], dtype), {})
            yield record(name, spec, torch.linspace(-3, 3, 12, dtype=dtype).reshape(3, 4).t()
                         .requires_grad_(), {})
    if name in ("bmm", "matmul"):
        key = spec[1][0]
        for dtype in (torch.float32, torch.float64):
            a = torch.linspace(-1, 1, 24, dtype=dtype).reshape(2, 3, 4)
            b = torch.linspace(2, -1, 16, dtype=dtype).reshape(2, 4, 2)
            yield record(name, spec, a.requires_grad_(), {key: b.requires_grad_()})
            yield record(name, spec, a.detach().transpose(1, 2).requires_grad_(),
                         {key: b.detach().reshape(2, 2, 4)[:, :, :3].transpose(1, 2)
                          .requires_grad_()})
            yield record(name, spec, a.detach(), {key: b.detach().reshape(4, 4, 1)})
            yield record(name, spec, a.detach()[:, :0], {key: b.detach()})
        yield record(name, spec, a, {key: b.float()})
        yield record(name, spec, a[0], {key: b})
    if name in ("max_pool2d", "avg_pool2d"):
        torch.manual_seed(3)
        for dtype in (torch.float32, torch.float64):
            x = torch.randn(2, 2, 6, 5, dtype=dtype)
            for kernel, more in (
                    (2, {}), (3, {"stride": 2, "padding": 1}), ((2, 3), {"stride": (1, 2)}),
                    (3, {"stride": 2, "ceil_mode": True}), (2, {"padding": 1, "ceil_mode": True}),
                    (2, {"dilation": 2, "stride": 1})):
                if name == "avg_pool2d" and "dilation" in more:
                    more = {"stride": 2, "divisor_override": 3}
                yield record(name, spec, x.clone().requires_grad_(), {"kernel_size": kernel, **more})
            if name == "avg_pool2d":
                yield record(name, spec, x.clone().requires_grad_(),
                             {"kernel_size": 3, "padding": 1, "count_include_pad": False})
            yield record(name, spec, x[0].clone().requires_grad_(), {"kernel_size": 2})
        y = torch.ones(1, 1, 4, 4)
        for bad in ({"kernel_size": 0}, {"kernel_size": 5}, {"kernel_size": 2, "stride": 0},
                    {"kernel_size": 2, "padding": 2}, {"kernel_size": 2, "padding": -1}):
            yield record(name, spec, y, bad)
        yield record(name, spec, torch.ones(4), {"kernel_size": 2})
    if name in ("conv2d", "conv1d"):
        torch.manual_seed(4)
        two = name == "conv2d"
        for dtype in (torch.float32, torch.float64):
            x = torch.randn(2, 4, 5, 5, dtype=dtype) if two else torch.randn(2, 4, 9, dtype=dtype)
            for groups, more in ((1, {}), (2, {"stride": 2}), (4, {"padding": 1}),
                                 (1, {"dilation": 2}), (2, {"stride": 2, "padding": 2})):
                w = torch.randn(4, 4 // groups, *([2, 3] if two else [3]), dtype=dtype)
                b = torch.randn(4, dtype=dtype)
                yield record(name, spec, x.clone().requires_grad_(), {
                    "weight": w.requires_grad_(), "bias": b.requires_grad_(),
                    "groups": groups, **more})
        one = torch.ones(1, 4, 5, 5) if two else torch.ones(1, 4, 5)
        w = torch.ones(2, 3, 2, 2) if two else torch.ones(2, 3, 2)
        yield record(name, spec, one, {"weight": w})
        yield record(name, spec, one[:, :3], {"weight": w, "stride": 0})
        yield record(name, spec, one[:, :3], {"weight": w, "padding": -1})
        yield record(name, spec, one[:, :3], {"weight": w, "dilation": 6})
        yield record(name, spec, one[:, :3], {"weight": w, "bias": torch.ones(3)})
        yield record(name, spec, one[:, :3], {"weight": w, "groups": 2})
        yield record(name, spec, one[:, :3].double(), {"weight": w})
    if name == "layer_norm":
        torch.manual_seed(5)
        for dtype in (torch.float32, torch.float64):
            for shape, last in (((4, 3), 1), ((2, 3, 4), 1), ((2, 3, 4), 2), ((5,), 1)):
                x = torch.randn(shape, dtype=dtype).requires_grad_()
                size = list(shape[-last:])
                w, b = (torch.randn(size, dtype=dtype).requires_grad_() for _ in "wb")
                yield record(name, spec, x, {"normalized_shape": size, "weight": w, "bias": b})
                yield record(name, spec, x, {"normalized_shape": size, "eps": 0.1})
        yield record(name, spec, torch.ones(2, 3), {"normalized_shape": [2]})
        yield record(name, spec, torch.ones(2, 3), {"normalized_shape": []})
        yield record(name, spec, torch.ones(2, 3), {"normalized_shape": [3],
                                                    "weight": torch.ones(2)})
    if name in ("linear", "mm", "addmm", "mv", "dot", "outer"):
        two, three = torch.ones(3, 4), torch.ones(5, 6)
        bad = {"linear": [(two, {"weight": three}), (two, {"weight": three, "bias": torch.ones(5)})],
               "mm": [(two, {"mat2": three}), (two[0], {"mat2": three}), (two, {"mat2": three[0]}),
                      (two, {"mat2": torch.ones(4, 2).double()})],
               "addmm": [(two, {"mat1": two, "mat2": three})],
               "mv": [(two, {"vec": torch.ones(5)}), (two[0], {"vec": two[0]})],
               "dot": [(two, {"tensor": two}), (two[0], {"tensor": torch.ones(5)}),
                       (two[0], {"tensor": two[0].double()})],
               "outer": [(two, {"vec2": two[0]}), (two[0], {"vec2": two})]}[name]
        for x, arguments in bad:
            yield record(name, spec, x, arguments)
    if name == "elu":
        for dtype in (torch.float32, torch.float64):
            for alpha in (0.5, 1.0, 1.5, 2.0):
                for n in (4, 10):
                    x = torch.linspace(-3, 2.5, n, dtype=dtype).requires_grad_()
                    yield record(name, spec, x, {"alpha": alpha})
    if name == "split":
        for dtype in (torch.float32, torch.float64):
            x = torch.linspace(-1, 1, 15, dtype=dtype).reshape(5, 3).requires_grad_()
            for size in (2, 5, 7, [1, 4], [2, 0, 3]):
                yield record(name, spec, x, {"split_size_or_sections": size, "dim": 0})
        yield record(name, spec, x, {"split_size_or_sections": [1, 2], "dim": 0})
        yield record(name, spec, x, {"split_size_or_sections": -1, "dim": 0})
        yield record(name, spec, x, {"split_size_or_sections": 0, "dim": 0})
    if name == "one_hot":
        for classes in (-1, 3, 5, 2, 0):
            yield record(name, spec, torch.tensor([[0, 2], [1, 0]]), {"num_classes": classes})
        yield record(name, spec, torch.tensor([0, -1]), {"num_classes": 3})
        yield record(name, spec, torch.tensor([0.0]), {"num_classes": 3})
    if name in ("cross_entropy", "nll_loss"):
        x = torch.linspace(-2, 2, 12).reshape(4, 3)
        for target in (torch.tensor([0, 1, 2]), torch.tensor([0, 1, 5, 2]),
                       torch.tensor([0., 1, 2, 1]), torch.tensor([[0], [1], [2], [1]]),
                       torch.tensor([0, 1, 2, 1], dtype=torch.int32),
                       torch.tensor([0, 1, 2, 1], dtype=torch.uint8)):
            yield record(name, spec, x, {"target": target})
    if name in ("bce_with_logits", "bce", "mse_loss"):
        x = torch.linspace(0.1, 0.9, 4)
        yield record(name, spec, x, {"target": torch.tensor([0, 1, 1, 0])})
        yield record(name, spec, x.reshape(4, 1), {"target": torch.tensor([0., 1, 1, 0])})
        yield record(name, spec, x * 3, {"target": torch.tensor([0., 1, 1, 0])})


def further(name, spec):
    for input, arguments in samples.cases(name):
        yield record(name, spec, input, arguments)


def main(wanted):
    FOLDER.mkdir(exist_ok=True)
    for name, spec in OPS.items():
        if wanted and name not in wanted:
            continue
        lines, seen = [], set()
        for source in (from_op_db, extra, further):
            for case in source(name, spec):
                if case is None:
                    continue
                text = encoding.line(case)
                if text not in seen:
                    seen.add(text)
                    lines.append(text)
        (FOLDER / f"{name}.jsonl").write_text("\n".join(lines) + "\n")
        print(f"{name:20} {len(lines):4} cases {sum(map(len, lines)) // 1024:5} KiB", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
