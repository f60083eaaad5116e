"""How does the fake say something? Data to the spool first, then text between marks, as the capture plugin does."""

import json
import os
from binascii import crc32


class Voice:
    """Everything goes out by plain writes, so that a kill leaves exactly what was written."""

    def __init__(self, scenario, spool_path, nonce):
        self._spool = os.open(spool_path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._oracle = open_oracle(scenario["oracle"])
        self._chunk = scenario["chunkBytes"]
        self._begin = b"\x1b_cb" + nonce + b" B%d\x1b\\"
        self._end = b"\x1b_cb" + nonce + b" E\x1b\\"
        self._prefix = b"\x1b_cb" + nonce + b" "
        self.lines = 0

    def tell(self, data, text, stream=1, marked=True):
        """One event. `data` is a line of JSON without its checksum and newline, both are bytes."""
        write_all(self._spool, seal(data))
        self.lines += 1
        shown = self._begin % self.lines + text + self._end if marked else b""
        self._show(shown, stream)
        self._remember({"event": self.lines, "data": data, "text": text if marked else b"", "stream": stream})

    def tell_many(self, lines, texts):
        """A batch in two writes."""
        write_all(self._spool, b"".join(map(seal, lines)))
        begin, end, first = self._begin, self._end, self.lines + 1
        write_all(1, b"".join([begin % n + text + end for n, text in enumerate(texts, first)]))
        self.lines += len(lines)

    def show(self, text, stream=1):
        """Text that belongs to no event."""
        self._show(text, stream)
        self._remember({"event": None, "data": b"", "text": text, "stream": stream})

    def tear(self, number):
        """What looks like one of our marks and is none, a different one for each number."""
        bodies = (b"", b"B", b"B7\n", b"B0\x1b\\", b"B-1\x1b\\", b"E E\x1b\\", b"N {\x1b\\", b'N {"kind":1}\x1b\\', b"x" * 70000)
        return self._prefix[:-1] if number % 10 == 0 else self._prefix + bodies[number % len(bodies)]

    def _show(self, data, stream):
        step = self._chunk or len(data)
        for start in range(0, len(data), step or 1):
            write_all(stream, data[start:start + step])

    def _remember(self, entry):
        if self._oracle is not None:
            copy = {**entry, "data": entry["data"].decode("ascii"), "text": entry["text"].decode("latin-1")}
            write_all(self._oracle, json.dumps(copy).encode() + b"\n")


def seal(data):
    return b"%08x %s\n" % (crc32(data), data)


def open_oracle(path):
    return None if path is None else os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)


def write_all(fd, data):
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view):]
