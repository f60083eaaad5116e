"""Where output is kept: each byte goes to its file at once."""

import os

from refusal import Refused

CHUNK = 65536
# After less than this there is hardly more to read yet.
SMALL = 2048


class OutputFile:
    """An append-only file; ``size`` is its length in bytes, ``error`` the first OSError in writing."""

    def __init__(self, path):
        try:
            self._fd = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise Refused("ERR_OUTPUT_FILE", "%s can't be opened for output (%s): create its directory, or make it writable." % (path, error.strerror))
        self.path = path
        self.size = os.fstat(self._fd).st_size
        self.error = None

    def write(self, data):
        view = memoryview(data)
        while view and self.error is None:
            try:
                written = os.write(self._fd, view)
            except OSError as error:
                self.error = error
                return
            self.size += written
            view = view[written:]


class Stream:
    """A file descriptor that is read until its end into an output file."""

    def __init__(self, fd, file, watch=None):
        os.set_blocking(fd, False)
        self.fd = fd
        self.file = file
        self.open = True
        self._watch = watch

    def read_available(self, now):
        """Reads what is there, up to one chunk; ``watch(data, now)`` sees it; returns the number of bytes."""
        data = self._read()
        if data:
            self.file.write(data)
            if self._watch is not None:
                self._watch(data, now)
        return len(data)

    def close(self):
        if self.open:
            self.open = False
            os.close(self.fd)

    def _read(self):
        chunks = []
        room = CHUNK
        # A pty hands out 4 KiB at a time: gather them, so that they cost one write.
        while room > 0:
            try:
                chunk = os.read(self.fd, room)
            except BlockingIOError:
                break
            except OSError:
                chunk = b""  # Linux says EIO when the last one has left the terminal.
            if not chunk:
                self.close()
                break
            chunks.append(chunk)
            room -= len(chunk)
            if len(chunk) < SMALL:
                break
        return chunks[0] if len(chunks) == 1 else b"".join(chunks)
