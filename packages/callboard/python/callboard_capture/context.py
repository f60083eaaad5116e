"""What is going on right now? The playbook, play and task that an event belongs to, and the event being displayed."""
from __future__ import annotations

import contextlib
import threading
from typing import NamedTuple

from .encode import to_json, to_members


class Surroundings(NamedTuple):
    """What an event's data says of the playbook, play or task that it belongs to."""

    members: str  # JSON, each member with a comma before it
    uuid: str | None
    parent: str  # The member of an event right below, in the same form


def surround(members, uuid):
    """Encoded once, because a thousand events may have the same around them."""
    return Surroundings(to_members(members), uuid, f',"parent_uuid":{to_json(uuid)}')


NOTHING = Surroundings('', None, '')


class Context:
    """Playbook, play and task are the process's; flags and the open event are the thread's, because Ansible
    displays from its results thread while the main thread starts tasks."""

    def __init__(self):
        self.playbook = self.play = self.task = NOTHING
        self._thread = threading.local()

    @property
    def flags(self):
        """What kind of display call we are in: {'warning': True, …}."""
        return getattr(self._thread, 'flags', {})

    @property
    def in_event(self):
        return getattr(self._thread, 'in_event', False)

    @in_event.setter
    def in_event(self, value):
        self._thread.in_event = value

    @contextlib.contextmanager
    def flagged(self, flags):
        before = self.flags
        self._thread.flags = {**before, **flags}
        try:
            yield
        finally:
            self._thread.flags = before


context = Context()
