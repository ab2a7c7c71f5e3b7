"""Fails each call of the C library in turn, in a whole run with log, picture and checkpoints.

    faults.py PROGRAM [KIND[:STEP]…]     open write fsync rename pthread_create malloc exit, each number, or every STEPth

`log` and the dashboard take it in turn: log runs with every number, the dashboard with every tenth of malloc's. After each
the program has ended, with 0 and all its files, or with a line that says why and another status (where there was no memory
it may be Swift's own end; where a library called `exit`, nothing is said); the log is a beginning of the whole one, picture and checkpoint are whole, old or new, a run
goes on from the checkpoint, and the terminal is as before. It ends with 1 where anything was not so.
"""
import collections
import concurrent.futures
import hashlib
import itertools
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

from pty_program import PtyProgram

HERE = pathlib.Path(__file__).resolve().parent
KINDS = ["open", "write", "fsync", "rename", "pthread_create", "malloc", "exit"]
COMMON = ["seed", "--epochs", "6", "--save", "saved", "--save-every", "2"]
LOG = ["log", *COMMON, "--format", "jsonl", "--output", "log.jsonl", "--plot", "curves.svg"]
SCREEN = ["run", *COMMON, "--pace", "max"]
OLD_PICTURE = "<svg>old</svg>\n"
# How Swift's runtime, C++'s and the C library end for want of memory: some of it is used unseen.
ENDS = {-11, -6, -5, -4}


def lines(path):
    """The events of a log without their seconds; every line must be whole."""
    text = path.read_text()
    assert not text or text.endswith("\n"), "the log's last line is cut off"
    events = [json.loads(line) for line in text.splitlines()]
    return [{key: value for key, value in event.items() if key != "seconds"} for event in events]


