"""One run under supervision, from start to its last word."""

import select
import sys
import time

import linux
from children import Children
from control import SETTLING
from conversation import Conversation
from exit_report import describe_exit, write_exit_file
from feeds import Feeds
import isolation
from launch import launch
from limits import Limits
from output import OutputFile, Stream
from plain_pipes import Pipes
from process_tree import ProcessTree
from signals import Signals
from stopping import Stopping
from terminal import Terminal
from transients import Transients

# After Ansible's end: how long a background process that holds the terminal is
# listened to after its last byte, and in all (seconds).
QUIET_AFTER_END = 0.5
LONGEST_AFTER_END = 5.0
# Ansible prints a line at a time. What comes within this time of the last is
# read together: each time that we wake, its own processes have to wait. A notice
# waits as long, so that it tells of all of that (seconds).
GATHERING = SETTLING
# So much at once isn't lines any more: it is read as fast as it comes (bytes).
FLOOD = 4096
# Less than that in a flood means that we were faster: whoever writes it would
# soon have to wait for us (seconds).
GATHERING_IN_FLOOD = 0.002
# The system refuses to wait for centuries, which a limit may well allow (seconds).
LONGEST_WAIT = 3600.0


class Supervision:
    """Prepares in the constructor (raises Refused, nothing started); ``run`` does the rest."""

    def __init__(self, spec, control):
        self.spec = spec
        self.control = control
        self.feeds = Feeds()
        self.transients = Transients()
        self.children = Children()
        linux.load_prctl()
        self.tree = ProcessTree(linux.become_subreaper())
        self.isolation = isolation.recognise(spec, self.children)
        self.stopping = Stopping(self.tree, self.children, self.isolation)
        self.streams = []
        self.connection = self.conversation = self.limits = None
        self.failure = self.crash = self.ended_at = None
        self.gathering_until = None
        self.is_flood = False
        self.signals = Signals()
        try:
            self._prepare_files()
        except BaseException:
            self._remove_files()
            raise

    def run(self):
        try:
            self._start()
            # A stop may have come together with the spec.
            self._heed_runner(time.monotonic())
            while not self._is_over():
                self._turn()
        except Exception as error:
            self._end_after_crash(error)
        self._finish()

    def _prepare_files(self):
        self.output = OutputFile(self.spec.terminal)
        self.errors = OutputFile(self.spec.stderr) if self.spec.mode == "pipes" else None
        for feed in self.spec.feeds:
            self.feeds.add(feed["path"], feed["content"])
        for transient in self.spec.transients:
            self.transients.add(transient["path"], transient["content"])

    def _remove_files(self):
        self.feeds.close()
        self.transients.remove()

    def _start(self):
        self._connect()
        launched = launch(self.spec, self.connection.attach)
        self.children.main = self.tree.leader = launched.pid
        self.connection.release()
        self.limits = Limits(self.spec.job_timeout, self.spec.idle_timeout, time.monotonic())
        self.failure = launched.failure
        if self.failure is None:
            self.control.send({"started": {"pid": launched.pid}})
        else:
            self.output.write((self.failure.message + "\n").encode("utf-8", "replace"))

    def _connect(self):
        if self.spec.mode == "pipes":
            self.connection = Pipes(self.spec.streams)
            ours = ((self.connection.output, self.output), (self.connection.errors, self.errors))
            self.streams = [Stream(fd, file) for fd, file in ours if fd is not None]
        else:
            self.connection = Terminal(self.spec.rows, self.spec.columns)
            self.conversation = Conversation(self)
            self.streams = [Stream(self.connection.master, self.output, self.conversation.feed)]

    def _turn(self):
        """Waits for whatever comes first, and deals with all that has come."""
        readable, writable = self._wait()
        now = time.monotonic()
        if self.gathering_until is not None and now >= self.gathering_until:
            self.gathering_until = None
        if self.signals.fd in readable:
            self._heed_signals(now)
        if self.control.fd in readable:
            self._heed_runner(now)
        self._read_output(readable, now)
        if self.connection.wants_to_write:
            self.connection.type_rest()
        self.feeds.advance(now, writable)
        if self._is_undisturbed():
            self._watch_over(now)
        if self.stopping.deadline is not None and now >= self.stopping.deadline:
            self.stopping.advance(now)
        if self.children.ended and self.ended_at is None:
            self._note_end(now)
        self.control.flush(now)

    def _wait(self):
        reading = [self.signals.fd]
        if self.gathering_until is None:
            reading += [stream.fd for stream in self.streams if stream.open]
        writing = self.feeds.writing
        if not self.control.gone:
            reading.append(self.control.fd)
        if self.control.wants_to_write:
            writing.append(self.control.fd)
        if self.connection.wants_to_write:
            writing.append(self.connection.master)
        due = [deadline for deadline in self._list_deadlines() if deadline is not None]
        timeout = min(max(0.0, min(due) - time.monotonic()), LONGEST_WAIT) if due else None
        readable, writable, _ = select.select(reading, writing, [], timeout)
        return readable, writable

    def _list_deadlines(self):
        yield self.control.deadline
        yield self.feeds.deadline
        yield self.stopping.deadline
        yield self.gathering_until
        if self.ended_at is not None:
            yield self._quiet_at()
        if self._is_undisturbed():
            yield self.conversation and self.conversation.deadline
            yield self.limits.deadline

    def _is_undisturbed(self):
        """Ansible runs and nobody has told it to stop."""
        return self.ended_at is None and not self.stopping.begun

    def _heed_signals(self, now):
        for _ in range(self.signals.take()):
            self._stop("canceled", None, now)
        has_children = self.children.reap()
        if self.stopping.begun and not self.stopping.finished and not has_children:
            self.stopping.advance(now)

    def _note_end(self, now):
        self.ended_at = now
        self.gathering_until = None
        self._remove_files()
        self.connection.note_end()
        if self.children.signal is not None and not self.stopping.begun:
            # One that was killed left nothing on purpose: what it had begun is not to go on without it.
            self.stopping.begin(None, self.spec.stop_grace, now)

    def _heed_runner(self, now):
        for message in self.control.read_messages():
            stop = message.get("stop")
            if isinstance(stop, dict):
                self._stop(str(stop.get("cause") or "canceled"), stop.get("grace"), now)
        if self.control.gone:
            self._stop("runner_gone", None, now)

    def _read_output(self, readable, now):
        ready = [stream for stream in self.streams if stream.open and stream.fd in readable]
        size = sum(stream.read_available(now) for stream in ready)
        if size:
            self.limits.last_output = now
            self.control.note_more(self.output.size, now)
            was_flood, self.is_flood = self.is_flood, size >= FLOOD
            if not self.is_flood and self.ended_at is None:
                self.gathering_until = now + (GATHERING_IN_FLOOD if was_flood else GATHERING)
        if not self.stopping.begun and any(stream.file.error for stream in self.streams):
            self._stop("terminal_write_failed", None, now)

    def _watch_over(self, now):
        if self.conversation is not None:
            self.conversation.check(now)
        exceeded = self.limits.find_exceeded(now)
        if exceeded is not None:
            self._stop(exceeded, None, now)

    def _stop(self, cause, grace, now):
        # What ended by itself has nothing to stop; what it left behind is meant to stay.
        if self.ended_at is None or self.stopping.begun:
            given = isinstance(grace, (int, float))
            self.stopping.begin(cause, grace if given else self.spec.stop_grace, now)

    def _is_over(self):
        if self.stopping.begun:
            # One that can't be killed never ends: its output is not waited for.
            return self.stopping.finished and (self.ended_at is None or self._is_drained())
        return self.ended_at is not None and self._is_drained()

    def _is_drained(self):
        return not any(stream.open for stream in self.streams) or time.monotonic() >= self._quiet_at()

    def _quiet_at(self):
        quiet = max(self.limits.last_output, self.ended_at) + QUIET_AFTER_END
        return min(quiet, self.ended_at + LONGEST_AFTER_END)

    def _end_after_crash(self, error):
        """A fault of our own: no process of the run may be left behind, and the runner must hear of it."""
        self.crash = error
        self.stopping.begin("supervisor_failed", 0, time.monotonic())
        while not self.stopping.finished:
            time.sleep(max(0.0, self.stopping.deadline - time.monotonic()))
            self.children.reap()
            self.stopping.advance(time.monotonic())
        try:
            sys.excepthook(type(error), error, error.__traceback__)
            sys.stderr.flush()
        except Exception:
            pass  # Nobody is there to read it.

    def _finish(self):
        if self.stopping.begun:
            self.isolation.remove()
        self._remove_files()
        for stream in self.streams:
            stream.close()
        report = describe_exit(self)
        write_exit_file(self.spec.exit_file, report)
        self.control.note_more(self.output.size, time.monotonic())
        self.control.send({"exit": report})
        self.control.close()
        if self.control.gone and self.spec.scratch:
            import shutil  # It takes longer to load than all of us.

            shutil.rmtree(self.spec.scratch, ignore_errors=True)
