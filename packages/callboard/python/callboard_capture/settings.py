"""Which run are we in, and what was asked of us?

The settings are taken *out* of the environment, and what the runner changed for Ansible's own configuration is put
back, so that an `ansible-playbook` started by a task is a stranger to this run.
"""
from __future__ import annotations

import json
import os


class Settings:
    """Read once, when the plugin is imported."""

    def __init__(self, environ):
        self.spool_path = environ.pop('CALLBOARD_SPOOL', None)
        self.nonce = environ.pop('CALLBOARD_NONCE', '')
        self.base_callback = environ.get('ORIGINAL_STDOUT_CALLBACK')
        self.is_ad_hoc = bool(environ.get('AD_HOC_COMMAND_ID'))
        self.omit_event_data = environ.get('RUNNER_OMIT_EVENTS', '').lower() == 'true'
        self.only_failed_event_data = environ.get('RUNNER_ONLY_FAILED_EVENTS', '').lower() == 'true'
        self.max_res = read_int(environ.get('MAX_EVENT_RES'), 700000)
        self.job_ids = read_job_ids(environ)
        restore(environ, environ.pop('CALLBOARD_RESTORE', None))

    @property
    def base_callback_name(self):
        """The callback whose output the user sees."""
        return self.base_callback or ('minimal' if self.is_ad_hoc else 'default')


def read_int(text, default):
    try:
        return int(text)
    except (TypeError, ValueError):
        return default


def read_job_ids(environ):
    """AWX' and others' job numbers, which travel on every event."""
    names = {'job_id': 'JOB_ID', 'ad_hoc_command_id': 'AD_HOC_COMMAND_ID', 'project_update_id': 'PROJECT_UPDATE_ID'}
    return {key: read_int(environ[name], environ[name]) for key, name in names.items() if environ.get(name)}


def restore(environ, changes):
    """Undo the runner's changes: a JSON object of names to former values, null where there was none."""
    for name, former in json.loads(changes or '{}').items():
        if former is None:
            environ.pop(name, None)
        else:
            environ[name] = former


settings = Settings(os.environ)
