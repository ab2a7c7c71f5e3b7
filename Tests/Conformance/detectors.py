"""Which silent bug is seen on which preset, over many seeds; and that nothing is seen without one.

Prints one line a bug and preset, the seeds on which its symptom came within 100 epochs, and the
latest epoch; then the false alarms of healthy runs. DESCENT names the program, by default
.build/release/descent. Arguments name presets, by default all.
"""
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
DESCENT = os.environ.get("DESCENT", str(ROOT / ".build/release/descent"))
SEEDS, HEALTHY_SEEDS, HEALTHY_EPOCHS = 10, 20, 1000


def ours(*arguments):
    return subprocess.run([DESCENT, *arguments], capture_output=True, text=True, cwd=ROOT)


def events(preset, seed, epochs, *more):
    log = ours("log", preset, "--seed", str(seed), "--epochs", str(epochs), "--explain",
               "--format", "jsonl", "--every", "1000000", *more)
    return [json.loads(line) for line in log.stdout.splitlines()], log.returncode


def main():
    presets = sys.argv[1:] or [line.split()[0] for line in ours("presets").stdout.splitlines()]
    silent = [w[0] for w in map(str.split, ours("bugs").stdout.splitlines()) if w[1] == "silent"]
    missed = 0
    for preset in presets:
        for bug in silent:
            seen = []
            for seed in range(SEEDS):
                found, status = events(preset, seed, 100, "--bug", bug)
                if status == 64:
                    break
                seen += [e["epoch"] for e in found if e["event"] == "verdict" and e["met"]]
            else:
                missed += len(seen) < SEEDS
                latest = max(seen, default="-")
                print(f"{preset:14} {bug:18} {len(seen):2} of {SEEDS} seeds, by epoch {latest}",
                      flush=True)
    alarms = 0
    for preset in presets:
        for seed in range(HEALTHY_SEEDS):
            found, status = events(preset, seed, HEALTHY_EPOCHS)
            for event in found:
                if event["event"] in ("symptom", "error") or status:
                    alarms += 1
                    print(f"{preset:14} healthy, seed {seed}: {event}", flush=True)
        print(f"{preset:14} healthy: {HEALTHY_SEEDS} seeds, {HEALTHY_EPOCHS} epochs", flush=True)
    print(f"{missed} not seen on every seed, {alarms} false alarms")
    return missed + alarms


if __name__ == "__main__":
    sys.exit(main() != 0)
