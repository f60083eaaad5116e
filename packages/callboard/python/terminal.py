"""The terminal that Ansible believes to be sitting at."""

import fcntl
import os
import struct
import termios


class Terminal:
    """A pty pair. The supervisor keeps the slave open until Ansible has ended, so that no hang-up comes before."""

    def __init__(self, rows, columns):
        self.master, self.slave = os.openpty()
        self.name = os.ttyname(self.slave)
        self.device = os.fstat(self.slave).st_rdev
        attributes = termios.tcgetattr(self.slave)
        attributes[3] &= ~termios.ECHO
        termios.tcsetattr(self.slave, termios.TCSANOW, attributes)
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self._unsent = b""

    def attach(self):
        """In the child, after setsid: makes this the controlling terminal and the three standard streams."""
        fcntl.ioctl(self.slave, termios.TIOCSCTTY, 0)
        for fd in (0, 1, 2):
            os.dup2(self.slave, fd)

    def is_raw(self):
        """True if a program has left line mode: it waits for keys."""
        try:
            return not termios.tcgetattr(self.slave)[3] & termios.ICANON
        except (termios.error, TypeError):
            return False

    def type(self, text):
        """Queues text as if typed, and types what fits now."""
        self._unsent += text.encode("utf-8", "surrogateescape")
        self.type_rest()

    def type_rest(self):
        try:
            while self._unsent:
                self._unsent = self._unsent[os.write(self.master, self._unsent):]
        except BlockingIOError:
            pass
        except OSError:
            self._unsent = b""

    @property
    def wants_to_write(self):
        return bool(self._unsent)

    def release(self):
        """After the start: nothing, the slave stays open."""

    def note_end(self):
        """Ansible has ended: lets go of the terminal, so that its end can be read."""
        if self.slave is not None:
            os.close(self.slave)
            self.slave = None
            self._unsent = b""
