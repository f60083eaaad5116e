"""Serves plugins of Python's ansible-runner: one process for a run, one call after the other.

Newline-delimited JSON. In: {"config": {...}, "plugins": true | [names]}, then {"handler": name, "data": {...}} for
each call. Out: one line for each line in: {"ready": [names]} or {"ok": true} or {"error": {...}}.
"""
import json
import os
import sys
import traceback
from importlib import metadata
from types import SimpleNamespace

GROUP = 'ansible_runner.plugins'


def main():
    answers = take_stdout()
    plugins = []
    config = None
    for line in sys.stdin:
        message = json.loads(line)
        try:
            if 'config' in message:
                config = SimpleNamespace(**message['config'])
                plugins = load_plugins(message['plugins'])
                answer = {'ready': [name for name, _ in plugins]}
            else:
                call(plugins, message['handler'], config, message['data'])
                answer = {'ok': True}
        except PluginFailure as failure:
            answer = {'error': failure.describe()}
        answers.write(json.dumps(answer) + '\n')
        answers.flush()


def take_stdout():
    """Plugins may print: what they print goes to stderr, the answers keep the pipe to themselves."""
    answers = os.fdopen(os.dup(1), 'w', encoding='utf-8')
    os.dup2(2, 1)
    return answers


def load_plugins(wanted):
    """Installed plugins by name, in the order that was asked for."""
    found = {point.name: point for point in list_entry_points()}
    names = list(found) if wanted is True else wanted
    missing = [name for name in names if name not in found]
    if missing:
        raise PluginFailure(', '.join(missing), 'is not installed for %s; found: %s' % (sys.executable, ', '.join(found) or 'none'))
    return [(name, load(found[name])) for name in names]


def list_entry_points():
    points = metadata.entry_points()
    return points.select(group=GROUP) if hasattr(points, 'select') else points.get(GROUP, ())


def load(point):
    try:
        return point.load()
    except Exception as error:
        raise PluginFailure(point.name, 'cannot be loaded: %s' % describe(error)) from error


def call(plugins, handler, config, data):
    for name, plugin in plugins:
        function = getattr(plugin, handler, None)
        if function is None:
            continue
        try:
            function(config, data)
        except Exception as error:
            raise PluginFailure(name, '%s raised %s' % (handler, describe(error))) from error


def describe(error):
    return '%s: %s' % (type(error).__name__, error)


class PluginFailure(Exception):
    def __init__(self, plugin, message):
        super().__init__(message)
        self.plugin = plugin

    def describe(self):
        cause = self.__cause__
        trace = ''.join(traceback.format_exception(type(cause), cause, cause.__traceback__)) if cause else ''
        return {'plugin': self.plugin, 'message': str(self), 'traceback': trace}


if __name__ == '__main__':
    main()
