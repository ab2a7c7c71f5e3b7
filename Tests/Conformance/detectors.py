"""Which silent bug is seen on which preset, over many seeds; and that nothing is seen without one.

Prints one line a bug and preset, the seeds on which its symptom came within 100 epochs, and the
latest epoch; then the false alarms of healthy runs. DESCENT names the program, by default
.build/release/descent. Arguments name presets, by default all.
"""
import json
import multiprocessing
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
DESCENT = os.environ.get("DESCENT", str(ROOT / ".build/release/descent"))
UNFIT = "does not fit"
SEEDS, HEALTHY_SEEDS, HEALTHY_EPOCHS = 10, 20, 1000


def ours(*arguments):
    return subprocess.run([DESCENT, *arguments], capture_output=True, text=True, cwd=ROOT)


def events(preset, seed, epochs, *more):
    log = ours("log", preset, "--seed", str(seed), "--epochs", str(epochs), "--explain",
               "--format", "jsonl", "--every", "1000000", *more)
    return [json.loads(line) for line in log.stdout.splitlines()], log.returncode


def seen(case):
    """The epoch at which a bug's symptom came, None without, or UNFIT."""
    preset, bug, seed = case
    found, status = events(preset, seed, 100, "--bug", bug)
    if status == 64:
        return UNFIT
    return next((e["epoch"] for e in found if e["event"] == "verdict" and e["met"]), None)


def alarms(case):
    """What a healthy run said that it should not."""
    preset, seed = case
    found, status = events(preset, seed, HEALTHY_EPOCHS)
    return [e for e in found if e["event"] in ("symptom", "error") or status]


def main():
    presets = sys.argv[1:] or [line.split()[0] for line in ours("presets").stdout.splitlines()]
    silent = [w[0] for w in map(str.split, ours("bugs").stdout.splitlines()) if w[1] == "silent"]
    missed, false = 0, 0
    with multiprocessing.Pool(2) as pool:
        for preset in presets:
            cases = [(preset, bug, seed) for bug in silent for seed in range(SEEDS)]
            answers = pool.map(seen, cases, chunksize=1)
            for i, bug in enumerate(silent):
                epochs = answers[i * SEEDS:(i + 1) * SEEDS]
                if UNFIT in epochs:
                    continue
                met = [e for e in epochs if e is not None]
                missed += len(met) < SEEDS
                print(f"{preset:14} {bug:18} {len(met):2} of {SEEDS} seeds, "
                      f"by epoch {max(met, default='-')}", flush=True)
        for preset in presets:
            healthy = [(preset, seed) for seed in range(HEALTHY_SEEDS)]
            for (_, seed), found in zip(healthy, pool.map(alarms, healthy, chunksize=1)):
                false += len(found)
                for event in found:
                    print(f"{preset:14} healthy, seed {seed}: {event}", flush=True)
            print(f"{preset:14} healthy: {HEALTHY_SEEDS} seeds, {HEALTHY_EPOCHS} epochs", flush=True)
    print(f"{missed} not seen on every seed, {false} false alarms")
    return missed + false


if __name__ == "__main__":
    sys.exit(main() != 0)
