#!/usr/bin/env python3
"""Stands in for ansible-playbook where Ansible itself would be the slow part.

Writes what packages/callboard/python/callboard_capture writes, an event's line to the spool and its two marks around
its text to the terminal, but gathers many events before each write. Events are those of a `debug` task on 20 hosts:
`runner_on_start` without text, then `runner_on_ok` with three lines of it.

    fake_ansible.py --events N      N counts all of them, playbook_on_stats included
"""

import argparse
import datetime
import os
import uuid
from binascii import crc32

HOSTS = 20
EVENTS_PER_WRITE = 400

HEAD = b'{"uuid":"%(uuid)s-%(n)012x","event":"%(event)s","pid":%(pid)d,"created":"%(created)s",'
TASK = (b'"playbook":"bench.yml","playbook_uuid":"%(play_uuid)s","play":"all","play_uuid":"%(play_uuid)s",'
        b'"play_pattern":"all","task":"say","task_uuid":"%(task_uuid)s","task_action":"debug",'
        b'"resolved_action":"ansible.builtin.debug","task_args":"","task_path":"/srv/project/bench.yml:6"')
IN_TASK = b'"parent_uuid":"%(task_uuid)s","event_data":{"uuid":"%(uuid)s-%(n)012x",' + TASK + b',"host":"host%(host)02d"'
ENDING = {
    b'runner_on_start': IN_TASK + b'}}',
    b'runner_on_ok': IN_TASK + (
        b',"remote_addr":"host%(host)02d","res":{"msg":"hello from host%(host)02d","_ansible_verbose_always":true,'
        b'"changed":false,"_ansible_no_log":false},"start":"%(created)s","end":"%(created)s","duration":0.021,'
        b'"event_loop":null}}'),
    b'playbook_on_start': b'"event_data":{"uuid":"%(uuid)s-%(n)012x","playbook":"bench.yml"}}',
    b'playbook_on_stats': b'"event_data":{"uuid":"%(uuid)s-%(n)012x",%(stats)s}}',
}
OK_TEXT = (b'\x1b[0;32mok: [host%02d] => {\x1b[0m\n\x1b[0;32m    "msg": "hello from host%02d"\x1b[0m\n'
           b'\x1b[0;32m}\x1b[0m\n')


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument('--events', type=int, required=True)
    events = arguments.parse_known_args()[0].events
    spool = os.open(os.environ['CALLBOARD_SPOOL'], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    emit = make_emitter(os.environ['CALLBOARD_NONCE'].encode(), events)
    for first in range(1, events + 1, EVENTS_PER_WRITE):
        numbers = range(first, min(first + EVENTS_PER_WRITE, events + 1))
        lines, texts = zip(*map(emit, numbers))
        write_all(spool, b''.join(lines))
        write_all(1, b''.join(texts))


def make_emitter(nonce, events):
    """A function from an event's number to its line in the spool and its text between its marks."""
    begin, end = b'\x1b_cb' + nonce + b' B%d\x1b\\', b'\x1b_cb' + nonce + b' E\x1b\\'
    # One dict for all: only what differs is set anew, which is most of this program's speed.
    about = {b'uuid': str(uuid.uuid4())[:23].encode(), b'play_uuid': str(uuid.uuid4()).encode(),
             b'task_uuid': str(uuid.uuid4()).encode(), b'pid': os.getpid(), b'stats': describe_stats(events // 2)}
    templates = {event: HEAD + ending for event, ending in ENDING.items()}

    def emit(number):
        about[b'n'] = number
        about[b'host'] = host = number // 2 % HOSTS
        about[b'event'] = event = name_event(number, events)
        if number % EVENTS_PER_WRITE == 1:
            about[b'created'] = datetime.datetime.now(datetime.timezone.utc).isoformat().encode()
        text = OK_TEXT % (host, host) if event == b'runner_on_ok' else b''
        data = templates[event] % about
        return b'%08x %s\n' % (crc32(data), data), begin % number + text + end

    return emit


def name_event(number, events):
    if number == events:
        return b'playbook_on_stats'
    if number == 1:
        return b'playbook_on_start'
    return b'runner_on_ok' if number % 2 else b'runner_on_start'


def describe_stats(results):
    counts = ','.join(f'"host{host:02d}":{results // HOSTS}' for host in range(HOSTS))
    empty = ','.join(f'"{name}":{{}}' for name in ('changed', 'dark', 'failures', 'ignored', 'rescued', 'skipped'))
    return f'"ok":{{{counts}}},"processed":{{{counts}}},{empty},"artifact_data":{{}}'.encode()


def write_all(descriptor, data):
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view):]


if __name__ == '__main__':
    main()
