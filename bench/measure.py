"""What does a command cost, everything that it starts included?

    measure.py REPORT command …      its standard streams are the command's

Prints to the file REPORT: {"wall": s, "cpu": s, "peak": bytes, "ended": ms since 1970, "code": n}. The peak is the resident
set of the largest process. CPU is user and system time of the whole process tree. Usage goes up the tree as each
process is waited for by its parent; what is orphaned (a supervisor in a session of its own, ssh's and async tasks'
daemons) comes to us, a subreaper, and is waited for here.
"""

import ctypes
import json
import os
import resource
import sys
import time

PR_SET_CHILD_SUBREAPER = 36
# A process that outlives the command by more is told, not waited for.
PATIENCE = 10.0


def main():
    report, command = sys.argv[1], sys.argv[2:]
    if sys.platform.startswith('linux'):
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    # Whoever became this process by exec (a shim of pyenv) may have had children of its own.
    before = measure_children()
    started = time.monotonic()
    pid = os.posix_spawnp(command[0], command, os.environ)
    code = None
    while code is None:
        ended, status = os.waitpid(-1, 0)
        if ended == pid:
            code = os.waitstatus_to_exitcode(status)
    wall, ended = time.monotonic() - started, time.time() * 1000
    reap_orphans()
    with open(report, 'w', encoding='utf-8') as file:
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
        cpu = measure_children() - before
        json.dump({'wall': wall, 'cpu': cpu, 'peak': peak, 'ended': ended, 'code': code}, file)


def measure_children():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def reap_orphans():
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                if time.monotonic() > deadline:
                    sys.exit('measure.py: a process that the command started is still running; its cost is unknown')
                time.sleep(0.01)
        except ChildProcessError:
            return


if __name__ == '__main__':
    main()
