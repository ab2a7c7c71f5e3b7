"""Asks real PyTorch for the loss of a model that `descent log --save` wrote, and kills runs at random.

    checkpoints.py PROGRAM          the parameters of three presets give PyTorch the logged loss
    checkpoints.py PROGRAM KILLS    kills runs with SIGKILL that often, lets each go on, and compares
"""
import json
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time

PROGRAM = sys.argv[1]


def run(*arguments):
    return subprocess.run([PROGRAM, *map(str, arguments)], check=True, capture_output=True, text=True)


def same_loss(preset, folder):
    """Runs the exported script's lines up to its loop, puts our parameters in, and asks for the loss."""
    import torch
    from safetensors.torch import load_file

    saved = folder / "saved"
    log = folder / "log.jsonl"
    run("log", preset, "--epochs", 12, "--format", "jsonl", "--output", log, "--save", saved)
    last = [json.loads(line) for line in log.read_text().splitlines()]
    last = [event for event in last if event["event"] == "epoch"][-1]
    script = run("export", preset, "--epochs", 12).stdout
    before = re.split(r"^for epoch in range", script, flags=re.M)[0]
    names = {}
    exec(compile(before, preset, "exec"), names)
    model = names["model"]
    state = load_file(saved / "model.safetensors")
    own = {n for n, _ in model.named_parameters()} | {
        n for n, _ in model.named_buffers() if not n.endswith("num_batches_tracked")
    }
    assert set(state) == own, (set(state), own)
    model.load_state_dict(state)
    model.eval()
    with torch.inference_mode():
        loss = names["loss_fn"](model(names["X_test"]), names["y_test"]).item()
    assert abs(loss - last["test/loss"]) <= 1e-6 * max(1, abs(loss)), (preset, loss, last)
    print(f"{preset}: PyTorch {loss!r}, Descent {last['test/loss']!r}")


def lines(path):
    """The lines of a log without its seconds."""
    result = []
    for line in path.read_text().splitlines():
        if line.startswith("{"):
            event = json.loads(line)
            event.pop("seconds", None)
            line = json.dumps(event)
        elif line.count(",") == 6:
            line = line.rsplit(",", 1)[0]
        result.append(line)
    return result


def kill_and_resume(kills, folder):
    cases = [
        ("dropout", "jsonl", 60, []), ("digits", "text", 12, []), ("circles", "csv", 400, []),
        ("modes", "jsonl", 80, ["--bug", "train_forgotten"]), ("early_stopping", "text", 300, []),
    ]
    done = resumed = 0
    randomness = random.Random(1)
    wholes = {}
    while done < kills:
        preset, format, epochs, more = case = cases[done % len(cases)]
        common = ["log", preset, "--epochs", epochs, "--format", format, *more]
        whole = folder / f"{preset}.whole"
        if preset not in wholes:
            started = time.monotonic()
            run(*common, "--output", whole)
            wholes[preset] = time.monotonic() - started
        log, saved = folder / "log", folder / "saved"
        log.unlink(missing_ok=True)
        shutil.rmtree(saved, ignore_errors=True)
        common += ["--output", log, "--save", saved, "--save-every", randomness.choice([1, 2, 5])]
        # Each run is killed a few times on its way.
        for _ in range(4):
            if done == kills:
                break
            go_on = ["--resume", saved] if saved.exists() else []
            child = subprocess.Popen(
                [PROGRAM, *map(str, common + go_on)], stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL)
            time.sleep(randomness.uniform(0, 1.2 * wholes[preset]))
            child.kill()
            if child.wait() == -9:
                done += 1
                resumed += bool(go_on)
            else:
                break
        run(*common, *(["--resume", saved] if saved.exists() else []))
        assert lines(log) == lines(whole), (case, "the logs differ")
        print(f"{done} kills so far", file=sys.stderr, flush=True)
    print(f"{done} kills, {resumed} of them of runs that had gone on: every log as an unbroken run's")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        if len(sys.argv) > 2:
            kill_and_resume(int(sys.argv[2]), pathlib.Path(name))
        else:
            for number, preset in enumerate(["spiral", "batch_norm", "digits"]):
                (pathlib.Path(name) / str(number)).mkdir()
                same_loss(preset, pathlib.Path(name) / str(number))
