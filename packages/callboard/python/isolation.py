"""Who may be told to end when the command runs Ansible in a sandbox or a container."""


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


def recognise(spec, children):
    """The isolation that a spec speaks of."""
    if spec.wrapper == "container":
        # Few runs have one, and what it needs takes as long to load as a fifth of the rest.
        from container import Container

        return Container(spec.engine, spec.env)
    return Sandbox(children) if spec.wrapper == "sandbox" else Unisolated()
