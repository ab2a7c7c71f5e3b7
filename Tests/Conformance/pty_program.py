"""A program in a pseudo-terminal, and whether it has given the terminal back."""
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time

MODE = re.compile(rb"\x1b\[\?([0-9;]+)([hl])")
# The alternate screen, the mouse in all its forms, the arrow keys' other codes; and the cursor, which is to be on.
OFF = {b"1", b"9", b"47", b"1000", b"1002", b"1003", b"1005", b"1006", b"1015", b"1047", b"1049", b"2004"}
CURSOR = b"25"


class PtyProgram:
    """It has no controlling terminal, so that its end does not hang the terminal up and wipe the settings out."""

    def __init__(self, arguments, columns=120, rows=36, folder=None, environment=()):
        self.master, self.slave = pty.openpty()
        self.resize(columns, rows)
        os.set_blocking(self.master, False)
        self.before = termios.tcgetattr(self.slave)
        self.output = b""
        self.child = subprocess.Popen(
            arguments, stdin=self.slave, stdout=self.slave, stderr=self.slave, cwd=folder, start_new_session=True,
            env={**os.environ, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", **dict(environment)})

    def resize(self, columns, rows):
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def drain(self, seconds=0.0):
        """Reads what comes within so many seconds."""
        end = time.monotonic() + seconds
        while True:
            left = end - time.monotonic()
            if select.select([self.master], [], [], max(left, 0))[0]:
                self.output += os.read(self.master, 1 << 16)
            elif left <= 0:
                return

    def type(self, text):
        os.write(self.master, text.encode())

    def send(self, number):
        self.child.send_signal(number)

    @property
    def state(self):
        """The system's letter for it: T where it is stopped."""
        with open(f"/proc/{self.child.pid}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0]

    def wait(self, seconds=10.0, while_waiting=lambda: None):
        """Its exit status, minus the signal's number where one ended it; None where it hangs."""
        end = time.monotonic() + seconds
        while self.child.poll() is None and time.monotonic() < end:
            self.drain(0.02)
            while_waiting()
        self.drain()
        return self.child.returncode

    @property
    def has_taken_terminal(self):
        return b"\x1b[?1049h" in self.output

    def not_given_back(self):
        """What of the terminal is not as it was, in words; empty where all is."""
        self.drain()
        modes = {}
        for numbers, letter in MODE.findall(self.output):
            for number in numbers.split(b";"):
                modes[number] = letter == b"h"
        wrong = [f"mode {number.decode()} is on" for number in sorted(OFF) if modes.get(number)]
        if modes.get(CURSOR) is False:
            wrong.append("the cursor is hidden")
        if termios.tcgetattr(self.slave) != self.before:
            wrong.append("the settings have changed")
        return wrong

    def close(self):
        if self.child.poll() is None:
            self.child.send_signal(signal.SIGKILL)
            self.child.wait()
        os.close(self.master)
        os.close(self.slave)
