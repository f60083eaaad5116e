"""Drives the real supervisor, as the runner does: a process with a socket on fd 3."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time

SUPERVISOR = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "supervisor.py")
NONCE = "0123456789abcdef"


class Supervised:
    """One supervised command in a directory of its own; a context manager."""

    def __init__(self, words, env=None, cwd=None, **fields):
        self.directory = tempfile.mkdtemp(prefix="supervised-")
        self.terminal = self.path("terminal")
        self.spec = {
            "command": words,
            "env": {"PATH": os.environ["PATH"], "SUPERVISED": self.directory, **(env or {})},
            "cwd": cwd or self.directory,
            "mode": "pty",
            "rows": 24,
            "columns": 80,
            "terminal": self.terminal,
            "stderr": self.path("stderr"),
            "nonce": NONCE,
            "exitFile": self.path("exit.json"),
            **fields,
        }
        self.handed = fields.get("streams", {}).values()
        self.program = [SUPERVISOR]
        self.at_once = []
        self.messages = []
        self.process = None
        self._received = b""

    def change(self, **fields):
        self.spec.update(fields)
        return self

    def path(self, name):
        return os.path.join(self.directory, name)

    def start(self):
        ours, theirs = socket.socketpair()
        self.socket = ours
        target = theirs.fileno()

        def take_fd():
            os.dup2(target, 3)

        said = open(self.path("supervisor.err"), "wb")
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-S", *self.program],
            stdin=subprocess.DEVNULL,
            stderr=said,
            preexec_fn=take_fd,
            pass_fds=(3, *self.handed),
            start_new_session=True,
        )
        theirs.close()
        said.close()
        ours.settimeout(60)
        self.send({"spec": self.spec}, *self.at_once)
        return self

    def send(self, *messages):
        self.socket.sendall(b"".join(json.dumps(message).encode() + b"\n" for message in messages))

    def stop(self, cause="canceled", **fields):
        self.send({"stop": {"cause": cause, **fields}})

    def next_message(self):
        """The next message, or None at the end."""
        while b"\n" not in self._received:
            chunk = self.socket.recv(65536)
            if not chunk:
                return None
            self._received += chunk
        line, _, self._received = self._received.partition(b"\n")
        message = json.loads(line)
        self.messages.append(message)
        return message

    def wait_for(self, kind):
        """The content of the next message of a kind."""
        while True:
            message = self.next_message()
            if message is None:
                raise AssertionError("the supervisor ended without %s: %r" % (kind, self.messages))
            if kind in message:
                return message[kind]

    def wait_for_text(self, text):
        """Follows the terminal file until it holds the text."""
        while text.encode() not in self.read():
            self.wait_for("more")

    def finish(self):
        """The exit report; the socket must end right after it."""
        report = self.wait_for("exit")
        assert self.next_message() is None, "something came after exit"
        assert self.process.wait(30) == 0
        return report

    def wait_without_socket(self):
        """For a runner that is gone: the exit file, once the supervisor has ended."""
        self.process.wait(60)
        with open(self.spec["exitFile"]) as file:
            return json.load(file)

    def read(self, name="terminal"):
        try:
            with open(self.path(name), "rb") as file:
                return file.read()
        except FileNotFoundError:
            return b""

    def list_processes(self):
        """Living processes that carry this run's environment, whoever their parents are."""
        mark = b"SUPERVISED=" + self.directory.encode() + b"\0"
        found = []
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open("/proc/%s/environ" % pid, "rb") as file:
                    if mark in file.read() and is_alive(int(pid)):
                        found.append(int(pid))
            except OSError:
                continue
        return found

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.socket.close()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.directory, ignore_errors=True)


def run_command(words, **fields):
    """Runs to the end: (exit report, terminal bytes)."""
    with Supervised(words, **fields) as run:
        return run.finish(), run.read()


def read_state(pid):
    """The kernel's letter for what a process does; None if there is none."""
    try:
        with open("/proc/%d/stat" % pid) as file:
            return file.read().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return None


def is_alive(pid):
    """False also for a zombie."""
    return read_state(pid) not in (None, "Z", "X")


def wait_until(condition, seconds=20):
    """Polls a condition of the outside world that can't be waited for."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise AssertionError("it did not come true in %s s" % seconds)
        time.sleep(0.01)
