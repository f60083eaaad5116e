"""What a person would see of the latest output: no escapes, no marks of the capture."""

import re

WINDOW = 4096
# Of the bytes: marks and colours come on top of what is seen.
RAW_WINDOW = 4 * WINDOW

# Strings end with ESC \, an OSC with BEL too. Then CSI, then the short ones.
_ESCAPE = re.compile(
    r"\x1b(?:\][^\x07\x1b]*(?:\x07|\x1b\\)|[_P^X][^\x1b]*\x1b\\|\[[0-?]*[ -/]*[@-~]|[ -/]+[0-~]|[0-OQ-WYZ\\`-~])|[\x00\x07]"
)
_UNFINISHED = re.compile(r"\x1b(?:[\]_P^X][^\x07\x1b]*\x1b?|\[[0-?]*[ -/]*|[ -/]*)\Z")
_RETURNS = re.compile(r"\r+\n?")


class VisibleText:
    """Fed with bytes; keeps the tail and makes text of it only when asked, since a busy play never asks."""

    def __init__(self):
        self._raw = b""
        self._cut = False

    def feed(self, data):
        self._raw = self._raw + data if len(data) < 2 * RAW_WINDOW else data[-2 * RAW_WINDOW:]
        if len(self._raw) >= 2 * RAW_WINDOW:
            self._keep_tail()

    def _keep_tail(self):
        # Begin with a whole line: a cut escape would be seen as text.
        start = self._raw.find(b"\n", len(self._raw) - RAW_WINDOW) + 1
        self._raw = self._raw[start or -RAW_WINDOW:]
        self._cut = not start

    def is_open(self):
        """True if the last line has no end. Looks at little: this is asked after every burst of output."""
        start = self._raw.find(b"\n", max(0, len(self._raw) - 2048)) + 1
        text = _clean(self._raw[max(0, start - 1):])[0]
        return bool(text) and not text.endswith("\n")

    def read(self):
        """(text, start): the last characters; matches may begin at start, which is 1 if text was cut in mid-line."""
        text = _clean(self._raw)[0]
        if len(text) > WINDOW:
            return text[-WINDOW - 1:], 1
        return text, int(self._cut and bool(text))

    def forget(self, length):
        """Drops everything but the last ``length`` characters of the text, and an escape that is still to be completed."""
        text, unfinished = _clean(self._raw)
        self._raw = (text[len(text) - length:] + unfinished).encode("utf-8", "surrogateescape")
        self._cut = False


def _clean(raw):
    text = raw.decode("utf-8", "replace")
    unfinished = _UNFINISHED.search(text)
    rest = ""
    if unfinished is not None:
        rest = unfinished.group()
        text = text[: unfinished.start()]
    # A return may still get its newline; one within a line begins it anew.
    text = _ESCAPE.sub("", text).rstrip("\r")
    return _RETURNS.sub("\n", text), rest
