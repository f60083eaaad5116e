"""Is somebody waiting for input at our terminal?"""

import os

LINE, KEYS, PERHAPS, NOBODY, UNKNOWN = "line", "keys", "perhaps", "nobody", "unknown"

# System call numbers by machine: read and readv; then select, poll, epoll and their kin,
# with the argument that counts the descriptors waited for (0: not among the arguments).
_CALLS = {
    "x86_64": ({0, 19}, {23: 1, 270: 1, 7: 2, 271: 2, 232: 0, 281: 0}),
    "aarch64": ({63, 65}, {72: 1, 73: 2, 22: 0}),
    "riscv64": ({63, 65}, {72: 1, 73: 2, 22: 0}),
}
_READS, _POLLS = _CALLS.get(os.uname().machine, (None, {}))


def find_reader(processes, terminal):
    """What is known of who waits for input.

    LINE: a process waits in a read of the terminal. KEYS: one took it out of line
    mode. PERHAPS: one that has it as its input waits for something. Else NOBODY,
    or UNKNOWN where the kernel doesn't tell.
    """
    if terminal.is_raw():
        return KEYS
    if _READS is None or not os.path.exists("/proc/self/syscall"):
        return UNKNOWN
    states = {_find_state(process.pid, terminal) for process in processes}
    return next((state for state in (LINE, UNKNOWN, PERHAPS) if state in states), NOBODY)


def _find_state(pid, terminal):
    """Of one process, by what its threads are doing."""
    states = {_find_thread_state(pid, thread, terminal) for thread in _list_threads(pid)}
    return next((state for state in (LINE, UNKNOWN, PERHAPS) if state in states), NOBODY)


def _list_threads(pid):
    try:
        return os.listdir("/proc/%d/task" % pid)
    except OSError:
        return []


def _find_thread_state(pid, thread, terminal):
    try:
        with open("/proc/%d/task/%s/syscall" % (pid, thread)) as file:
            call = file.read().split()
    except PermissionError:
        # A set-uid program (sudo, su) may well be asking for a password.
        return UNKNOWN
    except OSError:
        return NOBODY
    if len(call) < 3 or not call[0].isdigit():
        return NOBODY
    if int(call[0]) in _READS and _is_terminal(pid, int(call[1], 16), terminal):
        return LINE
    return PERHAPS if _is_polling(call) and _is_terminal(pid, 0, terminal) else NOBODY


def _is_polling(call):
    counter = _POLLS.get(int(call[0]))
    # Waiting for no descriptor at all is sleeping (as Python did before 3.11).
    return counter is not None and (counter == 0 or int(call[counter], 16) > 0)


def _is_terminal(pid, fd, terminal):
    try:
        target = os.readlink("/proc/%d/fd/%d" % (pid, fd))
    except OSError:
        return False
    # Ansible's own terminals for ssh and sudo are others; /dev/tty is whichever controls it.
    return target == terminal.name or target == "/dev/tty" and _controlling_terminal(pid) == _encode_device(terminal.device)


def _controlling_terminal(pid):
    try:
        with open("/proc/%d/stat" % pid, "rb") as file:
            return int(file.read().rpartition(b")")[2].split()[4])
    except (OSError, ValueError, IndexError):
        return None


def _encode_device(device):
    """As the kernel writes device numbers in stat."""
    major, minor = os.major(device), os.minor(device)
    return (minor & 0xFF) | (major << 8) | ((minor & ~0xFF) << 12)
