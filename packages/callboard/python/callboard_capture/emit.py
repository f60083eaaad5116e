"""How does an event come to be? Its data goes to the spool, and whatever is displayed meanwhile is its text.

This runs beside Ansible's forks, which share its memory until either side writes there: objects that need not be made
are pages that need not be copied. Hence no dict of the whole event, and text put together once.
"""
from __future__ import annotations

import contextlib
import random
import sys
import time

from .context import context, showing
from .encode import to_json, to_members
from .settings import settings
from .spool import Spool

FAILED_EVENTS = ('runner_on_failed', 'runner_on_async_failed', 'runner_item_on_failed')

# Seeded by the system, and nobody else's. Asking the system each time would hand Ansible's other thread the interpreter.
bits = random.Random()
spool = Spool(settings.spool_path, settings.nonce) if settings.spool_path else None
job_ids = to_members(settings.job_ids)
nothing_shown = contextlib.nullcontext()
told_second = (0, '')


def new_uuid():
    """A version 4 UUID. Cheaper than the module's own class: every event needs one."""
    digits = f'{bits.getrandbits(128):032x}'
    variant = '89ab'[int(digits[16], 16) & 3]
    return f'{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}'


def tell_time():
    """Microseconds since 1970, and the same as text; which second it is becomes text once."""
    global told_second
    moment = time.time_ns() // 1000
    second, fraction = divmod(moment, 1_000_000)
    told = told_second
    if told[0] != second:
        told = told_second = (second, time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(second)))
    return moment, f'{told[1]}.{fraction:06d}+00:00'


def emitting(lock, name, data, *, task=None, stream=None, top_level=None, created=None):
    """A context: everything displayed inside the block is the event's `stdout`. `stream` is where its marks go.

    `data` is what the event itself has to say; what surrounds it is added. `task` is the event's own where that is not
    the task going on; `created` its time, where that is known. The display's lock is held, so that another thread's
    text doesn't end up in this event.
    """
    if spool is None or not spool.is_ours():
        return nothing_shown
    event = print_event(name, data, task or context.task, top_level, created or tell_time()[1])
    return Emission(lock, event, stream or sys.stdout)


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
            self._before = showing.in_event
            self._stream.write(spool.append(self._event))
            showing.in_event = True
        except BaseException:
            self._lock.release()
            raise

    def __exit__(self, *_):
        try:
            showing.in_event = self._before
            self._stream.write(spool.end_mark)
            self._stream.flush()
        finally:
            self._lock.release()


def print_event(name, data, task, top_level, created):
    """The event as the spool holds it; counter, text and line numbers are joined to it later."""
    uuid = data.pop('uuid', None)
    quoted = to_json(uuid) if uuid else f'"{new_uuid()}"'
    around = (task, context.play, context.playbook)
    return (f'{{"uuid":{quoted},"event":"{name}"{job_ids},"pid":{spool.owner},"created":"{created}"'
            f'{print_parent(uuid, around)}{to_members(top_level)},"event_data":{print_data(name, quoted, around, data)}}}')


def print_parent(uuid, around):
    for outer in around:
        if outer.uuid and outer.uuid != uuid:
            return outer.parent
    return ''


def print_data(name, quoted_uuid, around, data):
    if settings.omit_event_data or (settings.only_failed_event_data and name not in FAILED_EVENTS):
        return '{}'
    task, play, playbook = around
    return f'{{"uuid":{quoted_uuid}{playbook.members}{play.members}{task.members}{print_members(name, data)}}}'


def print_members(name, data):
    """The event's own data, without a result that is longer than MAX_EVENT_RES.

    That limit counts the characters of Python's own text of the result. It is slow to make, so it is made only where
    the JSON, which may be several times as short, doesn't settle the matter.
    """
    members = to_members(data)
    limit = settings.max_res
    if len(members) * 8 < limit or 'res' not in data or name == 'playbook_on_stats':
        return members
    size = len(str(data['res']))
    return members if size <= limit else to_members({**data, 'res': {}, 'res_truncated': {'size': size, 'limit': limit}})
