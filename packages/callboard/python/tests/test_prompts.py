"""Answering prompts, and noticing those that nobody answers."""

import json
import re
import sys
import time
import unittest

from supervised import NONCE, Supervised, run_command

PYTHON = sys.executable
MARK = "\\x1b_cb" + NONCE + " B 17\\x1b\\\\"


def ask(*statements):
    """A program that writes pieces with pauses, and shows what it read between < and >."""
    lines = [
        "import getpass, sys, time, tty",
        "def say(text): sys.stdout.write(text); sys.stdout.flush()",
        "def hear(): say('<' + sys.stdin.readline().rstrip('\\n') + '>\\n')",
    ]
    return [PYTHON, "-c", "\n".join([*lines, *statements])]


class Answers(unittest.TestCase):
    def hear(self, command, prompts, **fields):
        """What the program heard, and what was reported."""
        with Supervised(command, prompts=prompts, **fields) as run:
            run.finish()
            said = [message["prompt"] for message in run.messages if "prompt" in message]
            return re.findall(rb"<(.*?)>", run.read()), said

    def test_a_prompt_is_answered(self):
        heard, said = self.hear(ask("say('Password: '); hear()"), [["assword:", "s3cret"]])
        self.assertEqual(heard, [b"s3cret"])
        self.assertEqual(said, [{"text": "Password:", "answered": True, "offset": 10}])

    def test_getpass_is_answered(self):
        heard, _ = self.hear(ask("a = getpass.getpass('Vault password: '); say('<%s>' % a)"), [["^Vault password: $", "s3cret"]])
        self.assertEqual(heard, [b"s3cret"])

    def test_an_anchored_pattern_matches_after_marks_of_the_capture(self):
        heard, _ = self.hear(ask("say('one\\n%sName [bob]: '); hear()" % MARK), [["^Name", "ann"]])
        self.assertEqual(heard, [b"ann"])

    def test_marks_and_colours_may_come_in_pieces(self):
        whole = "x\\n" + MARK + "\\x1b[1;31mNa\\x1b]0;title\\x07me\\x1b[0m: "
        pieces = eval('"%s"' % whole)
        program = ask("for piece in %r: say(piece); time.sleep(0.03)" % pieces, "hear()")
        heard, said = self.hear(program, [["^Name: $", "ann"]])
        self.assertEqual((heard, said[0]["text"]), ([b"ann"], "Name:"))

    def test_the_next_prompt_may_follow_on_the_same_line(self):
        program = ask("say('one: '); a = input(); say('two: '); b = input(); say('<%s,%s>' % (a, b))")
        heard, _ = self.hear(program, [["^one", "1"], ["^two", "2"]])
        self.assertEqual(heard, [b"1,2"])

    def test_the_same_prompt_again_is_answered_again(self):
        heard, said = self.hear(ask("say('Again: '); hear(); say('Again: '); hear()"), [["Again", "yes"]])
        self.assertEqual((heard, len(said)), ([b"yes", b"yes"], 2))

    def test_the_earliest_match_wins_then_the_earlier_pattern(self):
        heard, _ = self.hear(ask("say('alpha beta: '); hear()"), [["beta", "late"], ["alpha", "first"], ["^alp", "second"]])
        self.assertEqual(heard, [b"first"])

    def test_the_last_line_goes_before_text_above_it(self):
        program = ask("say('TASK [ask for the password] ***\\nContinue? '); hear()")
        heard, _ = self.hear(program, [["password", "s3cret"], ["Continue", "y"]])
        self.assertEqual(heard, [b"y"])

    def test_text_above_an_empty_line_is_no_prompt(self):
        program = ask("say('TASK [password] ***\\n\\nContinue? '); hear()")
        with Supervised(program, prompts=[["password", "s3cret"]], promptReportAfter=0.3) as run:
            self.assertEqual(run.wait_for("prompt")["answered"], False)
            run.stop(grace=0)
            run.finish()

    def test_a_question_of_several_lines(self):
        heard, _ = self.hear(ask("say('Are you sure\\n(yes/no)? '); hear()"), [["sure\\n\\(yes", "yes"]])
        self.assertEqual(heard, [b"yes"])

    def test_a_prompt_that_ends_with_a_newline(self):
        begin = time.monotonic()
        heard, said = self.hear(ask("say('Type it:\\n'); hear()"), [["^Type it:$", "it"]])
        self.assertEqual((heard, len(said)), ([b"it"], 1))
        self.assertGreater(time.monotonic() - begin, 0.9)

    def test_a_finished_line_that_nobody_waits_behind_gets_no_answer(self):
        program = ask("say('TASK [password] ***\\n'); time.sleep(2.5); say('Name: '); hear()")
        heard, said = self.hear(program, [["password", "s3cret"], ["Name", "bob"]])
        self.assertEqual((heard, len(said)), ([b"bob"], 1))

    def test_an_answer_waits_for_a_program_that_discards_what_came_before(self):
        program = ask("import termios; say('Key: '); time.sleep(0.1); termios.tcflush(0, termios.TCIFLUSH); hear()")
        heard, _ = self.hear(program, [["Key", "kept"]])
        self.assertEqual(heard, [b"kept"])

    def test_a_program_that_reads_single_keys(self):
        program = ask("say('Press: '); tty.setraw(0); time.sleep(0.05); k = sys.stdin.read(1); say('<%s>' % k)")
        heard, _ = self.hear(program, [["Press", "k"]])
        self.assertEqual(heard, [b"k"])

    def test_an_echoed_answer_is_not_the_next_prompt(self):
        program = ask(
            "import termios; a = termios.tcgetattr(0); a[3] |= termios.ECHO; termios.tcsetattr(0, termios.TCSANOW, a)",
            "say('first: '); hear(); say('Password: '); hear()",
        )
        heard, said = self.hear(program, [["^first", "Password"], ["^Password", "two"]])
        self.assertEqual(heard, [b"Password", b"two"])

    def test_an_answer_beyond_ascii(self):
        heard, _ = self.hear(ask("say('Wörter: '); hear()"), [["^Wörter", "grün"]], env={"PYTHONUTF8": "1"})
        self.assertEqual(heard, ["grün".encode()])

    def test_a_prompt_after_a_lot_of_output(self):
        heard, _ = self.hear(ask("for _ in range(200): say('y' * 5000 + '\\n')", "say('End: '); hear()"), [["^End", "ok"]])
        self.assertEqual(heard, [b"ok"])

    def test_a_prompt_at_the_end_of_a_very_long_line(self):
        heard, _ = self.hear(ask("say('y' * 50000 + ' End: '); hear()"), [["^yy", "not at the start of a line"], ["End: $", "ok"]])
        self.assertEqual(heard, [b"ok"])

    def test_a_pattern_that_takes_for_ever_is_given_up_and_the_others_still_serve(self):
        with Supervised(ask("say('a' * 40 + 'b: '); hear()"), prompts=[["(a|aa)+$", "x"], ["b: $", "ok"]]) as run:
            run.finish()
            self.assertIn(b"<ok>", run.read())
            self.assertIn(b"takes too long", run.read("supervisor.err"))

    def test_answers_are_nowhere(self):
        prompts = [["^Password", "s3cret-one"], ["^Other", "s3cret-two"]]
        with Supervised(ask("getpass.getpass('Password: '); getpass.getpass('Other: ')"), prompts=prompts) as run:
            run.finish()
            everything = json.dumps(run.messages).encode() + run.read() + run.read("exit.json")
        self.assertNotIn(b"s3cret", everything)


