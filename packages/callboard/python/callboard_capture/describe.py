"""What does an event say about a play, a task, a result, the final statistics?"""
from __future__ import annotations

import functools

from ansible import constants as C

from .context import surround
from .emit import tell_time
from .encode import as_text

FACT_GATHERING = ('setup', 'gather_facts', 'ansible.builtin.setup', 'ansible.builtin.gather_facts',
                  'ansible.legacy.setup', 'ansible.legacy.gather_facts')
HIDDEN = "the output has been hidden due to the fact that 'no_log: true' was specified for this result"

_tasks = {}


def describe_play(play):
    """Name and host pattern; a play without a name is called by its pattern."""
    hosts = getattr(play, 'hosts', '')
    pattern = ','.join(hosts) if isinstance(hosts, list) else hosts
    return play.get_name().strip() or pattern, pattern


def surround_task(task):
    """What the events of a task say of it. Remembered, because each of its hosts asks again."""
    uuid = str(task._uuid)
    if shows_args():
        return surround(describe_task(task, uuid), uuid)
    # Ansible finishes these per host and over time; the rest is the task's from the start.
    key = (uuid, task.name, task.action, getattr(task, 'resolved_action', None))
    around = _tasks.get(key)
    if around is None:
        if len(_tasks) >= 500:
            _tasks.clear()
        around = _tasks[key] = surround(describe_task(task, uuid), uuid)
    return around


def describe_task(task, uuid):
    about = {
        'task': task.name or task.action,
        'task_uuid': uuid,
        'task_action': task.action,
        'resolved_action': getattr(task, 'resolved_action', task.action),
        'task_args': describe_args(task),
    }
    if hasattr(task, 'get_path'):
        about['task_path'] = task.get_path()
    about.update(describe_role(task))
    return about


def describe_args(task):
    """Arguments are shown only where Ansible's own display would show them."""
    if not shows_args():
        return ''
    if task.no_log:
        return HIDDEN
    return ', '.join(f'{key}={value}' for key, value in task.args.items())


@functools.lru_cache(maxsize=None)
def shows_args():
    """Asked for every event, and looked up by Ansible through all its sources every time."""
    return C.config.get_config_value('DISPLAY_ARGS_TO_STDOUT')


def describe_role(task):
    role = getattr(task, '_role', None)
    if not role:
        name = getattr(task, 'role_name', '')
        return {'role': name} if name else {}
    about = {'role': role._role_name}
    full_name = role.get_name() if hasattr(role, 'get_name') else role._role_name
    if full_name != role._role_name:
        about['resolved_role'] = full_name
    return about


def describe_result(result, parts, started, ended):
    """`parts` names what this kind of event carries beside the host; times are those of `tell_time`."""
    host, task = result._host, result._task
    about = {'host': host.get_name()}
    for part in parts:
        if part == 'remote_addr':
            about['remote_addr'] = host.address
        elif part == 'res':
            about['res'] = read_result(result)
        elif part == 'diff':
            about['diff'] = read_result(result).get('diff')
        elif part == 'jid':
            about['jid'] = read_result(result).get('ansible_job_id')
        elif part == 'event_loop':
            about['event_loop'] = read_loop(task)
        elif part == 'timing':
            about.update(measure(started.get(host.get_name()), ended))
    return about


def read_result(result):
    """Ansible from 2.19 on refuses to show results that hold what variables cannot; the event is kept nevertheless."""
    try:
        return result._result
    except Exception as error:  # pylint: disable=broad-except
        return getattr(result, '_return_data', {'msg': f'Ansible does not show this result: {as_text(error)}'})


def measure(started, ended):
    """`start` and `end` as times, `duration` in seconds; all null when the host's start was not seen."""
    if started is None:
        return {'start': None, 'end': None, 'duration': None}
    return {'start': started[1], 'end': ended[1], 'duration': (ended[0] - started[0]) / 1_000_000}


def read_loop(task):
    """What it loops over: found out with one look, because Ansible takes its time over a task's attributes."""
    try:
        return task.loop_with
    except AttributeError:
        return getattr(task, 'loop', None)


def describe_stats(stats):
    about = {name: getattr(stats, name, {}) for name in
             ('changed', 'dark', 'failures', 'ignored', 'ok', 'processed', 'rescued', 'skipped')}
    about['artifact_data'] = getattr(stats, 'custom', {}).get('_run', {})
    return about


def censor(res):
    """A result under no_log says only that it is; so does each item of a loop."""
    if res.get('_ansible_no_log'):
        return {'censored': HIDDEN}
    items = res.get('results')
    if isinstance(items, list) and any(is_hidden(item) for item in items):
        return {**res, 'results': [{'censored': HIDDEN} if is_hidden(item) else item for item in items]}
    return res


def is_hidden(item):
    return isinstance(item, dict) and bool(item.get('_ansible_no_log'))


def strip_environment(result):
    """Gathered facts hold the target's whole environment, secrets included: nobody is told."""
    facts = read_result(result).get('ansible_facts')
    if isinstance(facts, dict) and result._task.action in FACT_GATHERING:
        facts.pop('ansible_env', None)
