"""The ops under test: how PyTorch spells each, and the names of its arguments.

An entry is name -> (callable, argument names after the input, name in PyTorch's op_db or None).
"""
import torch
import torch.nn.functional as F


def max_pool2d(input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False,
               return_indices=False):
    return F.max_pool2d(input, kernel_size, stride, padding, dilation, ceil_mode)


def batch_norm(input, running_mean, running_var, weight=None, bias=None, training=False,
               momentum=0.1, eps=1e-5):
    # The running statistics are outputs too: they move.
    mean = None if running_mean is None else running_mean.detach().clone()
    var = None if running_var is None else running_var.detach().clone()
    out = F.batch_norm(input, mean, var, weight, bias, training, momentum, eps)
    return tuple(t for t in (out, mean, var) if t is not None)


def index(input, index):
    return input[index]


def topk(input, k, dim=-1, largest=True, sorted=True):
    values, indices = torch.topk(input, k, dim, largest)
    # Which of several equal elements is named is nobody's promise.
    return (values, indices) if input.unique().numel() == input.numel() else (values,)


def t(name):
    return getattr(torch.Tensor, name)


def part(y, through):
    """A tensor itself or a view of it, for ops that write in place."""
    return {"whole": lambda: y, "row": lambda: y.select(0, 0), "turned": lambda: y.t(),
            "wide": lambda: y.expand(2, *y.shape), "step": lambda: y[::2]}[through]()


def in_place(name):
    """An op that changes a copy of the input, all of it or through a view."""
    def run(input, through="whole", **arguments):
        y = input.clone()
        z = part(y, through)
        getattr(z, name)(**arguments)
        return y, z
    return run


def seeded(f):
    def run(input, seed, **arguments):
        torch.manual_seed(seed)
        return f(input, **arguments)
    return run


def slice_(input, start=None, end=None, step=1):
    return input[start:end:step]


UNARY = """exp expm1 log log1p log2 sqrt rsqrt reciprocal abs sign square sin cos tan tanh sigmoid
    neg floor ceil round trunc erf isnan isinf isfinite logical_not""".split()
BINARY = """mul div maximum minimum fmod remainder pow eq ne lt le gt ge logical_and logical_or
    logical_xor""".split()

