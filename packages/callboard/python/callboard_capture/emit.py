"""How does an event come to be? Its data goes to the spool, and whatever is displayed meanwhile is its text."""
from __future__ import annotations

import contextlib
import datetime
import os
import random
import sys

from .context import context
from .encode import to_json
from .settings import settings
from .spool import Spool

FAILED_EVENTS = ('runner_on_failed', 'runner_on_async_failed', 'runner_item_on_failed')
PARENT_KEYS = ('task_uuid', 'play_uuid', 'playbook_uuid')

# Seeded by the system, and nobody else's. Asking the system each time would hand Ansible's other thread the interpreter.
bits = random.Random()
spool = Spool(settings.spool_path, settings.nonce) if settings.spool_path else None


def now():
    return datetime.datetime.now(datetime.timezone.utc)


def new_uuid():
    """A version 4 UUID. Cheaper than the module's own class: every event needs one."""
    digits = f'{bits.getrandbits(128):032x}'
    variant = '89ab'[int(digits[16], 16) & 3]
    return f'{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}'


@contextlib.contextmanager
def emitting(lock, name, event_data, stream=None, top_level=None):
    """Everything displayed inside the block is the event's `stdout`. `stream` is where its marks go.

    The display's lock is held, so that another thread's text doesn't end up in this event.
    """
    if spool is None or not spool.is_ours():
        yield
        return
    stream = stream or sys.stdout
    with lock, context.event_open():
        stream.write(spool.append(to_json(describe(name, event_data, top_level or {}))))
        try:
            yield
        finally:
            stream.write(spool.end_mark)
            stream.flush()


def describe(name, event_data, top_level):
    """The event as the spool holds it; counter, text and line numbers are joined to it later."""
    event = {'uuid': event_data['uuid'], 'event': name, **settings.job_ids, 'pid': os.getpid(),
             'created': now().isoformat()}
    parent = find_parent(event_data)
    if parent:
        event['parent_uuid'] = parent
    event.update(top_level)
    event['event_data'] = limit_data(name, event_data)
    return event


def find_parent(event_data):
    candidates = (event_data.get(key) for key in PARENT_KEYS)
    return next((uuid_ for uuid_ in candidates if uuid_ and uuid_ != event_data['uuid']), None)


def limit_data(name, event_data):
    if settings.omit_event_data or (settings.only_failed_event_data and name not in FAILED_EVENTS):
        return {}
    if name != 'playbook_on_stats' and 'res' in event_data:
        size = measure_beyond(event_data['res'], settings.max_res)
        if size:
            return {**event_data, 'res': {}, 'res_truncated': {'size': size, 'limit': settings.max_res}}
    return event_data


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
