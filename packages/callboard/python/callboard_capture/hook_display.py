"""How does text that no callback printed become an event? `Display` is wrapped: warnings, debug and verbose output."""
from __future__ import annotations

import functools
import sys

from ansible import constants as C
from ansible.utils.display import Display
from ansible.utils.multiprocessing import context as multiprocessing_context

from .context import showing
from .emit import emitting

# A display event is named after the first of these calls that it is in, else 'verbose'.
KINDS = ('debug', 'verbose', 'deprecated', 'warning', 'system_warning', 'error')

# Newer Ansible sends workers' warnings to the main process through the underscored methods.
FLAGGED = {name: name for name in ('banner', 'deprecated', 'error', 'error_as_warning', 'system_warning', 'warning')}
# Ansible calls it some twenty times a task, in this process alone, and nearly always for nothing.
if C.DEFAULT_DEBUG:
    FLAGGED['debug'] = 'debug'
FLAGGED.update({'_warning': 'warning', '_deprecated': 'deprecated', '_error': 'error'})
VERBOSE = ('verbose', '_verbose_display')


def hook_display():
    """Wrap the class once; instances that exist already are covered."""
    if getattr(Display, 'callboard_hooked', False):
        return
    Display.callboard_hooked = True
    for name, flag in FLAGGED.items():
        if hasattr(Display, name):
            setattr(Display, name, flag_calls(getattr(Display, name), flag))
    for name in VERBOSE:
        if hasattr(Display, name):
            setattr(Display, name, flag_verbosity(getattr(Display, name)))
    Display.display = emit_display(Display.display)


def flag_calls(method, flag):
    @functools.wraps(method)
    def wrapper(*args, **kwargs):
        with showing.flagged({flag: True}):
            return method(*args, **kwargs)
    return wrapper


def flag_verbosity(method):
    """verbose(msg, host=None, caplevel=2)"""
    @functools.wraps(method)
    def wrapper(self, *args, **kwargs):
        flags = {'verbose': True, 'verbosity': pick(args, kwargs, 2, 'caplevel', 2) + 1}
        host = pick(args, kwargs, 1, 'host', None)
        if host is not None:
            flags['remote_addr'] = host
        with showing.flagged(flags):
            return method(self, *args, **kwargs)
    return wrapper


def emit_display(method):
    """display(msg, color=None, stderr=False, screen_only=False, log_only=False, …)"""
    @functools.wraps(method)
    def wrapper(self, *args, **kwargs):
        to_stderr = pick(args, kwargs, 2, 'stderr', False)
        if showing.in_event:
            # The event's mark may still be in stdout's buffer: it must come before its text.
            if to_stderr:
                sys.stdout.flush()
            return method(self, *args, **kwargs)
        if pick(args, kwargs, 4, 'log_only', False) or multiprocessing_context.parent_process() is not None:
            return method(self, *args, **kwargs)
        data = dict(showing.flags)
        verbosity = {'verbosity': data.pop('verbosity')} if 'verbosity' in data else None
        name = next((kind for kind in KINDS if data.get(kind)), 'verbose')
        stream = sys.stderr if to_stderr else sys.stdout
        with emitting(self._lock, name, data, stream=stream, top_level=verbosity):
            return method(self, *args, **kwargs)
    return wrapper


def pick(args, kwargs, position, name, default):
    """An argument, however it was passed. Positions are the same in every Ansible; signatures hide behind wrappers."""
    return args[position] if len(args) > position else kwargs.get(name, default)
