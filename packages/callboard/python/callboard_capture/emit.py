"""How does an event come to be? Its data goes to the spool, and whatever is displayed meanwhile is its text.

This runs beside Ansible's forks, which share its memory until either side writes there: objects that need not be made
are pages that need not be copied. Hence no dict of the whole event, and text put together once.
"""
from __future__ import annotations

import contextlib
import datetime
import random
import sys

from .context import context
from .encode import to_json, to_members
from .settings import settings
from .spool import Spool

FAILED_EVENTS = ('runner_on_failed', 'runner_on_async_failed', 'runner_item_on_failed')

# Seeded by the system, and nobody else's. Asking the system each time would hand Ansible's other thread the interpreter.
bits = random.Random()
spool = Spool(settings.spool_path, settings.nonce) if settings.spool_path else None
job_ids = to_members(settings.job_ids)
nothing_shown = contextlib.nullcontext()


def now():
    return datetime.datetime.now(datetime.timezone.utc)


def new_uuid():
    """A version 4 UUID. Cheaper than the module's own class: every event needs one."""
    digits = f'{bits.getrandbits(128):032x}'
    variant = '89ab'[int(digits[16], 16) & 3]
    return f'{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}'


def emitting(lock, name, data, *, task=None, stream=None, top_level=None):
    """A context: everything displayed inside the block is the event's `stdout`. `stream` is where its marks go.

    `data` is what the event itself has to say; what surrounds it is added. `task` is the event's own where that is not
    the task going on. The display's lock is held, so that another thread's text doesn't end up in this event.
    """
    if spool is None or not spool.is_ours():
        return nothing_shown
    return Emission(lock, print_event(name, data, task or context.task, top_level), stream or sys.stdout)


class Emission:
    """One event being displayed."""

    __slots__ = ('_lock', '_event', '_stream', '_before')

    def __init__(self, lock, event, stream):
        self._lock = lock
        self._event = event
        self._stream = stream

    def __enter__(self):
        self._lock.acquire()
        try:
            self._before = context.in_event
            self._stream.write(spool.append(self._event))
            context.in_event = True
        except BaseException:
            self._lock.release()
            raise

    def __exit__(self, *_):
        try:
            context.in_event = self._before
            self._stream.write(spool.end_mark)
            self._stream.flush()
        finally:
            self._lock.release()


def print_event(name, data, task, top_level):
    """The event as the spool holds it; counter, text and line numbers are joined to it later."""
    uuid = data.pop('uuid', None) or new_uuid()
    quoted = to_json(uuid)
    around = (task, context.play, context.playbook)
    parent = next((f',"parent_uuid":{to_json(outer.uuid)}' for outer in around if outer.uuid and outer.uuid != uuid), '')
    return (f'{{"uuid":{quoted},"event":"{name}"{job_ids},"pid":{spool.owner},"created":"{now().isoformat()}"'
            f'{parent}{to_members(top_level)},"event_data":{print_data(name, quoted, around, data)}}}')


def print_data(name, quoted_uuid, around, data):
    if settings.omit_event_data or (settings.only_failed_event_data and name not in FAILED_EVENTS):
        return '{}'
    task, play, playbook = around
    members = to_members(limit_result(name, data))
    return f'{{"uuid":{quoted_uuid}{playbook.members}{play.members}{task.members}{members}}}'


def limit_result(name, data):
    if name == 'playbook_on_stats' or 'res' not in data:
        return data
    size = measure_beyond(data['res'], settings.max_res)
    return {**data, 'res': {}, 'res_truncated': {'size': size, 'limit': settings.max_res}} if size else data


def measure_beyond(res, limit):
    """Characters of the result's text if they are more than the limit, else 0.

    The limit counts Python's own text of the result, as the consumers of MAX_EVENT_RES know it. That text is slow
    to make, so it is made only where a cheap look at the strings inside doesn't settle the matter.
    """
    if estimate(res) * 8 < limit:
        return 0
    size = len(str(res))
    return size if size > limit else 0


def estimate(value, depth=0):
    """Roughly how long a value's text is; escapes can make it several times as long, hence the factor above."""
    if isinstance(value, str):
        return len(value) + 4
    if depth > 20:
        return 1_000_000
    if isinstance(value, dict):
        return sum(len(str(key)) + 4 + estimate(item, depth + 1) for key, item in value.items())
    if isinstance(value, (list, tuple)):
        return sum(estimate(item, depth + 1) for item in value)
    return 32