class Faults:
    def __init__(self, program, folder):
        self.program, self.folder = os.path.abspath(program), folder
        self.library = folder / "faults.so"
        compiler = shutil.which("clang") or "cc"
        subprocess.run([compiler, "-O1", "-shared", "-fPIC", "-o", self.library, HERE / "faults.c"], check=True)
        self.home = folder / "home"
        # Few files, so that memory is asked for some ten thousand times and not some hundred thousand.
        presets = self.home / "Presets"
        (presets / "bugs").mkdir(parents=True)
        shutil.copy(HERE.parents[1] / "Presets/seed.yaml", presets)
        shutil.copy(HERE.parents[1] / "Presets/bugs/argmax.yaml", presets / "bugs")
        subprocess.run([self.program, *LOG], cwd=self.home, check=True)
        self.whole = lines(self.home / "log.jsonl")
        self.picture = (self.home / "curves.svg").read_text()
        (self.home / "curves.svg").write_text(OLD_PICTURE)
        (self.home / "log.jsonl").unlink()
        self.good = {self.state(self.home / "saved")}
        self.numbers = itertools.count()

    @staticmethod
    def state(folder):
        names = sorted(os.listdir(folder))
        return hashlib.sha256(b"".join(name.encode() + (folder / name).read_bytes() for name in names)).hexdigest()

    def place(self, has_old):
        """A folder of its own, with an old picture and an old checkpoint or without."""
        place = self.folder / str(next(self.numbers))
        shutil.copytree(self.home, place)
        if not has_old:
            (place / "curves.svg").unlink()
            shutil.rmtree(place / "saved")
        return place

    def environment(self, place, kind, number):
        return {"FAULT": f"{kind}:{number}", "FAULT_MARK": str(place / "mark"), "LD_PRELOAD": str(self.library)}

    def count(self, kind, is_screen=False):
        place = self.place(True)
        if is_screen:
            self.on_screen(place, kind, 0)
        else:
            subprocess.run(
                [self.program, *LOG], cwd=place, check=True, env={**os.environ, **self.environment(place, kind, 0)})
        return int((place / "mark").read_text())

    def headless(self, place, kind, number):
        """The status of `log`, and whether it said what was wrong."""
        try:
            result = subprocess.run(
                [self.program, *LOG], cwd=place, capture_output=True, text=True, errors="replace", timeout=30,
                env={**os.environ, **self.environment(place, kind, number)})
        except subprocess.TimeoutExpired:
            return None, "", ["it hangs"]
        wrong = [] if "rror" in result.stderr or result.returncode <= 0 else ["it says nothing"]
        mark = place / "mark"
        if kind == "write" and mark.exists() and mark.read_text() == "2\n":
            wrong = []  # the line could not be written
        return result.returncode, result.stderr, wrong

    def on_screen(self, place, kind, number):
        screen = PtyProgram([self.program, *SCREEN], folder=place, environment=self.environment(place, kind, number))
        try:
            # To the end of its run, or for a while where it does not come so far.
            end = time.monotonic() + 2
            while b"finished" not in screen.output and screen.child.poll() is None and time.monotonic() < end:
                screen.drain(0.05)
            status = screen.wait(30, while_waiting=lambda: screen.type("qy"))
            if status is None:
                return None, "", ["it hangs"]
            return status, screen.output.decode(errors="replace")[-300:], screen.not_given_back()
        finally:
            screen.close()

    def wrong_files(self, place, kind, status, is_screen):
        wrong = []
        log, picture, saved = place / "log.jsonl", place / "curves.svg", place / "saved"
        if log.exists():
            written = lines(log)
            # A run that fails says so at the end of its log.
            while status != 0 and written and written[-1]["event"] in ["error", "end"]:
                written.pop()
            if written != self.whole[:len(written)] or (status == 0 and len(written) < len(self.whole)):
                wrong.append("the log is no beginning of the whole one")
        elif status == 0 and not is_screen:
            wrong.append("there is no log")
        seen = picture.read_text() if picture.exists() else None
        is_whole = seen is None or seen.startswith("<svg") and seen.endswith("</svg>\n")
        if not is_whole or status == 0 and not is_screen and seen != self.picture:
            wrong.append("the picture is not whole")
        if saved.exists() and (state := self.state(saved)) not in self.good:
            again = [self.program, *LOG, "--resume", "saved"]
            result = subprocess.run(again, cwd=place, capture_output=True, text=True)
            if result.returncode != 0 or not is_screen and lines(log) != self.whole:
                wrong.append(f"the run does not go on: {result.stderr[:200]}")
            else:
                self.good.add(state)
        others = {entry.name for entry in place.iterdir()} - {"Presets", "log.jsonl", "curves.svg", "saved", "mark"}
        if others and status is not None and status >= 0:
            wrong.append(f"{sorted(others)} stayed")
        return wrong

    def once(self, kind, number, is_screen):
        """What was wrong, the status, and whether the call came at all."""
        place = self.place(number % 2 == 0)
        run = self.on_screen if is_screen else self.headless
        try:
            status, said, wrong = run(place, kind, number)
            may_end = {0, 1, 65, 66, 73, *([74] if is_screen else [])} | (ENDS if kind == "malloc" else set())
            if status is not None and status not in may_end:
                wrong.append(f"status {status}")
            wrong += self.wrong_files(place, kind, status, is_screen)
            return [*wrong, said[-300:]] if wrong else [], status, (place / "mark").exists()
        except (AssertionError, ValueError, OSError) as error:
            return [str(error), ""], None, True
        finally:
            shutil.rmtree(place)


def main(program, kinds):
    failures = 0
    with tempfile.TemporaryDirectory() as name, concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        faults = Faults(program, pathlib.Path(name))
        for is_screen, kind in itertools.product([False, True], kinds):
            kind, _, step = kind.partition(":")
            step = int(step or 1) * (10 if is_screen and kind == "malloc" else 1)
            last = faults.count(kind, is_screen)
            numbers = range(1, last + 1, step)
            results = list(pool.map(lambda number: faults.once(kind, number, is_screen), numbers))
            bad = {number: wrong for number, (wrong, _, _) in zip(numbers, results) if wrong}
            failures += len(bad)
            statuses = collections.Counter(status for _, status, _ in results)
            print(
                f"{'screen' if is_screen else 'log':<6} {kind:<14} {len(numbers) - len(bad)} of {len(numbers)} right, "
                f"{sum(came for _, _, came in results)} came; ended with {dict(statuses)}", flush=True)
            for text, some in itertools.groupby(sorted((wrong[0], number) for number, wrong in bad.items()), lambda b: b[0]):
                some = [number for _, number in some]
                print(f"    {text}: {len(some)} times, e.g. {some[:5]}: {bad[some[0]][1:]}", flush=True)
    return failures


WORKERS = int(os.environ.get("WORKERS", "2"))

if __name__ == "__main__":
    sys.exit(1 if main(sys.argv[1], sys.argv[2:] or KINDS) else 0)
