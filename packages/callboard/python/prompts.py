"""Answering what Ansible asks, and noticing what nobody answers."""

import re

from limited_search import LimitedPattern
from terminal_readers import KEYS, LINE, NOBODY, PERHAPS
from visible_text import VisibleText

# Seconds without output after which a line without an end is taken for a prompt,
# and after which one with an end is.
SETTLED = 0.02
SETTLED_LINE = 1.0
# Programs throw away what was typed before they began to read (TCSAFLUSH), so an
# answer waits for a reader where one can be seen, but not longer than this.
READER_PATIENCE = 0.3
RECHECK = 1.0

_LOOKS_LIKE_A_PROMPT = re.compile(r"[:?>\]]\s*\Z")
TEXT_LIMIT = 512
# Shorter answers ("y", "yes") are no secrets, and would garble the text.
SECRET_LENGTH = 4


class PromptWatch:
    """Fed with output; ``check`` whenever ``deadline`` is past.

    ``find_reader()`` as in terminal_readers; ``answer(text)`` types it;
    ``report(line, answered)`` tells the runner.
    """

    def __init__(self, prompts, report_after, find_reader, answer, report, now):
        self._prompts = [(LimitedPattern(pattern), answer) for pattern, answer in prompts]
        self._report_after = report_after
        self._line_settled = min(SETTLED_LINE, report_after)
        self._find_reader = find_reader
        self._answer = answer
        self._report = report
        self._text = VisibleText()
        self._since = now
        self._typed = None
        self._asked = ""
        self._reported = set()
        self.deadline = now + SETTLED

    def feed(self, data, now):
        self._text.feed(data)
        self._since = now
        # Mostly a line has ended, and then nobody need wake before there has been time for the next.
        may_ask = self._typed is not None or self._text.is_open()
        self.deadline = now + (SETTLED if may_ask else self._line_settled)

    def check(self, now):
        """Looks at the text if it has been quiet for long enough; sets the next deadline."""
        if now < self.deadline:
            return
        quiet = now - self._since
        self._drop_echo()
        line_is_open = self._text.is_open()
        if not line_is_open and quiet < self._line_settled:
            self.deadline = self._since + self._line_settled
            return
        text, start = self._text.read()
        found = self._find_match(text, start)
        if found is not None:
            self._try_answer(text, found[1], line_is_open, quiet, now)
        elif quiet >= self._report_after:
            self._report_if_stuck(text, line_is_open)
            self.deadline = now + self._report_after
        else:
            self.deadline = self._since + self._report_after

    def _find_match(self, text, start):
        """(position, answer) or None. The last line goes before what stands above it."""
        if not text.strip():
            return None
        begin = max(_find_last_line(text), start)
        # A question may have several lines, but not an empty one.
        paragraph = max(text.rfind("\n\n", 0, begin) + 1, start)
        return self._search(text, begin) or self._search(text, paragraph)

    def _search(self, text, start):
        """The earliest match wins, then the earlier pattern: as with pexpect."""
        best = None
        for pattern, answer in self._prompts:
            match = pattern.search(text, start)
            if match is not None and (best is None or match.start() < best[0]):
                best = (match.start(), answer)
        return best

    def _try_answer(self, text, answer, line_is_open, quiet, now):
        patience = READER_PATIENCE if line_is_open else float("inf")
        if quiet < patience and self._find_reader() in (NOBODY, PERHAPS):
            self.deadline = now + (SETTLED if line_is_open else RECHECK)
            return
        self._asked = self._show(text)
        self._text.forget(0)
        self._since = now
        self.deadline = now + self._report_after
        if answer is not None:
            self._typed = answer
            self._answer(answer)
            self._report(self._asked, True)

    def _report_if_stuck(self, text, line_is_open):
        line = self._show(text) or self._asked
        if line not in self._reported and self._is_stuck(text, line_is_open):
            self._reported.add(line)
            self._report(line, False)

    def _is_stuck(self, text, line_is_open):
        reader = self._find_reader()
        if reader in (LINE, NOBODY):
            return reader == LINE
        # Keys are also awaited by a pause that only counts seconds.
        return (line_is_open or reader == KEYS) and _LOOKS_LIKE_A_PROMPT.search(text) is not None

    def _drop_echo(self):
        """A program that echoes shows the answer: that is no part of the next prompt."""
        if self._typed is None:
            return
        text = self._text.read()[0]
        if self._typed.startswith(text):
            return
        if text.startswith(self._typed):
            self._text.forget(len(text) - len(self._typed))
        self._typed = None

    def _show(self, text):
        """The last line of the text, without answers."""
        line = text[_find_last_line(text):].strip()
        for _, answer in self._prompts:
            if answer and len(answer) >= SECRET_LENGTH:
                line = line.replace(answer, "***")
        return line[-TEXT_LIMIT:]


def _find_last_line(text):
    """Where the last line begins that is not empty."""
    return text.rfind("\n", 0, len(text.rstrip())) + 1
