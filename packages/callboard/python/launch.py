"""Starting Ansible: fork, a session of its own, exec; and why it could not be started."""

import errno
import os
import signal

import linux


class Launched:
    """``pid`` of the main process; ``failure`` is None or a LaunchFailure."""

    def __init__(self, pid, failure):
        self.pid = pid
        self.failure = failure


class LaunchFailure:
    """Which step failed (``cwd`` or ``command``), its errno and the words for it."""

    def __init__(self, step, number, spec):
        self.code = errno.errorcode.get(number, str(number))
        reason = os.strerror(number)
        if step == "cwd":
            self.message = "The working directory can't be used: %s: %s." % (spec.cwd, reason)
        elif step == "session":
            self.message = "The terminal could not be taken: %s." % reason
        elif number in (errno.ENOENT, errno.ENOTDIR, errno.EACCES, errno.EPERM, errno.ENOEXEC):
            # The words of Python's ansible-runner, which consumers look for.
            self.message = "The command was not found or was not executable: %s." % spec.command[0]
        else:
            self.message = "The command could not be started: %s: %s." % (spec.command[0], reason)
        self.step = step


def launch(spec, attach):
    """Starts the command in a new session; ``attach()`` runs in the child and sets fds 0 to 2."""
    told, tell = os.pipe()
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        _become_command(spec, attach, parent, tell)
    signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
    os.close(tell)
    with os.fdopen(told, "rb") as pipe:
        word = pipe.read().decode()
    if not word:
        return Launched(pid, None)
    step, number = word.split()
    return Launched(pid, LaunchFailure(step, int(number), spec))


def _become_command(spec, attach, parent, tell):
    step = "session"
    try:
        signal.set_wakeup_fd(-1)
        os.setsid()
        attach()
        _close_descriptors_but(tell)
        _reset_signals()
        linux.die_with_parent(signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)  # It died before the kernel knew that we care.
        step = "cwd"
        os.chdir(_encode(spec.cwd))
        step = "command"
        _execute([_encode(word) for word in spec.command], {_encode(k): _encode(v) for k, v in spec.env.items()})
    except OSError as error:
        os.write(tell, ("%s %d" % (step, error.errno or errno.EIO)).encode())
    except BaseException:
        os.write(tell, ("%s %d" % (step, errno.EINVAL)).encode())
    os._exit(127)


def _close_descriptors_but(tell):
    """What the runner's process happened to pass on is not for Ansible."""
    try:
        numbers = [int(name) for name in os.listdir("/dev/fd")]
    except OSError:
        numbers = range(256)
    for number in numbers:
        if number > 2 and number != tell:
            try:
                os.close(number)
            except OSError:
                pass  # the listing's own, or never open


def _reset_signals():
    for number in signal.valid_signals():
        try:
            signal.signal(number, signal.SIG_DFL)
        except (OSError, ValueError, RuntimeError):
            pass  # SIGKILL, SIGSTOP, and those that the C library keeps for itself
    # When the session's leader ends the kernel hangs up on what it left in the
    # background; a play may mean to leave it (and Python's runner lets it live).
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())


def _execute(command, environment):
    """execve, searched for on the PATH of the given environment; raises OSError."""
    name = command[0]
    if b"/" in name:
        os.execve(name, command, environment)
    refused = None
    for directory in environment.get(b"PATH", os.defpath.encode()).split(b":"):
        try:
            os.execve(os.path.join(directory or b".", name), command, environment)
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            refused = refused or error
    raise refused or FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))


def _encode(text):
    # Not os.fsencode: the bytes must not depend on the supervisor's own locale.
    return text.encode("utf-8", "surrogateescape")
