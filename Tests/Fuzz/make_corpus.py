"""Writes the inputs that fuzzing begins with where no other file of the tests will do.

Inputs that found a fault are kept beside them, under names that say what they did.
"""

import gzip
import pathlib
import random

corpus = pathlib.Path(__file__).parent / "Corpus"


def write(target, name, data):
    folder = corpus / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data if isinstance(data, bytes) else data.encode())


def idx(shape, values):
    head = bytes([0, 0, 8, len(shape)]) + b"".join(n.to_bytes(4, "big") for n in shape)
    return head + bytes(values)


pictures = idx([3, 4, 4], [(i * 37) % 256 for i in range(48)])
write("pictures", "plain", pictures)
write("pictures", "packed", gzip.compress(pictures, mtime=0))
write("pictures", "two_members", gzip.compress(pictures[:20], mtime=0) + gzip.compress(pictures[20:], mtime=0))
write("pictures", "labels", idx([3], [0, 1, 2]))
write("pictures", "sizes", idx([0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF], [0]))
write("pictures", "zeros", gzip.compress(bytes(1 << 20), mtime=0))

data = {
    "random": "{kind: random, rows: 20, features: 4, classes: 3}",
    "spiral": "{kind: spiral, per_class: 10, test_per_class: 5, noise: 0.2}",
    "moons": "{kind: moons, per_class: 9}",
    "xor": "{kind: xor, per_class: 8, noise: 0.1}",
    "csv": "{kind: csv, file: data.csv, label: c, task: classes, test_fraction: 0.2, columns: {drop: [a], numbers: all}}",
    "idx": "{kind: idx, images: i.gz, labels: l.gz, test_images: i.gz, test_labels: l.gz, limit: 5}",
}
optimizers = [
    "{name: sgd, lr: 0.1, momentum: 0.9, dampening: 0.1, weight_decay: 0.01, nesterov: false}",
    "{name: adam, lr: 0.01, beta1: 0.9, beta2: 0.99, eps: 1e-8, weight_decay: 0.0}",
    "{name: rmsprop, lr: 0.01, alpha: 0.9, momentum: 0.5, centered: true}",
    "{name: adagrad, lr: 0.01, lr_decay: 0.1, initial_accumulator_value: 0.1}",
]
schedulers = [
    "{name: step, step_size: 3, gamma: 0.5}",
    "{name: exponential, gamma: 0.9}",
    "{name: cosine, t_max: 10, eta_min: 0.001}",
    "{name: warm_up, start_factor: 0.3, total_iters: 4}",
    "{name: one_cycle, max_lr: 0.1, pct_start: 0.3, div_factor: 25, final_div_factor: 100}",
    "{name: plateau, factor: 0.1, patience: 2, threshold: 0.01, cooldown: 1, min_lr: 0.0}",
]
models = [
    "[linear: 8, relu, linear: out]",
    "[linear: 8, batch_norm, tanh, dropout: 0.2, linear: out]",
    "[linear: 8, layer_norm, gelu, linear: 4, sigmoid, linear: out]",
]
for i, (name, text) in enumerate(data.items()):
    write(
        "preset",
        name,
        f"summary: A {name}.\nseed: {i}\nepochs: 3\ndata: {text}\nmodel: {models[i % 3]}\n"
        f"loss: {['cross_entropy', 'mse'][i % 2]}\noptimizer: {optimizers[i % 4]}\n"
        f"scheduler: {schedulers[i]}\nbatch_size: 7\nclip_grad_norm: 1.0\npatience: 5\n",
    )
write("preset", "loop", "data: {kind: blobs}\nmodel: [linear: 3]\nsetup: |\n  x = 1\nloop: |\n  loss = loss_fn(model(X_train), y_train)\n  loss.backward()\n")
write("preset", "deep", "[" * 2000)
write("preset", "anchors", "a: &a [x, x]\nb: &b [*a, *a, *a]\nc: &c [*b, *b, *b]\ndata: {kind: *c}\n<<: {seed: 1}\n")

write(
    "runLog",
    "ours.jsonl",
    "\n".join(
        [
            '{"event":"run","schema":2,"preset":"seed","summary":"","model":"MLP","optimizer":"Adam","lr":0.01,"seed":"42","epochs":9,"train_rows":8,"test_rows":4,"parameters":[{"name":"0.weight","shape":[16,10]}],"classes":["a","b"],"series":["train/loss"]}',
            '{"event":"listing","lines":[{"number":1,"code":"loss.backward()","depth":1,"change":"added","bug":"x"}]}',
            '{"event":"epoch","epoch":0,"train/loss":1.5,"train/acc":0.5,"test/loss":1.6,"test/acc":0.4,"lr":0.01,"seconds":0.1}',
            '{"event":"symptom","id":"loss_nan","on":true,"epoch":1,"text":"t","why":"w","fix":"f","line":3,"code":"c","fault":true,"change":[{"kind":"add","line":2,"code":"x","blanks":4}],"restarts":false,"parameters":[{"name":"0.weight","shape":[1],"gradient":"finite","gradient_norm":"NaN","weight_norm":1,"update_ratio":null}]}',
            '{"event":"error","type":"RuntimeError","message":"m","epoch":1,"line":2,"code":"c","cut":{"kind":"no_grad","operation":"argmax","line":2,"chain":[{"text":"0.weight","line":null,"cut":false,"dead":false},{"text":"argmax","line":2,"cut":true,"dead":true}],"why":"w","fix":"f","change":[{"kind":"remove","line":2,"code":"x","blanks":0}],"restarts":true,"no_grad":["0.weight"],"parameters":6}}',
            '{"event":"value","name":"x","value":1e308,"epoch":3}',
            '{"event":"twin","epoch":1,"train/loss":1.5,"train/acc":0.5,"test/loss":1.6,"test/acc":0.4,"lr":0.01,"seconds":0.1}',
            '{"event":"setting","name":"lr","value":"0.1","epoch":2}',
            '{"event":"end","status":"finished"}',
            "",
        ]
    ),
)

chance = random.Random(27)
for name, weights in [("keys", range(32, 127)), ("events", range(174, 256)), ("all", range(256))]:
    write("keys", name, bytes(chance.choice(list(weights)) for _ in range(400)))
write("keys", "mixed", bytes(chance.choice([200, 99, 10, 13, 240, chance.randrange(256)]) for _ in range(500)))
