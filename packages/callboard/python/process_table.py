"""The processes of this machine: from /proc, or from ps where there is none."""

import os

HAS_PROC = os.path.exists("/proc/self/stat")


class Process:
    """One row; ``start`` tells a process from a later one with the same pid."""

    __slots__ = ("pid", "parent", "group", "session", "state", "start")

    def __init__(self, pid, parent, group, session, state, start):
        self.pid = pid
        self.parent = parent
        self.group = group
        self.session = session
        self.state = state
        self.start = start

    @property
    def alive(self):
        return self.state[:1] not in ("Z", "X", "x")

    @property
    def identity(self):
        return (self.pid, self.start)


def read_processes():
    """{pid: Process} of everything that can be seen."""
    return _read_proc() if HAS_PROC else read_ps()


def read_start(pid):
    """When the process with this pid began, in the table's own terms; None if there is none."""
    process = _read_stat(pid) if HAS_PROC else read_ps(pid).get(pid)
    return None if process is None else process.start


def _read_proc():
    processes = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            process = _read_stat(name)
            if process is not None:
                processes[process.pid] = process
    return processes


def _read_stat(pid):
    try:
        with open("/proc/%s/stat" % pid, "rb", buffering=0) as file:
            text = file.read()
    except OSError:
        return None
    # The name, in parentheses, may hold spaces and parentheses.
    fields = text[text.rindex(b")") + 2:].split()
    state = fields[0].decode()
    return Process(int(pid), int(fields[1]), int(fields[2]), int(fields[3]), state, int(fields[19]))


def read_ps(pid=None):
    """The same from ps, with no session (-1): its column is not a number everywhere."""
    import subprocess

    which = ["-A"] if pid is None else ["-p", str(pid)]
    command = ["ps", *which, "-o", "pid=", "-o", "ppid=", "-o", "pgid=", "-o", "stat=", "-o", "lstart="]
    try:
        ps = subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, env={**os.environ, "LC_ALL": "C"})
    except OSError:
        return {}
    output, _ = ps.communicate()
    processes = {}
    for line in output.decode("ascii", "replace").splitlines():
        fields = line.split(None, 4)
        if len(fields) == 5 and int(fields[0]) != ps.pid:
            number, parent, group = map(int, fields[:3])
            processes[number] = Process(number, parent, group, -1, fields[3], fields[4])
    return processes
