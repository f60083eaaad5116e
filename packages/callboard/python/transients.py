"""Files that exist only while Ansible runs."""

import os

from refusal import Refused


class Transients:
    """Makes files of mode 0600, and removes them with the directories that it made for them."""

    def __init__(self):
        self._files = []
        self._directories = []

    def add(self, path, content):
        try:
            self._make_directories(os.path.dirname(path))
            fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            self._files.append(path)
            with os.fdopen(fd, "wb") as file:
                file.write(content.encode("utf-8", "surrogateescape"))
        except OSError as error:
            raise Refused("ERR_TRANSIENT", "The file %s can't be written (%s): remove what is there, or make its directory writable." % (path, error.strerror))

    def remove(self):
        for path in self._files:
            _quietly(os.unlink, path)
        for path in reversed(self._directories):
            _quietly(os.rmdir, path)
        self._files = []
        self._directories = []

    def _make_directories(self, path):
        if not path or os.path.isdir(path):
            return
        self._make_directories(os.path.dirname(path))
        os.mkdir(path, 0o700)
        self._directories.append(path)


def _quietly(remove, path):
    try:
        remove(path)
    except OSError:
        pass  # Already gone, or somebody put something of theirs into it.