OPS = {name: (getattr(torch, name), [], name) for name in UNARY}
OPS |= {name: (getattr(torch, name), ["other"], name) for name in BINARY}
ACTIVATIONS = "relu leaky_relu elu gelu silu mish softplus hardtanh".split()
OPS["pow"] = (torch.pow, ["exponent"], "pow")
OPS |= {
    "add": (torch.add, ["other"], "add"),
    "sub": (torch.sub, ["other"], "sub"),
    "relu": (F.relu, [], "nn.functional.relu"),
    "leaky_relu": (F.leaky_relu, ["negative_slope"], "nn.functional.leaky_relu"),
    "elu": (F.elu, ["alpha"], "nn.functional.elu"),
    "gelu": (F.gelu, ["approximate"], "nn.functional.gelu"),
    "silu": (F.silu, [], "nn.functional.silu"),
    "mish": (F.mish, [], "nn.functional.mish"),
    "softplus": (F.softplus, ["beta", "threshold"], "nn.functional.softplus"),
    "hardtanh": (F.hardtanh, ["min_val", "max_val"], "nn.functional.hardtanh"),
    "clamp": (torch.clamp, ["min", "max"], "clamp"),
    "where": (lambda input, condition, other: torch.where(condition, input, other),
              ["condition", "other"], "where"),
    "masked_fill": (torch.masked_fill, ["mask", "value"], "masked_fill"),
    # reductions
    "sum": (torch.sum, ["dim", "keepdim", "dtype"], "sum"),
    "mean": (torch.mean, ["dim", "keepdim", "dtype"], "mean"),
    "prod": (torch.prod, ["dim", "keepdim", "dtype"], "prod"),
    "var": (torch.var, ["dim", "correction", "keepdim"], "var"),
    "std": (torch.std, ["dim", "correction", "keepdim"], "std"),
    "max": (torch.max, ["dim", "keepdim"], "max"),
    "min": (torch.min, ["dim", "keepdim"], "min"),
    "amax": (torch.amax, ["dim", "keepdim"], "amax"),
    "amin": (torch.amin, ["dim", "keepdim"], "amin"),
    "argmax": (torch.argmax, ["dim", "keepdim"], "argmax"),
    "argmin": (torch.argmin, ["dim", "keepdim"], "argmin"),
    "logsumexp": (torch.logsumexp, ["dim", "keepdim"], "logsumexp"),
    "norm": (torch.linalg.vector_norm, ["ord", "dim", "keepdim"], "linalg.vector_norm"),
    "all": (torch.all, ["dim", "keepdim"], "all"),
    "any": (torch.any, ["dim", "keepdim"], "any"),
    "cumsum": (torch.cumsum, ["dim", "dtype"], "cumsum"),
    # shapes
    "view": (t("view"), ["*shape"], "view"),
    "reshape": (torch.reshape, ["shape"], "reshape"),
    "transpose": (torch.transpose, ["dim0", "dim1"], "transpose"),
    "permute": (torch.permute, ["dims"], "permute"),
    "select": (torch.select, ["dim", "index"], "select"),
    "narrow": (torch.narrow, ["dim", "start", "length"], "narrow"),
    "expand": (t("expand"), ["*shape"], "expand"),
    "squeeze": (torch.squeeze, ["dim"], "squeeze"),
    "unsqueeze": (torch.unsqueeze, ["dim"], "unsqueeze"),
    "flatten": (torch.flatten, ["start_dim", "end_dim"], "flatten"),
    "contiguous": (t("contiguous"), [], "contiguous"),
    "clone": (torch.clone, [], "clone"),
    "cat": (torch.cat, ["dim"], "cat"),
    "stack": (torch.stack, ["dim"], "stack"),
    "split": (torch.split, ["split_size_or_sections", "dim"], "split"),
    "chunk": (torch.chunk, ["chunks", "dim"], "chunk"),
    "flip": (torch.flip, ["dims"], "flip"),
    "roll": (torch.roll, ["shifts", "dims"], "roll"),
    "repeat": (t("repeat"), ["*shape"], "repeat"),
    "tril": (torch.tril, ["diagonal"], "tril"),
    "triu": (torch.triu, ["diagonal"], "triu"),
    "diagonal": (torch.diagonal, ["offset", "dim1", "dim2"], "diagonal"),
    # indexing
    "index_select": (torch.index_select, ["dim", "index"], "index_select"),
    "gather": (torch.gather, ["dim", "index"], "gather"),
    "scatter_add": (torch.scatter_add, ["dim", "index", "src"], "scatter_add"),
    "masked_select": (torch.masked_select, ["mask"], "masked_select"),
    "take": (torch.take, ["index"], "take"),
    "index": (index, ["index"], None),
    "one_hot": (F.one_hot, ["num_classes"], "nn.functional.one_hot"),
    "sort": (torch.sort, ["dim", "descending", "stable"], "sort"),
    "topk": (topk, ["k", "dim", "largest", "sorted"], "topk"),
    "embedding": (F.embedding, ["weight", "padding_idx"], None),
    # linear algebra
    "matmul": (torch.matmul, ["other"], "matmul"),
    "mm": (torch.mm, ["mat2"], "mm"),
    "mv": (torch.mv, ["vec"], "mv"),
    "dot": (torch.dot, ["tensor"], "dot"),
    "bmm": (torch.bmm, ["mat2"], "bmm"),
    "outer": (torch.outer, ["vec2"], "outer"),
    "addmm": (torch.addmm, ["mat1", "mat2", "beta", "alpha"], "addmm"),
    "linear": (F.linear, ["weight", "bias"], "nn.functional.linear"),
    # neural
    "softmax": (torch.softmax, ["dim"], "softmax"),
    "log_softmax": (torch.log_softmax, ["dim"], "log_softmax"),
    "cross_entropy": (F.cross_entropy, ["target", "weight", "ignore_index", "reduction",
                                        "label_smoothing"], "nn.functional.cross_entropy"),
    "nll_loss": (F.nll_loss, ["target", "weight", "ignore_index", "reduction"],
                 "nn.functional.nll_loss"),
    "bce_with_logits": (F.binary_cross_entropy_with_logits,
                        ["target", "weight", "reduction", "pos_weight"],
                        "nn.functional.binary_cross_entropy_with_logits"),
    "bce": (F.binary_cross_entropy, ["target", "weight", "reduction"],
            "nn.functional.binary_cross_entropy"),
    "mse_loss": (F.mse_loss, ["target", "reduction"], "nn.functional.mse_loss"),
    "l1_loss": (F.l1_loss, ["target", "reduction"], "nn.functional.l1_loss"),
    "smooth_l1_loss": (F.smooth_l1_loss, ["target", "reduction", "beta"],
                       "nn.functional.smooth_l1_loss"),
    "huber_loss": (F.huber_loss, ["target", "reduction", "delta"], "nn.functional.huber_loss"),
    "kl_div": (F.kl_div, ["target", "reduction", "log_target"], "nn.functional.kl_div"),
    "conv1d": (F.conv1d, ["weight", "bias", "stride", "padding", "dilation", "groups"],
               "nn.functional.conv1d"),
    "conv2d": (F.conv2d, ["weight", "bias", "stride", "padding", "dilation", "groups"],
               "nn.functional.conv2d"),
    "max_pool2d": (max_pool2d, ["kernel_size", "stride", "padding", "dilation", "ceil_mode"],
                   "nn.functional.max_pool2d"),
    "avg_pool2d": (F.avg_pool2d, ["kernel_size", "stride", "padding", "ceil_mode",
                                  "count_include_pad", "divisor_override"],
                   "nn.functional.avg_pool2d"),
    "adaptive_avg_pool2d": (F.adaptive_avg_pool2d, ["output_size"],
                            "nn.functional.adaptive_avg_pool2d"),
    "layer_norm": (F.layer_norm, ["normalized_shape", "weight", "bias", "eps"],
                   "nn.functional.layer_norm"),
    "batch_norm": (batch_norm, ["running_mean", "running_var", "weight", "bias", "training",
                                "momentum", "eps"], "nn.functional.batch_norm"),
}

