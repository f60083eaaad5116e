"""Signals as something to select() on."""

import os
import signal

STOPPING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Signals:
    """``fd`` becomes readable when a signal came."""

    def __init__(self):
        self.fd, self._wake = os.pipe()
        os.set_blocking(self.fd, False)
        os.set_blocking(self._wake, False)
        signal.set_wakeup_fd(self._wake, warn_on_full_buffer=False)
        for number in (signal.SIGCHLD, *STOPPING):
            signal.signal(number, _ignore)

    def take(self):
        """How many of them ask us to stop; empties the pipe."""
        stops = 0
        try:
            while True:
                numbers = os.read(self.fd, 4096)
                stops += sum(number in STOPPING for number in numbers)
        except BlockingIOError:
            return stops


def _ignore(_number, _frame):
    """A handler must exist for the wakeup to be written."""
