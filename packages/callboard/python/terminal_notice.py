"""What the supervisor itself writes into the terminal file."""

import json
import time


def encode_notice(nonce, kind, text):
    """An APC sequence that no terminal shows: the run's nonce, N, and a JSON object; ``at`` is UTC."""
    now = time.time()
    at = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now)) + ".%03dZ" % (now % 1 * 1000)
    # ASCII JSON escapes control characters: the notice can't be ended from inside.
    notice = json.dumps({"kind": kind, "text": text, "at": at}, separators=(",", ":"))
    return b"\x1b_cb%s N %s\x1b\\" % (nonce.encode(), notice.encode())
