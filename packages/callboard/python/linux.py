"""The two kernel services that Python's library does not offer."""

import sys

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36

_prctl = None


def load_prctl():
    """Finds prctl once, before any fork; without it (or elsewhere) the calls below return False."""
    global _prctl
    if not sys.platform.startswith("linux"):
        return
    try:
        import ctypes

        _prctl = ctypes.CDLL(None).prctl
    except (ImportError, OSError, AttributeError):
        _prctl = None


def become_subreaper():
    """Orphans of the tree become our children; True if the kernel agreed."""
    return _call(PR_SET_CHILD_SUBREAPER, 1)


def die_with_parent(signal_number):
    """The kernel sends this process a signal when its parent ends."""
    return _call(PR_SET_PDEATHSIG, int(signal_number))


def _call(option, value):
    return _prctl is not None and _prctl(option, value, 0, 0, 0) == 0