# Creation: the input is a shape or a number.
CREATION = {
    "zeros": (torch.zeros, ["dtype"], None),
    "ones": (torch.ones, ["dtype"], None),
    "full": (torch.full, ["fill_value", "dtype"], None),
    "arange": (lambda input, end, step=1, dtype=None: torch.arange(input, end, step, dtype=dtype),
               ["end", "step", "dtype"], None),
    "linspace": (torch.linspace, ["end", "steps", "dtype"], None),
    "eye": (torch.eye, ["m", "dtype"], None),
    "rand": (seeded(torch.rand), ["seed", "dtype"], None),
    "randn": (seeded(torch.randn), ["seed", "dtype"], None),
    "randperm": (seeded(torch.randperm), ["seed"], None),
    "randint": (seeded(lambda input, low, high: torch.randint(low, high, input)),
                ["seed", "low", "high"], None),
}
OPS |= CREATION
OPS |= {
    "zeros_like": (torch.zeros_like, ["dtype"], None),
    "ones_like": (torch.ones_like, ["dtype"], None),
    "full_like": (torch.full_like, ["fill_value", "dtype"], None),
    "rand_like": (seeded(torch.rand_like), ["seed"], None),
    "randn_like": (seeded(torch.randn_like), ["seed"], None),
    "randint_like": (seeded(lambda input, low, high: torch.randint_like(input, low, high)),
                     ["seed", "low", "high"], None),
    "t": (torch.t, [], "t"),
    "argsort": (torch.argsort, ["dim", "descending"], None),
    "slice": (slice_, ["start", "end", "step"], None),
    "to": (t("to"), ["dtype"], None),
    "detach": (torch.detach, [], None),
    "dropout": (lambda input, p, training=True: F.dropout(input, p, training),
                ["p", "training"], None),
}

IN_PLACE = {
    **{name: ["other"] for name in ("add_", "sub_", "mul_", "div_")},
    **{name: [] for name in ("neg_", "abs_", "exp_", "sqrt_", "relu_", "tanh_", "sigmoid_",
                             "zero_")},
    "pow_": ["exponent"], "clamp_": ["min", "max"], "fill_": ["value"], "copy_": ["other"],
    "masked_fill_": ["mask", "value"],
}
OPS |= {name: (in_place(name), ["through", *arguments], None)
        for name, arguments in IN_PLACE.items()}
