"""A task that does not want to end: processes of every kind that are hard to find or to stop. Each names itself in a file.

    python3 mischief.py <directory>
"""

import os
import signal
import sys
import time

HERE = sys.argv[1]
# Whatever goes wrong, nothing of this outlives the machine's patience (seconds).
LONGEST = 90
BEGAN = time.monotonic()


def sleep_stubbornly():
    while time.monotonic() < BEGAN + LONGEST:
        time.sleep(1)
    os._exit(0)


def report(name):
    path = os.path.join(HERE, name)
    with open(path + ".tmp", "w", encoding="ascii") as file:
        file.write(str(os.getpid()))
    os.rename(path + ".tmp", path)


def start(name, do):
    if os.fork() == 0:
        report(name)
        do()
        os._exit(0)


def flee():
    """Another session, and a parent that is gone."""
    os.setsid()
    if os.fork() == 0:
        report("fled")
        sleep_stubbornly()


def hop():
    """Never the same process for long: whoever looks for it finds its predecessor."""
    os.setsid()
    while time.monotonic() < BEGAN + LONGEST:
        if os.fork() != 0:
            os._exit(0)
        time.sleep(0.005)


def breed():
    """Many at once, and for each that ends another."""
    children = 0
    while time.monotonic() < BEGAN + LONGEST:
        if children < 12:
            children += 1
            if os.fork() == 0:
                sleep_stubbornly()
        else:
            os.wait()
            children -= 1


def stand_still():
    """Stopped, it hears of no signal but one."""
    os.kill(os.getpid(), signal.SIGSTOP)
    sleep_stubbornly()


def strip():
    """Nothing in its environment says whose it is."""
    os.setsid()
    os.execve(sys.executable, [sys.executable, "-I", "-S", "-c", STRIPPED], {})


STRIPPED = """
import signal, time
for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
    signal.signal(number, signal.SIG_IGN)
time.sleep(%d)
""" % LONGEST


def main():
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    kinds = {"flees": flee, "hops": hop, "breeds": breed, "stands": stand_still, "strips": strip}
    for name, do in kinds.items():
        start(name, do)
    while not all(os.path.exists(os.path.join(HERE, name)) for name in [*kinds, "fled"]):
        time.sleep(0.01)
    report("ready")
    sleep_stubbornly()


main()
