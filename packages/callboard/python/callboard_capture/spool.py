"""Where do events go? Data to the spool file, once and whole; a tiny mark to the terminal where the text is."""
from __future__ import annotations

import os
from binascii import crc32


class Spool:
    """Append-only file of event data, a checksum and JSON on each line, and the marks that refer to its line numbers.

    A mark is an APC control string, which terminals ignore: ESC _ cb<nonce> B<line> ESC \\ before an event's text,
    ESC _ cb<nonce> E ESC \\ after it. The nonce is the run's, so nobody else's output can pass for a mark.
    """

    def __init__(self, path, nonce):
        self._fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        self.owner = os.getpid()
        self._lines = 0
        self._begin = '\x1b_cb' + nonce + ' B%d\x1b\\'
        self.end_mark = '\x1b_cb' + nonce + ' E\x1b\\'

    def is_ours(self):
        """Ansible's forked workers proxy their output to the process that opened the spool."""
        return os.getpid() == self.owner

    def append(self, line):
        """Write one event's JSON; returns the mark that begins its text."""
        data = line.encode('ascii')
        data = b'%08x %s\n' % (crc32(data), data)
        written = os.write(self._fd, data)
        while written < len(data):
            written += os.write(self._fd, data[written:])
        self._lines += 1
        return self._begin % self._lines
