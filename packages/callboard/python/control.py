"""What the runner and the supervisor say to each other."""

import json
import os
import select
import time

# How long a notice waits: an event's text and its end come within that (seconds).
SETTLING = 0.05
# Between two notices. Each wakes the runner, and for that time Ansible lacks a processor (seconds).
MORE_INTERVAL = 0.25


class Control:
    """Messages over one socket; a peer that reads slowly or not at all is never waited for."""

    def __init__(self, fd):
        self.fd = fd
        self.gone = False
        self._received = b""
        self._unsent = b""
        self._more = None
        self._noted = 0
        self._more_due = 0.0
        os.set_inheritable(fd, False)

    def wait_for_line(self):
        """Blocks until the first line is whole: its bytes, or None at end of file."""
        os.set_blocking(self.fd, True)
        chunks = []
        while True:
            chunk = self._read()
            if not chunk:
                return None
            chunks.append(chunk)
            if b"\n" in chunk:
                break
        line, _, self._received = b"".join(chunks).partition(b"\n")
        os.set_blocking(self.fd, False)
        return line

    def read_messages(self):
        """Whatever has come, as a list of dicts; sets ``gone`` at end of file."""
        os.set_blocking(self.fd, False)
        while not self.gone:
            try:
                chunk = self._read()
            except BlockingIOError:
                break
            if not chunk:
                self.gone = True
            self._received += chunk
        *lines, self._received = self._received.split(b"\n")
        return [message for message in map(_parse, lines) if isinstance(message, dict)]

    def send(self, message):
        """Queues a message that must arrive, and sends what the socket takes now."""
        self._put_more()
        self._unsent += json.dumps(message).encode() + b"\n"
        self._write()

    def note_more(self, total, now):
        """Tells soon how far the output has got; a notice that is still unsent is replaced."""
        if total == self._noted:
            return
        if self._more is None:
            self._more_due = max(self._more_due, now + SETTLING)
        self._more = self._noted = total

    def flush(self, now):
        """Sends what can be sent without waiting."""
        if self._more is not None and not self._unsent and now >= self._more_due:
            self._put_more()
            self._more_due = now + MORE_INTERVAL
        if self._unsent:
            self._write()

    @property
    def wants_to_write(self):
        return bool(self._unsent) and not self.gone

    @property
    def deadline(self):
        """When a notice that was held back is due; None if there is none."""
        return None if self._more is None or self._unsent or self.gone else self._more_due

    def close(self, patience=30.0):
        """Sends the rest, for as long as the runner keeps reading within the patience (seconds)."""
        os.set_blocking(self.fd, False)
        end = time.monotonic() + patience
        self._put_more()
        self._write()
        while self.wants_to_write and time.monotonic() < end:
            select.select([], [self.fd], [], max(0.0, end - time.monotonic()))
            self._write()
        # Closing on unread messages would reach the runner as a reset connection.
        self.read_messages()
        os.close(self.fd)

    def _put_more(self):
        if self._more is not None:
            self._unsent += b'{"more": %d}\n' % self._more
            self._more = None

    def _read(self):
        try:
            return os.read(self.fd, 1 << 20)
        except ConnectionError:
            return b""

    def _write(self):
        try:
            while self._unsent and not self.gone:
                self._unsent = self._unsent[os.write(self.fd, self._unsent):]
        except BlockingIOError:
            pass
        except OSError:
            # The end of file that follows is what tells that the runner is gone.
            self._unsent = b""


def _parse(line):
    try:
        return json.loads(line)
    except ValueError:
        return None
