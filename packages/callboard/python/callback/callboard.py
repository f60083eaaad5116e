"""The stdout callback plugin of a run: every v2_* call becomes one event, displayed by the callback the user chose."""
from __future__ import annotations

DOCUMENTATION = """
    name: callboard
    type: stdout
    short_description: captures every event for Callboard
    version_added: "2.14"
    description:
        - Writes each event's data to the run's spool and lets the chosen stdout callback display it.
    extends_documentation_fragment:
      - default_callback
    requirements:
      - set as stdout callback by Callboard
"""

import collections
import os
import sys

_home = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, _home)
try:
    from callboard_capture.describe import (
        censor, describe_play, describe_result, describe_stats, strip_environment, surround_task)
    from callboard_capture.context import NOTHING, context, surround
    from callboard_capture.emit import emitting, new_uuid, tell_time
    from callboard_capture.hook_display import hook_display
    from callboard_capture.find_facts import find_facts_quickly
    from callboard_capture.settings import settings
finally:
    sys.path.remove(_home)

# pylint: disable=wrong-import-position
from ansible import constants as C
from ansible.errors import AnsibleError
from ansible.plugins.loader import callback_loader
from ansible.utils.display import Display

Base = callback_loader.get(settings.base_callback_name, class_only=True)
if Base is None:
    raise AnsibleError(f'There is no stdout callback named {settings.base_callback_name!r}. '
                       'Install the collection it comes from, or correct ANSIBLE_STDOUT_CALLBACK.')

hook_display()
find_facts_quickly()
display = Display()


