"""Ending the whole tree: SIGTERM to all, SIGKILL after the grace, until none is left."""

import signal

# How long processes may outlive SIGKILL before they are given up as survivors (seconds).
PATIENCE = 5.0
FIRST_PAUSE = 0.02
CHASES = 200
LONGEST_PAUSE = 0.25


class Stopping:
    """``begin`` once, then ``advance`` whenever ``deadline`` is past or a child ended, until ``finished``."""

    def __init__(self, tree, children, isolation):
        self._tree = tree
        self._isolation = isolation
        self._children = children
        self._told = set()
        self._killing = False
        self._kill_at = None
        self._pause = FIRST_PAUSE
        self._empty_scans = 0
        self.cause = None
        self.deadline = None
        self.finished = False
        self.survivors = []

    @property
    def begun(self):
        return self._kill_at is not None

    def begin(self, cause, grace, now):
        """Takes the cause (None: the main process was killed) and starts the grace (seconds); a second call ends the grace."""
        if self.begun:
            self._kill_at = min(self._kill_at, now)
        else:
            self.cause = cause
            self._kill_at = now + grace
            self._isolation.ask_to_end()
        self._pause = FIRST_PAUSE
        self.deadline = now

    def advance(self, now):
        """One round: looks who is left, signals whom it must, sets the next deadline."""
        members = self._tree.list_members()
        if self._is_empty(members):
            self.finished = True
            self.deadline = None
            return
        if not members:
            self._signal_blindly(now)
        elif now >= self._kill_at:
            self._kill(members)
        else:
            self._terminate(members)
        if now >= self._kill_at + PATIENCE:
            self.survivors = sorted(process.pid for process in self._tree.list_members())
            self.finished = True
        self._pause_until_next(now)

    def _is_empty(self, members):
        if members:
            self._empty_scans = 0
            return False
        if not self._children.reap():
            return True
        # A fork may slip past one reading of the table: only a subreaper can be sure.
        self._empty_scans += 1
        return not self._tree.subreaper and self._empty_scans > 1

    def _terminate(self, members):
        pids = {process.pid for process in members}
        first = not self._told
        for process in members:
            # A newcomer is its parent's way of cleaning up, unless that has left it behind.
            if self._isolation.spares(process):
                continue
            if process.identity not in self._told and (first or process.parent not in pids):
                self._told.add(process.identity)
                self._tree.send(process, signal.SIGTERM)
                # A stopped process can't hear it.
                self._tree.send(process, signal.SIGCONT)

    def _kill(self, members):
        if not self._killing:
            self._killing = True
            self._isolation.kill()
        for process in members:
            self._tree.send(process, signal.SIGKILL)
        # Those that flee by forking become our children again and again: be as quick as they are.
        for _ in range(CHASES):
            self._tree.kill_children()
            if not self._children.reap():
                break

    def _signal_blindly(self, now):
        """Children that can't be listed (no /proc and no ps) still have their group."""
        number = signal.SIGKILL if now >= self._kill_at else signal.SIGTERM
        # Once its leader is reaped the group's number may be somebody else's.
        if not self._children.ended and number not in self._told:
            self._told.add(number)
            self._tree.send_to_group(number)
        if now >= self._kill_at:
            self._tree.kill_children()

    def _pause_until_next(self, now):
        pause = self._pause
        self._pause = min(pause * 1.5, LONGEST_PAUSE)
        self.deadline = None if self.finished else now + pause
        if self.deadline and now < self._kill_at < self.deadline:
            self.deadline = self._kill_at
            self._pause = FIRST_PAUSE
