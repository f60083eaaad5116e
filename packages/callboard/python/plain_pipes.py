"""Ansible without a terminal: no input, output and errors apart."""

import os


class Pipes:
    """A pipe for each kind of output; input is empty."""

    wants_to_write = False

    def __init__(self):
        self.output, self._theirs_out = os.pipe()
        self.errors, self._theirs_err = os.pipe()
        self._nothing = os.open(os.devnull, os.O_RDONLY | os.O_CLOEXEC)

    def attach(self):
        """In the child: makes these the three standard streams."""
        for fd, target in enumerate((self._nothing, self._theirs_out, self._theirs_err)):
            os.dup2(target, fd)

    def release(self):
        """After the start: only Ansible holds the other ends."""
        for fd in (self._nothing, self._theirs_out, self._theirs_err):
            os.close(fd)

    def note_end(self):
        """The ends were Ansible's: nothing to let go of."""