class Unanswered(unittest.TestCase):
    def wait(self, command, **fields):
        """The report about the first prompt, and the terminal file."""
        with Supervised(command, promptReportAfter=0.3, **fields) as run:
            reported = run.wait_for("prompt")
            run.stop(grace=0)
            run.finish()
            return reported, run.read()

    def test_is_reported_and_noted_in_the_terminal_file(self):
        reported, text = self.wait(ask("say('Huh? '); hear()"), prompts=[["other", "x"]])
        self.assertEqual(reported, {"text": "Huh?", "answered": False, "offset": 5})
        notice = re.fullmatch(rb"Huh\? \x1b_cb%s N (\{.*\})\x1b\\" % NONCE.encode(), text)
        content = json.loads(notice[1])
        self.assertEqual((content["kind"], content["text"]), ("unanswered_prompt", "Huh?"))
        self.assertRegex(content["at"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")

    def test_without_any_patterns_or_text(self):
        self.assertEqual(self.wait(["sh", "-c", "read x"])[0]["text"], "")

    def test_without_anything_that_looks_like_one(self):
        self.assertEqual(self.wait(ask("say('speak'); hear()"))[0]["text"], "speak")

    def test_of_a_program_with_a_session_of_its_own(self):
        self.assertEqual(self.wait(["setsid", "--wait", "sh", "-c", "printf 'deep: '; read x"])[0]["text"], "deep:")

    def test_of_a_program_that_reads_single_keys(self):
        self.assertEqual(self.wait(ask("say('Press:\\r\\n'); tty.setraw(0); hear()"))[0]["text"], "Press:")

    def test_of_a_program_that_polls(self):
        self.assertEqual(self.wait(ask("import select; say('Poll: '); select.select([0], [], [])"))[0]["text"], "Poll:")

    def test_hostile_text_cannot_end_the_notice(self):
        _, text = self.wait(ask("say('a\\x9c\\x1b\\\\b: '); hear()"))
        self.assertEqual(text.count(b"\x1b\\"), 2)
        self.assertTrue(text.endswith(b"\x1b\\"))

    def test_is_reported_once(self):
        with Supervised(ask("say('Huh? '); hear()"), promptReportAfter=0.1, jobTimeout=1.5, stopGrace=0.1) as run:
            run.finish()
            self.assertEqual(sum("prompt" in message for message in run.messages), 1)

    def test_a_slow_program_is_not_taken_for_one(self):
        with Supervised(ask("say('Working: '); time.sleep(1)"), promptReportAfter=0.2) as run:
            run.finish()
            self.assertEqual([message for message in run.messages if "prompt" in message], [])

    def test_a_pause_that_counts_seconds_is_not_taken_for_one(self):
        program = ask("say(\"(ctrl+C then 'A' = abort)\\r\\n\"); tty.setraw(0); time.sleep(1)")
        with Supervised(program, promptReportAfter=0.2) as run:
            run.finish()
            self.assertEqual([message for message in run.messages if "prompt" in message], [])


if __name__ == "__main__":
    unittest.main()
