"""The main process and adopted orphans: reaping them, and what they used."""

import os
import sys


class Children:
    """Reaps all children; ``code`` and ``signal`` are the main one's, times in seconds, maxrss in bytes."""

    def __init__(self):
        self.main = None
        self.ended = False
        self.code = None
        self.signal = None
        self.utime = 0.0
        self.stime = 0.0
        self.maxrss = 0

    def reap(self):
        """Collects everyone who has ended; False when no child is left, living or dead."""
        while True:
            try:
                pid, status, usage = os.wait4(-1, os.WNOHANG)
            except ChildProcessError:
                return False
            if pid == 0:
                return True
            self._count(usage)
            if pid == self.main:
                self._note_end(status)

    def _count(self, usage):
        self.utime += usage.ru_utime
        self.stime += usage.ru_stime
        unit = 1 if sys.platform == "darwin" else 1024
        self.maxrss = max(self.maxrss, usage.ru_maxrss * unit)

    def _note_end(self, status):
        self.ended = True
        if os.WIFSIGNALED(status):
            self.signal = os.WTERMSIG(status)
        else:
            self.code = os.WEXITSTATUS(status)
