"""The last word about a run."""

import errno
import json
import os
import signal


def describe_exit(run):
    """What the ``exit`` message holds, from a finished Supervision."""
    children = run.children
    error = _describe_error(run)
    # The disk may also fill up with the last bytes, when nothing is left to stop.
    lost = error is not None and run.failure is None and run.crash is None
    return {
        "code": children.code,
        "signal": _name_signal(children.signal),
        "cause": run.stopping.cause or ("terminal_write_failed" if lost else None),
        "terminalBytes": run.output.size,
        "stderrBytes": run.errors.size if run.errors is not None else 0,
        "elapsed": _measure(run),
        "utime": round(children.utime, 6),
        "stime": round(children.stime, 6),
        "maxrss": children.maxrss,
        "error": error,
        "survivors": run.stopping.survivors,
    }


def _measure(run):
    """Seconds from the start of the main process to its end; None where it could not be started or ended."""
    if run.limits is None or run.ended_at is None:
        return None
    return round(run.ended_at - run.limits.started, 6)


def write_exit_file(path, report):
    """Whole or not at all; a full disk must not keep the message from being sent."""
    temporary = path + ".tmp"
    try:
        fd = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        with os.fdopen(fd, "w") as file:
            json.dump(report, file)
        os.rename(temporary, path)
    except OSError:
        pass


def _describe_error(run):
    if run.crash is not None:
        return {"code": "ERR_SUPERVISOR", "message": "The supervisor failed: %s: %s." % (type(run.crash).__name__, run.crash)}
    if run.failure is not None:
        return {"code": run.failure.code, "message": run.failure.message}
    for file in (run.output, run.errors):
        if file is not None and file.error is not None:
            code = errno.errorcode.get(file.error.errno, "EIO")
            return {"code": code, "message": "%s can't be written: %s." % (file.path, file.error.strerror)}
    return None


def _name_signal(number):
    if number is None:
        return None
    try:
        return signal.Signals(number).name
    except ValueError:
        return "SIG%d" % number
