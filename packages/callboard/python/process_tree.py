"""Which processes belong to the run, and how to signal exactly those."""

import os
import signal

import process_table


class ProcessTree:
    """All descendants of this process, whatever sessions and groups they moved to.

    As a subreaper we inherit every orphan, so parent links are enough. Without
    one, members of Ansible's group and session and what was seen earlier count too.
    """

    def __init__(self, subreaper):
        self.subreaper = subreaper
        self._seen = {}
        self.leader = None

    def list_members(self):
        """Living processes of the tree, as process_table.Process."""
        table = process_table.read_processes()
        found = _collect_descendants(table, os.getpid())
        if not self.subreaper:
            found.update(self._find_escaped(table))
            self._seen = {process.identity: True for process in found.values()}
        return [process for process in found.values() if process.alive]

    def send(self, process, number):
        """Signals it, unless it is not what it was; False if not allowed or gone."""
        try:
            handle = os.pidfd_open(process.pid)
        except (AttributeError, OSError):
            return self._send_by_pid(process, number)
        try:
            # The handle is of this very process; a reused pid would show another start time.
            if process_table.read_start(process.pid) != process.start:
                return False
            signal.pidfd_send_signal(handle, number)
            return True
        except OSError:
            return False
        finally:
            os.close(handle)

    def send_to_group(self, number):
        """Signals the group of the main process, which must not have been reaped."""
        try:
            os.killpg(self.leader, number)
        except (OSError, TypeError):
            pass

    def kill_children(self):
        """SIGKILL to our own children, which nobody else can reap: their pids are theirs until we do."""
        for pid in _read_children():
            try:
                os.kill(pid, signal.SIGKILL)
            except OSError:
                pass  # A zombie, or not ours to signal.

    def _send_by_pid(self, process, number):
        if process_table.read_start(process.pid) != process.start:
            return False
        try:
            os.kill(process.pid, number)
            return True
        except OSError:
            return False

    def _find_escaped(self, table):
        roots = [
            process
            for process in table.values()
            if process.identity in self._seen or (self.leader is not None and self.leader in (process.group, process.session))
        ]
        found = {process.pid: process for process in roots}
        for process in roots:
            found.update(_collect_descendants(table, process.pid))
        found.pop(os.getpid(), None)
        return found


def _read_children():
    try:
        with open("/proc/self/task/%d/children" % os.getpid()) as file:
            return [int(word) for word in file.read().split()]
    except OSError:
        return []


def _collect_descendants(table, root):
    children = {}
    for process in table.values():
        children.setdefault(process.parent, []).append(process)
    found = {}
    waiting = [root]
    while waiting:
        for process in children.get(waiting.pop(), ()):
            if process.pid not in found and process.pid != root:
                found[process.pid] = process
                waiting.append(process.pid)
    return found
