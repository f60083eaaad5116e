"""Secrets handed to the first that opens a named pipe; they never touch the disk."""

import errno
import os

from refusal import Refused

FIRST_PAUSE = 0.005
LONGEST_PAUSE = 0.05


class Feed:
    """One named pipe: waits for a reader, writes the content, is gone."""

    def __init__(self, path, content):
        try:
            os.mkfifo(path, 0o600)
        except OSError as error:
            raise Refused("ERR_FEED", "The named pipe %s can't be made (%s): remove what is there, or make its directory writable." % (path, error.strerror))
        self.path = path
        self.fd = None
        self.deadline = 0.0
        self._unsent = content.encode("utf-8", "surrogateescape")
        self._pause = FIRST_PAUSE

    @property
    def done(self):
        return self.path is None and self.fd is None

    def look_for_reader(self, now):
        """Opens the pipe if somebody reads it, else sets when to look again."""
        try:
            self.fd = os.open(self.path, os.O_WRONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError as error:
            if error.errno == errno.ENXIO:
                self.deadline = now + self._pause
                self._pause = min(self._pause * 1.5, LONGEST_PAUSE)
            else:
                self.close()
            return
        # Unlinked first: a second reader then finds nothing instead of waiting for ever.
        self._unlink()
        self.write_on()

    def write_on(self):
        """Writes what the pipe takes; closes it after the last byte or when the reader has left."""
        try:
            while self._unsent:
                self._unsent = self._unsent[os.write(self.fd, self._unsent):]
        except BlockingIOError:
            return
        except OSError:
            pass
        self.close()

    def close(self):
        self._unsent = b""
        if self.fd is not None:
            os.close(self.fd)
            self.fd = None
        self._unlink()

    def _unlink(self):
        if self.path is not None:
            try:
                os.unlink(self.path)
            except OSError:
                pass
            self.path = None


class Feeds:
    """All feeds of a run."""

    def __init__(self):
        self._feeds = []

    def add(self, path, content):
        self._feeds.append(Feed(path, content))

    @property
    def writing(self):
        return [feed.fd for feed in self._feeds if feed.fd is not None]

    @property
    def deadline(self):
        return min((feed.deadline for feed in self._feeds if not feed.done and feed.fd is None), default=None)

    def advance(self, now, writable):
        for feed in self._feeds:
            if feed.fd is not None:
                if feed.fd in writable:
                    feed.write_on()
            elif not feed.done and now >= feed.deadline:
                feed.look_for_reader(now)
        self._feeds = [feed for feed in self._feeds if not feed.done]

    def close(self):
        for feed in self._feeds:
            feed.close()
        self._feeds = []
