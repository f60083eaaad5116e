"""What does the fake say? Lines of the spool and texts of the terminal, the same for the same scenario."""

import os
import random

CREATED = "2025-01-01T00:00:00+00:00"
PLAYBOOK = "00000000-0000-4000-8000-000000000000"


def make_uuid(number):
    return "%08x-0000-4000-8000-%012x" % (number, number)


def make_line(number, name, event_data):
    """A line as the capture plugin writes it: no spaces, `uuid` in front, `event_data` last."""
    return ('{"uuid":"%s","event":"%s","pid":%d,"created":"%s","parent_uuid":"%s","event_data":{%s}}'
            % (make_uuid(number), name, os.getpid(), CREATED, PLAYBOOK, event_data)).encode("ascii")


def make_result_maker(data):
    """A function from an event's number to its line; all that doesn't change is put together once."""
    before, after = make_line(0, "runner_on_ok", '"playbook":"fake.yml","playbook_uuid":"%s","host":"host@","uuid":"@",'
                              '"res":{"changed":false,"msg":"%s"}' % (PLAYBOOK, data)).decode().split("@", 1)
    middle, after = after.split("@", 1)
    before = before.removeprefix('{"uuid":"%s' % make_uuid(0))

    def make(number):
        uuid = make_uuid(number)
        return f'{{"uuid":"{uuid}{before}{number % 20}{middle}{uuid}{after}'.encode("ascii")
    return make


def make_stats_line(number):
    counts = '"ok":{"host0":%d},"changed":{},"failures":{},"dark":{}' % (number - 1)
    rest = '"ignored":{},"rescued":{},"skipped":{},"processed":{"host0":1},"artifact_data":{}'
    return make_line(number, "playbook_on_stats", counts + "," + rest)


def make_text(number, size, say):
    head = b"ok: [host%d] %s " % (number % 20, say)
    return head + b"." * (size - len(head) - 1) + b"\n"


# What a terminal can be made to show: each is a text or the beginning of one.
PIECES = (
    b"plain\n", b"\n", b"\r\n", b"no newline", b"two\nlines\n", b"progress 1%\rprogress 2%\r", b"\x1b[0;32mok\x1b[0m\n",
    "gr\u00fc\u00dfe \u2028 \U0001f3ad\n".encode(), b"cut \xf0\x9f\x8e\n", b"\xff\xfe\x00\x80\n", b"\x1b_not a mark\x1b\\\n",
    b"\x1b_cb0123456789abcdef B7\x1b\\nested\x1b_cb0123456789abcdef E\x1b\\\n", b"\x1b", b"\x0b\x0c\x1c\x1d\x1e\n",
    "\u0085".encode(), b"\t\ttabs\n", b"\"quotes\" and \\ backslashes\n",
)


class Variety:
    """Texts of all kinds and sizes, from a seed."""

    def __init__(self, seed):
        self._random = random.Random(seed)

    def text(self):
        choose = self._random
        size = choose.choice((0, 0, 1, 1, 1, 2, 3, 8))
        body = b"".join(choose.choice(PIECES) for _ in range(size))
        return body * 2000 if choose.random() < 0.002 else body

    def outside(self):
        return self.text() if self._random.random() < 0.1 else b""
