"""Sends signals to the dashboard at random moments, and looks at what the terminal is left like.

    signals.py PROGRAM TIMES [KIND…]     each kind so often: INT TERM HUP QUIT TSTP WINCH SEGV ABRT STALL

A kind's program is a new one each time, at full speed or at its usual pace. TSTP stops it and lets it go on a few times;
WINCH is a storm of sizes down to 1×1; STALL lets the terminal take nothing more: training goes on, and two signals end
the program. It ends with 1 where anything was not as before.
"""
import collections
import concurrent.futures
import os
import random
import signal
import sys
import time

from pty_program import PtyProgram

ENDING = ["INT", "TERM", "HUP", "QUIT"]
CRASHES = ["SEGV", "ABRT"]
KINDS = [*ENDING, "TSTP", "WINCH", *CRASHES, "STALL"]


def number(kind):
    return getattr(signal, f"SIG{kind}")


def stop_and_go_on(program, chance):
    """Stops it and lets it go on; gives what was wrong while it was stopped."""
    for _ in range(chance.randint(1, 3)):
        was_listening = program.has_taken_terminal
        program.send(signal.SIGTSTP)
        end = time.monotonic() + 3
        while program.state != "T" and time.monotonic() < end:
            program.drain(0.005)
        # One that came before the program listened is no stop: who has no shell is not stopped by it.
        if program.state != "T":
            return ["it did not stop"] if was_listening else []
        if wrong := program.not_given_back():
            return [f"while stopped {text}" for text in wrong]
        program.send(signal.SIGCONT)
        program.drain(chance.uniform(0, 0.1))
    return []


def storm(program, chance):
    for _ in range(60):
        program.resize(chance.choice([1, 2, 9, 39, 40, 80, 120, 200]), chance.choice([1, 2, 5, 10, 24, 36, 60]))
        program.send(signal.SIGWINCH)
        program.drain(chance.choice([0, 0, 0.001, 0.01]))
    program.resize(1, 1)
    program.send(signal.SIGWINCH)
    program.drain(0.02)
    return []


def busy(program):
    """Seconds of processor time of the threads beside the first."""
    folder = f"/proc/{program.child.pid}/task"
    threads = [thread for thread in os.listdir(folder) if thread != str(program.child.pid)]
    return sum(int(open(f"{folder}/{thread}/schedstat").read().split()[0]) for thread in threads) / 1e9


def stall(program, chance):
    """Reads nothing from the terminal for a while, in which training must go on; then a signal, and another."""
    program.drain(0.5)
    # Tables and curves are drawn anew until the terminal's memory is full.
    end = time.monotonic() + 1
    while time.monotonic() < end:
        program.type("?")
        time.sleep(0.02)
    # By then the trainer has told more than waits for a reader.
    time.sleep(2)
    before = busy(program)
    time.sleep(0.5)
    wrong = [] if busy(program) > before else ["training stood still"]
    program.send(signal.SIGTERM)
    time.sleep(0.2)
    program.send(signal.SIGTERM)
    end = time.monotonic() + 3
    while program.child.poll() is None and time.monotonic() < end:
        time.sleep(0.01)
    if program.child.poll() is None:
        wrong.append("it hangs while the terminal stalls")
    return wrong


def once(kind, seed):
    """What was wrong, and whether the screen had been taken when the signal came."""
    chance = random.Random(f"{kind} {seed}")
    pace = chance.choice([[], ["--pace", "max"]]) if kind != "STALL" else ["--pace", "max"]
    program = PtyProgram([PROGRAM, "run", "spiral", "--epochs", "100000000", *pace])
    try:
        program.drain(chance.uniform(0, 0.3))
        was_taken = program.has_taken_terminal
        wrong = {"TSTP": stop_and_go_on, "WINCH": storm, "STALL": stall}.get(kind, lambda *_: [])(program, chance)
        last = number(kind if kind in ENDING + CRASHES else "TERM")
        if program.child.poll() is None:
            program.send(last)
        status = program.wait()
        if status is None:
            wrong.append("it hangs")
        elif status not in ([-last] if kind in CRASHES else [-last, 128 + last]):
            wrong.append(f"status {status}")
        # What a terminal that stalls has not taken is lost, and the settings are what is left to see.
        wrong += [w for w in program.not_given_back() if kind != "STALL" or "settings" in w]
        if wrong:
            wrong.append(repr(program.output[-300:]))
        return wrong, was_taken
    finally:
        program.close()


def main(times, kinds):
    failures = 0
    with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        for kind in kinds:
            results = list(pool.map(once, [kind] * times, range(times)))
            faults = collections.Counter(wrong[0] for wrong, _ in results if wrong)
            example = next((wrong for wrong, _ in results if wrong), [])
            failures += sum(faults.values())
            print(
                f"{kind:<6} {times - sum(faults.values())} of {times} as before, {sum(taken for _, taken in results)} with the "
                f"screen taken {dict(faults) or ''} {example[1:] or ''}", flush=True)
    return failures


PROGRAM = os.path.abspath(sys.argv[1])
WORKERS = int(os.environ.get("WORKERS", "4"))

if __name__ == "__main__":
    sys.exit(1 if main(int(sys.argv[2]), sys.argv[3:] or KINDS) else 0)
