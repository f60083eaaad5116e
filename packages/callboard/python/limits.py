"""How long the run may take, and how long it may be silent."""


class Limits:
    """Seconds, or None for no limit; times are of the monotonic clock."""

    def __init__(self, job_timeout, idle_timeout, now):
        self._job_end = None if job_timeout is None else now + job_timeout
        self._idle_timeout = idle_timeout
        self.started = now
        self.last_output = now

    @property
    def deadline(self):
        ends = [end for end in (self._job_end, self._idle_end) if end is not None]
        return min(ends, default=None)

    def find_exceeded(self, now):
        """The cause to stop for, or None."""
        if self._job_end is not None and now >= self._job_end:
            return "job_timeout"
        if self._idle_end is not None and now >= self._idle_end:
            return "idle_timeout"
        return None

    @property
    def _idle_end(self):
        return None if self._idle_timeout is None else self.last_output + self._idle_timeout
