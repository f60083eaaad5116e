"""Isolation by a container engine, which is asked to end what runs inside."""

import subprocess

from isolation import Unisolated

# How long the engine may take for each of its commands (seconds).
PATIENCE = 10.0


class Container(Unisolated):
    """Its processes need not be descendants of ours, so the engine passes everything on."""

    def __init__(self, commands, environment):
        self._commands = commands
        self._environment = environment

    def spares(self, process):
        return True

    def ask_to_end(self):
        try:
            self._start("askToEnd")
        except OSError:
            pass  # Then it is killed.

    def kill(self):
        self._run("kill")

    def remove(self):
        self._run("remove")

    def _run(self, name):
        try:
            process = self._start(name)
        except OSError:
            return
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _start(self, name):
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return subprocess.Popen(self._commands[name], env=self._environment, cwd="/", **quiet)
