"""What is going on right now? The playbook, play and task that an event belongs to, and the event being displayed."""
from __future__ import annotations

import contextlib
import threading


class Context:
    """Playbook, play and task are the process's; flags and the open event are the thread's, because Ansible
    displays from its results thread while the main thread starts tasks."""

    def __init__(self):
        self.playbook = {}
        self.play = {}
        self.task = {}
        self._thread = threading.local()

    @property
    def flags(self):
        """What kind of display call we are in: {'warning': True, …}."""
        return getattr(self._thread, 'flags', {})

    @property
    def in_event(self):
        return getattr(self._thread, 'in_event', False)

    def surroundings(self):
        return {**self.playbook, **self.play, **self.task}

    @contextlib.contextmanager
    def flagged(self, flags):
        before = self.flags
        self._thread.flags = {**before, **flags}
        try:
            yield
        finally:
            self._thread.flags = before

    @contextlib.contextmanager
    def event_open(self):
        before = self.in_event
        self._thread.in_event = True
        try:
            yield
        finally:
            self._thread.in_event = before


context = Context()
