"""Ansible without a terminal of ours: no input, output and errors apart, or whatever streams it was given."""

import os


class Pipes:
    """A pipe for each kind of output that was given no stream; ``output`` or ``errors`` is None where one was."""

    wants_to_write = False

    def __init__(self, streams):
        self._theirs = [streams.get("input"), streams.get("output"), streams.get("errors")]
        self.output = self._make_pipe(1)
        self.errors = self._make_pipe(2)
        if self._theirs[0] is None:
            self._theirs[0] = os.open(os.devnull, os.O_RDONLY | os.O_CLOEXEC)

    def attach(self):
        """In the child: makes these the three standard streams."""
        for target, fd in enumerate(self._theirs):
            os.dup2(fd, target)

    def release(self):
        """After the start: only Ansible holds the other ends."""
        for fd in self._theirs:
            os.close(fd)

    def note_end(self):
        """The ends were Ansible's: nothing to let go of."""

    def _make_pipe(self, place):
        if self._theirs[place] is not None:
            return None
        ours, self._theirs[place] = os.pipe()
        return ours
