"""Tries the archive that is shipped in a root that has nothing of Swift: shipped.py ARCHIVE

The root holds the archive, the few libraries that the program names, and terminfo; no shell. /dev and /proc are there, as
Swift programs find their arguments in /proc. It is entered by chroot, by others than root in a user namespace. The
dashboard is driven in tmux, which stays outside. Where the Python that runs this has torch, its folders are put into the
root, and a script is probed there.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

SOURCES = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = "/usr/local/bin/descent"
MAY_NEED = {
    "libc.so.6", "libm.so.6", "libstdc++.so.6", "libgcc_s.so.1", "libncursesw.so.6", "libtinfo.so.6",
}
MOST_PROGRAM, MOST_ARCHIVE = 75_000_000, 20_000_000
TABLE = "a,b,species\n" + "".join(f"{i},{i * i / 9},{'lily' if i < 20 else 'rose'}\n" for i in range(40))


class Root:
    def __init__(self, folder, archive):
        self.folder = folder
        local = folder / "usr/local"
        local.mkdir(parents=True)
        subprocess.run(["tar", "-xJf", archive, "--strip-components", "1", "-C", local], check=True)
        self.program = local / "bin/descent"
        for name in ["tmp", "work"]:
            (folder / name).mkdir()
        for path in self.libraries():
            self.copy(path)
        for name in ["/lib/terminfo", "/usr/share/terminfo"]:
            if os.path.isdir(name):
                shutil.copytree(name, f"{folder}{name}", symlinks=True)
        self.mounts = ["/dev", "/proc"]

    def copy(self, path):
        to = pathlib.Path(f"{self.folder}{path}")
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(os.path.realpath(path), to)

    def libraries(self):
        """The files of the shared libraries, the loader among them."""
        text = subprocess.run(["ldd", self.program], check=True, capture_output=True, text=True).stdout
        return re.findall(r"(/\S+) \(0x", text)

    def needed(self):
        text = subprocess.run(["readelf", "-d", self.program], check=True, capture_output=True, text=True).stdout
        return set(re.findall(r"\(NEEDED\).*\[(.*)\]", text))

    def command(self, *arguments):
        """What runs a command in the root."""
        mounts = [f'mkdir -p "$0{path}" && mount --rbind {path} "$0{path}" && ' for path in self.mounts]
        lines = "".join(mounts) + 'exec env -i TERM="$TERM" LANG=C.UTF-8 '
        lines += 'HOME=/work PATH=/usr/local/bin:/usr/bin:/bin "$(command -v chroot)" "$0" "$@"'
        user = [] if os.geteuid() == 0 else ["--map-root-user"]
        return ["unshare", *user, "--mount", "sh", "-c", lines, str(self.folder), *arguments]

    def run(self, *arguments, status=0):
        """Runs the program without a terminal; gives what it said to stdout and to stderr."""
        result = subprocess.run(
            self.command(PROGRAM, *map(str, arguments)), stdin=subprocess.DEVNULL, capture_output=True, text=True,
            env={**os.environ, "TERM": "xterm-256color"}, timeout=300)
        said = f"{' '.join(map(str, arguments))}: status {result.returncode}\n{result.stdout[-2000:]}{result.stderr[-2000:]}"
        assert result.returncode == status, said
        assert "swift" not in result.stderr.lower(), said
        return result.stdout, result.stderr


def sizes_and_libraries(root, archive):
    program, packed = root.program.stat().st_size, os.path.getsize(archive)
    print(f"program {program / 1e6:.1f} MB, archive {packed / 1e6:.1f} MB, needs {' '.join(sorted(root.needed()))}")
    assert program <= MOST_PROGRAM and packed <= MOST_ARCHIVE
    others = root.needed() - MAY_NEED
    assert all(name.startswith("ld-linux") for name in others), others
    share = root.folder / "usr/local/share"
    files = [path for path in share.rglob("*") if path.is_file()]
    assert len(files) == 4 and all(path.stat().st_size > 1000 for path in files), files
    manual = (share / "man/man1/descent.1").read_text()
    assert manual.startswith(".") and "Fl -resume" in manual
    subprocess.run(["bash", "-n", share / "bash-completion/completions/descent"], check=True)


def commands(root):
    out, _ = root.run("--version")
    assert re.fullmatch(r"descent \d+\.\d+\.\d+\n", out), out
    presets = [line.split()[0] for line in root.run("presets")[0].splitlines()]
    assert presets == sorted(path.stem for path in (SOURCES / "Presets").glob("*.yaml")), presets
    for preset in presets:
        for command in ["log", "run"]:
            out, _ = root.run(command, preset, "--epochs", 3)
            assert out.count("Epoch:") == 3, out
        assert "import torch" in root.run("export", preset)[0]
    bugs = root.run("bugs")[0].splitlines()
    assert len(bugs) == len(list((SOURCES / "Presets/bugs").glob("*.yaml"))), bugs
    assert "fix" in root.run("bugs", "argmax")[0]
    _, error = root.run("log", "seed", "--bug", "argmax", status=1)
    assert "does not require grad" in error and "argmax" in error, error
    (root.folder / "work/flowers.csv").write_text(TABLE)
    out, _ = root.run("log", "/work/flowers.csv", "--epochs", 40)
    assert out.splitlines()[-1].startswith("Epoch:39"), out
    root.run("log", "iris", "--epochs", 20, "--format", "jsonl", "--output", "/work/run.jsonl", "--plot", "/work/run.svg",
             "--save", "/work/saved")
    assert "</svg>" in (root.folder / "work/run.svg").read_text()
    root.run("log", "--resume", "/work/saved", "--epochs", 30)
    root.run("convert", "/work/run.jsonl", "--to", "tensorboard", "--output", "/work/events")
    assert "train/loss" in root.run("summary", "/work/run.jsonl")[0]
    # SQLite, zlib and Protocol Buffers.
    for name in ["trackio.db", "xgboost.txt.gz", "run.wandb", "tensorboard"]:
        source, to = SOURCES / "Tests/RunLog/Programs" / name, root.folder / "work" / name
        shutil.copytree(source, to) if source.is_dir() else shutil.copy(source, to)
        assert "loss" in root.run("summary", f"/work/{name}")[0], name
    assert "descent_probe" in root.run("probe", "--print")[0]
    # A command after `--` that there is in this root: the program itself.
    assert root.run("log", "--", PROGRAM, "--version")[0].startswith("descent ")
    print(f"{len(presets)} presets logged, run and exported; {len(bugs)} bugs; a table, logs, checkpoints")


class Screen:
    """The dashboard in a window of tmux, which ends with `code N`."""

    def __init__(self, root, *arguments):
        self.socket = f"shipped-{os.getpid()}"
        inner = root.command(PROGRAM, *arguments)
        subprocess.run(
            ["tmux", "-u", "-L", self.socket, "-f", "/dev/null", "new-session", "-d", "-x", "120", "-y", "36", "sh", "-c",
             '"$@"; echo "code $?"; exec sleep 60', "sh", *inner], check=True)

    def tmux(self, *arguments):
        return subprocess.run(
            ["tmux", "-L", self.socket, *arguments], check=True, capture_output=True, text=True).stdout

    def wait_for(self, text, seconds=30):
        end = time.monotonic() + seconds
        while text not in (screen := self.tmux("capture-pane", "-p")):
            assert time.monotonic() < end, f"waited in vain for {text!r}:\n{screen}"
            time.sleep(0.05)
        return screen

    def close(self):
        subprocess.run(["tmux", "-L", self.socket, "kill-server"], capture_output=True)


def dashboard(root):
    screen = Screen(root, "run", "spiral", "--epochs", "100000")
    try:
        screen.wait_for("training loop")
        screen.tmux("send-keys", "1")
        screen.wait_for("element 0 of tensors does not require grad")
        screen.tmux("send-keys", "f")
        screen.wait_for("running")
        screen.tmux("send-keys", "q")
        screen.tmux("send-keys", "y")
        screen.wait_for("code 0")
    finally:
        screen.close()
    print("the dashboard trained, broke, was fixed and left")


def probe(root):
    try:
        import torch  # noqa: F401
    except ImportError:
        print("no torch: the probe was not run")
        return
    shutil.copy(SOURCES / "Tests/Probe/scripts/faulty/item-in-loss.py", root.folder / "work/train.py")
    folders = ["/usr/lib", "/usr/bin", "/lib", "/lib64", *sorted({sys.prefix, sys.base_prefix})]
    root.mounts += [path for path in folders if os.path.isdir(path)]
    _, error = root.run("log", "--", sys.executable, "/work/train.py", status=1)
    assert "item" in error and "train.py" in error, error
    print("a PyTorch script was probed")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        root = Root(pathlib.Path(name), sys.argv[1])
        sizes_and_libraries(root, sys.argv[1])
        commands(root)
        dashboard(root)
        probe(root)
