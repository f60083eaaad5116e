"""Who may be told to end when the command runs Ansible in a sandbox or a container."""

# How long the engine may take for each of its commands (seconds).
PATIENCE = 10.0


class Unisolated:
    """Every process of the tree hears for itself."""

    def spares(self, process):
        """Whether SIGTERM is not for this process."""
        return False

    def ask_to_end(self):
        pass

    def kill(self):
        pass

    def remove(self):
        pass


class Sandbox(Unisolated):
    """Its outermost process takes all others with it at once: it ends with them."""

    def __init__(self, children):
        self._children = children

    def spares(self, process):
        return process.pid == self._children.main


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
        import subprocess

        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _start(self, name):
        import subprocess  # As long to load as a fifth of the rest, and few runs have a container.

        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return subprocess.Popen(self._commands[name], env=self._environment, cwd="/", **quiet)


def recognise(spec, children):
    """The isolation that a spec speaks of."""
    if spec.wrapper == "container":
        return Container(spec.engine, spec.env)
    return Sandbox(children) if spec.wrapper == "sandbox" else Unisolated()
