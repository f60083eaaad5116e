"""How does the fake misbehave? Signals it ignores, children that flee, a question that it waits on."""

import os
import signal
import sys
import time


class Stopped(Exception):
    """A signal asked for the end; what was being said is said to its end."""


class Signals:
    """SIGTERM and SIGHUP are heeded between events, so that the spool and the oracle say the same."""

    def __init__(self, ignore):
        self._seen = False
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN if ignore else self._note)

    def check(self):
        if self._seen:
            raise Stopped

    def _note(self, _number, _frame):
        self._seen = True


def flee(pid_file):
    """A grandchild, in a session of its own, that nobody's SIGTERM ends. It ends itself after a minute."""
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
                signal.signal(number, signal.SIG_IGN)
            with open(pid_file + ".tmp", "w", encoding="ascii") as file:
                file.write(str(os.getpid()))
            os.rename(pid_file + ".tmp", pid_file)
            time.sleep(60)
        os._exit(0)
    os.wait()


def ask(prompt):
    """Waits for a line; gives its length."""
    os.write(1, prompt.encode())
    return len(sys.stdin.readline().rstrip("\n"))


def die(scenario):
    if scenario["killedBy"]:
        number = getattr(signal, scenario["killedBy"])
        signal.signal(number, signal.SIG_DFL) if number != signal.SIGKILL else None
        os.kill(os.getpid(), number)
    os._exit(scenario["exitCode"])
