"""The process between the runner and Ansible.

Started as ``python3 -I -S supervisor.py`` in a session of its own, with a
stream socket to the runner as file descriptor 3. Newline-delimited JSON goes
both ways: a spec comes first, ``exit`` is the last word. Exit code 0 once an
``exit`` message was made, 2 when the spec was refused (nothing was started).
"""

import os
import sys

CONTROL_FD = 3


def main():
    # -I keeps the script's own directory out of the path.
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    from control import Control
    from refusal import describe_refusal
    from spec import read_spec
    from supervision import Supervision

    control = Control(CONTROL_FD)
    line = control.wait_for_line()
    if line is None:
        return 2
    try:
        supervision = Supervision(read_spec(line), control)
    except Exception as error:
        control.send({"refused": describe_refusal(error)})
        control.close()
        return 2
    supervision.run()
    return 0


if __name__ == "__main__":
    code = main()
    sys.stderr.flush()
    # The runner waits for our end, and taking the interpreter apart would only keep it waiting.
    os._exit(code)