class CallbackModule(Base):
    """Event names, and what is in them, are those of Ansible Runner."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = 'stdout'
    CALLBACK_NAME = 'callboard'

    def __init__(self):
        super().__init__()
        self._playbook_uuid = new_uuid()
        self._uuid_counts = collections.Counter()
        self._host_started = {}

    def set_options(self, *args, **kwargs):
        """The displaying callback's options are read under our name, so our name must know them."""
        definitions = {**(C.config.get_configuration_definition(Base._load_name, plugin_type='callback') or {}),
                       **C.config.get_configuration_definition(self._load_name, plugin_type='callback')}
        C.config.initialize_plugin_configuration_definitions('callback', self._load_name, definitions)
        return super().set_options(*args, **kwargs)

    def _event(self, name, data, task=None, created=None):
        """One event: what surrounds it, its own data, and the text displayed inside the `with` block."""
        if data.get('res'):
            data['res'] = censor(data['res'])
        return emitting(display._lock, name, data, task=None if task is None else surround_task(task), created=created)

    def _make_unique(self, thing):
        """Free strategy and serial start the same play or task again: the second gets `_2`, and so on."""
        thing_uuid = str(thing._uuid)
        self._uuid_counts[thing_uuid] += 1
        count = self._uuid_counts[thing_uuid]
        return thing_uuid if count == 1 else f'{thing_uuid}_{count}'

    # -- playbook, play, task ---------------------------------------------------------------------------------------

    def v2_playbook_on_start(self, playbook):
        about = {'playbook': getattr(playbook, '_file_name', '???'), 'playbook_uuid': self._playbook_uuid}
        context.playbook, context.play, context.task = surround(about, self._playbook_uuid), NOTHING, NOTHING
        with self._event('playbook_on_start', {'uuid': self._playbook_uuid}):
            super().v2_playbook_on_start(playbook)

    def v2_playbook_on_play_start(self, play):
        if settings.is_ad_hoc:
            return
        play._uuid = self._make_unique(play)
        name, pattern = describe_play(play)
        about = {'play': name, 'play_uuid': play._uuid, 'play_pattern': pattern}
        context.play, context.task = surround(about, play._uuid), NOTHING
        with self._event('playbook_on_play_start', {'name': name, 'pattern': pattern, 'uuid': play._uuid}):
            super().v2_playbook_on_play_start(play)

    def v2_playbook_on_task_start(self, task, is_conditional):
        if settings.is_ad_hoc:
            context.task = surround_task(task)
            return
        self._start_task(task, is_conditional, self._make_unique(task),
                         lambda: super(CallbackModule, self).v2_playbook_on_task_start(task, is_conditional))

    def v2_playbook_on_cleanup_task_start(self, task):
        self._start_task(task, True, str(task._uuid),
                         lambda: super(CallbackModule, self).v2_playbook_on_cleanup_task_start(task))

    def v2_playbook_on_handler_task_start(self, task):
        self._start_task(task, True, str(task._uuid),
                         lambda: super(CallbackModule, self).v2_playbook_on_handler_task_start(task))

    def _start_task(self, task, is_conditional, task_uuid, display_it):
        context.task = surround_task(task)
        data = {'name': task.get_name(), 'is_conditional': is_conditional, 'uuid': task_uuid}
        with self._event('playbook_on_task_start', data):
            display_it()

    def v2_playbook_on_include(self, included_file):
        with self._event('playbook_on_include', {'included_file': getattr(included_file, '_filename', None)}):
            super().v2_playbook_on_include(included_file)

    def v2_playbook_on_notify(self, handler, host):
        data = {'host': host.get_name(), 'handler': handler.get_name()}
        with self._event('playbook_on_notify', data):
            super().v2_playbook_on_notify(handler, host)

    def v2_playbook_on_vars_prompt(self, varname, private=True, prompt=None, encrypt=None, confirm=False,
                                   salt_size=None, salt=None, default=None, unsafe=None):
        data = {'varname': varname, 'private': private, 'prompt': prompt, 'encrypt': encrypt, 'confirm': confirm,
                'salt_size': salt_size, 'salt': salt, 'default': default, 'unsafe': unsafe}
        with self._event('playbook_on_vars_prompt', data):
            super().v2_playbook_on_vars_prompt(varname, private, prompt, encrypt, confirm, salt_size, salt, default)

    def v2_playbook_on_no_hosts_matched(self):
        with self._event('playbook_on_no_hosts_matched', {}):
            super().v2_playbook_on_no_hosts_matched()

    def v2_playbook_on_no_hosts_remaining(self):
        with self._event('playbook_on_no_hosts_remaining', {}):
            super().v2_playbook_on_no_hosts_remaining()

    def v2_playbook_on_stats(self, stats):
        context.play, context.task = NOTHING, NOTHING
        with self._event('playbook_on_stats', describe_stats(stats)):
            super().v2_playbook_on_stats(stats)

    # -- a host's results -------------------------------------------------------------------------------------------

    def v2_runner_on_start(self, host, task):
        name = host.get_name()
        started = self._host_started[name] = tell_time()
        with self._event('runner_on_start', {'host': name}, task, started[1]):
            super().v2_runner_on_start(host, task)

    def v2_runner_on_ok(self, result):
        strip_environment(result)
        with self._result('runner_on_ok', result, 'remote_addr', 'res', 'timing', 'event_loop'):
            super().v2_runner_on_ok(result)

    def v2_runner_on_failed(self, result, ignore_errors=False):
        with self._result('runner_on_failed', result, 'remote_addr', 'res', 'timing', 'event_loop',
                          ignore_errors=ignore_errors):
            super().v2_runner_on_failed(result, ignore_errors)

    def v2_runner_on_skipped(self, result):
        with self._result('runner_on_skipped', result, 'remote_addr', 'timing', 'event_loop'):
            super().v2_runner_on_skipped(result)

    def v2_runner_on_unreachable(self, result):
        with self._result('runner_on_unreachable', result, 'remote_addr', 'res', 'timing'):
            super().v2_runner_on_unreachable(result)

    def v2_runner_item_on_ok(self, result):
        with self._result('runner_item_on_ok', result, 'res'):
            super().v2_runner_item_on_ok(result)

    def v2_runner_item_on_failed(self, result):
        with self._result('runner_item_on_failed', result, 'res'):
            super().v2_runner_item_on_failed(result)

    def v2_runner_item_on_skipped(self, result):
        with self._result('runner_item_on_skipped', result, 'res'):
            super().v2_runner_item_on_skipped(result)

    def v2_runner_retry(self, result):
        with self._result('runner_retry', result, 'res'):
            super().v2_runner_retry(result)

    def v2_on_file_diff(self, result):
        with self._result('runner_on_file_diff', result, 'diff'):
            super().v2_on_file_diff(result)

    def v2_runner_on_async_poll(self, result):
        with self._result('runner_on_async_poll', result, 'res', 'jid'):
            super().v2_runner_on_async_poll(result)

    def v2_runner_on_async_ok(self, result):
        with self._result('runner_on_async_ok', result, 'res', 'jid'):
            super().v2_runner_on_async_ok(result)

    def v2_runner_on_async_failed(self, result):
        with self._result('runner_on_async_failed', result, 'res', 'jid'):
            super().v2_runner_on_async_failed(result)

    def _result(self, name, result, *parts, **more):
        ended = tell_time()
        data = describe_result(result, parts, self._host_started, ended)
        data.update(more)
        return self._event(name, data, result._task, ended[1])
