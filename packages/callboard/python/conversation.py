"""The prompts of one run: between the terminal, the runner and the record."""

import os
import time

from prompts import PromptWatch
from terminal_notice import encode_notice
from terminal_readers import find_reader


class Conversation(PromptWatch):
    """Types answers into the terminal, and tells the runner and the terminal file what went unanswered."""

    def __init__(self, run):
        self._run = run
        spec = run.spec
        super().__init__(spec.prompts, spec.prompt_report_after, self._find, self._type, self._tell, time.monotonic())

    def _find(self):
        return find_reader(self._run.tree.list_members(), self._run.connection)

    def _type(self, text):
        self._run.connection.type(text + os.linesep)
        # The next word is now Ansible's: it gets the whole idle time for it.
        self._run.limits.last_output = time.monotonic()

    def _tell(self, text, answered):
        run = self._run
        run.control.send({"prompt": {"text": text, "answered": answered, "offset": run.output.size}})
        if not answered:
            # For those who read the record without having been there.
            run.output.write(encode_notice(run.spec.nonce, "unanswered_prompt", text))
            run.control.note_more(run.output.size, time.monotonic())
