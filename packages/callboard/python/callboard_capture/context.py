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
    """Of the process: the playbook, play and task that go on."""

    playbook = play = task = NOTHING


class Showing(threading.local):
    """Of a thread, because Ansible displays from its results thread while the main thread starts tasks: what kind of
    display call it is in ({'warning': True, …}), and whether it is in an event."""

    flags = {}
    in_event = False

    @contextlib.contextmanager
    def flagged(self, flags):
        before = self.flags
        self.flags = {**before, **flags}
        try:
            yield
        finally:
            self.flags = before


context = Context()
showing = Showing()
