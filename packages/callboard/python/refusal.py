"""What makes the supervisor refuse a spec before anything was started."""


class Refused(Exception):
    """A coded reason: says what is wrong and what to do. ``details`` go into the message to the runner."""

    def __init__(self, code, message, **details):
        super().__init__(message)
        self.code = code
        self.message = message
        self.details = details


def describe_refusal(error):
    """What the ``refused`` message holds: a reason of ours, or a fault that nobody foresaw."""
    if isinstance(error, Refused):
        return {"code": error.code, "message": error.message, **error.details}
    return {"code": "ERR_SUPERVISOR", "message": "The supervisor could not prepare the run: %s: %s." % (type(error).__name__, error)}
