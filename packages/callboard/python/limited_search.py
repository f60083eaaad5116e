"""Searching with patterns that a user wrote: none may keep the terminal waiting."""

import signal
import sys

# Seconds of processor time for one search of a few thousand characters.
LIMIT = 0.2


class _TooSlow(Exception):
    pass


class LimitedPattern:
    """A compiled pattern that is given up for good when a search takes too long, and says so on stderr."""

    def __init__(self, pattern):
        self._pattern = pattern

    def search(self, text, start):
        """As re.Pattern.search; None if given up."""
        if self._pattern is None:
            return None
        previous = signal.signal(signal.SIGVTALRM, _interrupt)
        try:
            signal.setitimer(signal.ITIMER_VIRTUAL, LIMIT)
            match = self._pattern.search(text, start)
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            return match
        except _TooSlow:
            self._give_up()
            return None
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            signal.signal(signal.SIGVTALRM, previous)

    def _give_up(self):
        message = "callboard: the prompt pattern %r takes too long to search for and is no longer tried: simplify it.\n"
        try:
            sys.stderr.write(message % self._pattern.pattern)
            sys.stderr.flush()
        except (OSError, ValueError, AttributeError):
            pass
        self._pattern = None


def _interrupt(_number, _frame):
    raise _TooSlow
