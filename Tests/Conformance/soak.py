"""Runs dashboard, log, watch and probe side by side, and says what they took: soak.py HOURS PROGRAM

Memory is what a process has of its own (RssAnon). It ends with 1 where one of ours has grown by more than a megabyte
after the first ten minutes, holds more descriptors or threads than it did then, or used the processor while paused.
A shorter run has a quarter of its time to begin with. Without torch there is no probe. The log says every epoch: a curve
takes memory until it has 8,192 points, and is to have them when the ten minutes are over.
"""
import os
import pathlib
import subprocess
import sys
import tempfile
import time

SCRIPT = """
import time, torch
torch.set_num_threads(1)
net = torch.nn.Sequential(torch.nn.Linear(10, 16), torch.nn.ReLU(), torch.nn.Linear(16, 3))
optimizer = torch.optim.Adam(net.parameters())
x, y = torch.randn(32, 10), torch.randint(0, 3, (32,))
while True:
    loss = torch.nn.functional.cross_entropy(net(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"loss {loss.item():.4f}", flush=True)
    time.sleep(0.05)
"""
ENDLESS = ["--epochs", "1000000000"]


class Process:
    """What one process takes, sample by sample."""

    def __init__(self, name, pid, is_ours=True, is_paused=False):
        self.name, self.pid, self.is_ours, self.is_paused = name, pid, is_ours, is_paused
        self.samples = []

    def sample(self, now):
        folder = pathlib.Path(f"/proc/{self.pid}")
        status = dict(line.split(":", 1) for line in (folder / "status").read_text().splitlines())
        seconds = sum(
            int((task / "schedstat").read_text().split()[0]) for task in (folder / "task").iterdir()) / 1e9
        self.samples.append({
            "time": now, "memory": int(status["RssAnon"].split()[0]) / 1024,
            "descriptors": len(os.listdir(folder / "fd")), "threads": int(status["Threads"]), "seconds": seconds,
        })

    def report(self, settled):
        rest = [sample for sample in self.samples if sample["time"] >= settled]
        first, last = rest[0], rest[-1]
        grown = max(sample["memory"] for sample in rest) - first["memory"]
        more = {key: max(s[key] for s in rest) - first[key] for key in ["descriptors", "threads"]}
        load = (last["seconds"] - first["seconds"]) / (last["time"] - first["time"]) * 100
        is_good = not self.is_ours or grown <= 1 and not any(more.values()) and (load < 0.05 or not self.is_paused)
        print(
            f"{self.name:<18} {first['memory']:8.1f} {last['memory']:8.1f} {grown:+7.2f} {last['descriptors']:6} "
            f"{more['descriptors']:+3} {last['threads']:4} {more['threads']:+3} {load:7.2f} %  "
            f"{'' if not self.is_ours else 'ok' if is_good else 'MISSED'}", flush=True)
        return is_good


class Windows:
    """A tmux server with a window for each program that draws."""

    def __init__(self):
        self.socket = f"soak-{os.getpid()}"

    def tmux(self, *arguments):
        return subprocess.run(
            ["tmux", "-u", "-L", self.socket, "-f", "/dev/null", *arguments], check=True, capture_output=True, text=True
        ).stdout.strip()

    def open(self, *command):
        return int(self.tmux(
            "new-session", "-d", "-P", "-F", "#{pane_pid}", "-x", "120", "-y", "36", "--", "env", "LC_ALL=C.UTF-8",
            *command))

    def press(self, pid, key):
        panes = dict(line.split() for line in self.tmux("list-panes", "-a", "-F", "#{pane_pid} #{pane_id}").splitlines())
        self.tmux("send-keys", "-t", panes[str(pid)], key)


def child_of(pid):
    return int(pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0])


def start(program, folder, windows, children):
    """All that runs side by side; those that tmux does not end are added to `children`."""
    log = folder / "run.jsonl"
    headless = subprocess.Popen(
        [program, "log", "digits", *ENDLESS, "--format", "jsonl", "--output", log],
        stderr=subprocess.DEVNULL)
    children.append(headless)
    processes = [Process("log", headless.pid)]
    paused = windows.open(program, "run", "spiral", *ENDLESS)
    processes.append(Process("dashboard", windows.open(program, "run", "spiral", *ENDLESS)))
    time.sleep(5)
    windows.press(paused, "Space")
    processes.append(Process("dashboard, paused", paused, is_paused=True))
    processes.append(Process("watch", windows.open(program, "watch", str(log))))
    try:
        import torch  # noqa: F401
    except ImportError:
        print("no torch: no probe", file=sys.stderr)
        return processes
    script = folder / "train.py"
    script.write_text(SCRIPT)
    probed = subprocess.Popen(
        [program, "log", "--", sys.executable, script], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    children.append(probed)
    screen = windows.open(program, "watch", "--", sys.executable, str(script))
    time.sleep(10)
    processes += [
        Process("log --", probed.pid), Process("the script", child_of(probed.pid), is_ours=False),
        Process("watch --", screen),
    ]
    return processes


def main(hours, program):
    seconds = hours * 3600
    settled = min(600, seconds / 4)
    windows, children = Windows(), []
    with tempfile.TemporaryDirectory() as name:
        try:
            processes = start(os.path.abspath(program), pathlib.Path(name), windows, children)
            begun = time.monotonic()
            while (now := time.monotonic() - begun) < seconds:
                for process in processes:
                    process.sample(now)
                time.sleep(min(10, seconds / 60))
        finally:
            for child in children:
                child.terminate()
                child.wait()
            subprocess.run(["tmux", "-L", windows.socket, "kill-server"], capture_output=True)
    print(f"after {settled / 60:.1f} of {seconds / 60:.1f} minutes: MB then, at the end, most that came; descriptors; threads; processor")
    return all([process.report(settled) for process in processes])


if __name__ == "__main__":
    sys.exit(0 if main(float(sys.argv[1]), sys.argv[2]) else 1)
