"""How Ansible is started, and what is said when it can't be."""

import os
import subprocess
import sys
import unittest

from supervised import Supervised, run_command

PYTHON = sys.executable


class Launch(unittest.TestCase):
    def run_python(self, program, **fields):
        return run_command([PYTHON, "-c", program], **fields)[1].decode().replace("\r\n", "\n").strip()

    def test_has_a_terminal_of_the_given_size_without_echo(self):
        text = self.run_python(
            "import os,termios; print(os.get_terminal_size(0), os.isatty(0), os.isatty(2), bool(termios.tcgetattr(0)[3] & termios.ECHO))",
            rows=50,
            columns=132,
        )
        self.assertEqual(text, "os.terminal_size(columns=132, lines=50) True True False")

    def test_leads_a_session_with_the_terminal_as_its_own(self):
        text = self.run_python("import os; fd = os.open('/dev/tty', os.O_RDWR); print(os.getsid(0) == os.getpid() == os.tcgetpgrp(fd))")
        self.assertEqual(text, "True")

    def test_sees_exactly_the_given_environment(self):
        run = Supervised(["/usr/bin/env"])
        run.spec["env"] = {"ONE": "ä", "TWO": "\udcff"}
        with run:
            run.finish()
            self.assertEqual(sorted(run.read().split(b"\r\n")), [b"", "ONE=ä".encode(), b"TWO=\xff"])

    def test_inherits_no_descriptors_and_default_signals(self):
        text = self.run_python(
            "import os,signal; print(sorted(map(int, os.listdir('/proc/self/fd')))[:4], signal.pthread_sigmask(signal.SIG_BLOCK, ()),"
            " signal.getsignal(signal.SIGTERM) == signal.SIG_DFL)"
        )
        self.assertEqual(text, "[0, 1, 2, 3] set() True")  # 3 is the listing itself
        self.assertEqual(run_command(["sh", "-c", "yes | head -1 >/dev/null; grep SigIgn /proc/self/status"])[1].split(), [b"SigIgn:", b"0000000000000001"])

    def test_searches_the_path_of_the_given_environment(self):
        with Supervised(["tool"]) as run:
            report = run.finish()
            self.assertEqual(report["code"], 127)
            tool = run.path("tool")
            with open(tool, "w") as file:
                file.write("#!/bin/sh\necho found\n")
            os.chmod(tool, 0o755)
            self.assertEqual(run_command(["tool"], env={"PATH": "/nowhere:" + run.directory})[1], b"found\r\n")
            self.assertEqual(run_command(["./tool"], cwd=run.directory)[1], b"found\r\n")

    def test_a_missing_command(self):
        report, text = run_command(["no-such-command", "x"], env={"PATH": "/usr/bin:/bin"})
        self.assertEqual(text, b"The command was not found or was not executable: no-such-command.\n")
        self.assertEqual((report["code"], report["signal"], report["cause"]), (127, None, None))
        self.assertEqual(report["error"]["code"], "ENOENT")
        self.assertEqual(report["terminalBytes"], len(text))

    def test_a_command_that_may_not_be_executed(self):
        with Supervised(["true"]) as run:
            run.finish()
            tool = run.path("tool")
            open(tool, "w").close()
            report, text = run_command([tool])
        self.assertEqual((report["code"], report["error"]["code"]), (127, "EACCES"))
        self.assertIn(b"not found or was not executable: " + tool.encode(), text)

    def test_a_missing_working_directory(self):
        report, text = run_command(["true"], cwd="/no/such/place")
        self.assertEqual((report["code"], report["error"]["code"]), (127, "ENOENT"))
        self.assertEqual(text, b"The working directory can't be used: /no/such/place: No such file or directory.\n")

    def test_a_missing_command_on_pipes(self):
        report, text = run_command(["no-such-command"], mode="pipes")
        self.assertEqual((report["code"], text), (127, b"The command was not found or was not executable: no-such-command.\n"))

    def test_an_argument_that_no_program_can_be_given(self):
        report, _ = run_command(["echo", "a\0b"])
        self.assertEqual((report["code"], report["error"]["code"]), (127, "EINVAL"))

    def test_the_session_ends_with_the_supervisor(self):
        with Supervised(["sh", "-c", "trap 'echo ended > ended; exit' TERM; echo up; while :; do sleep 0.05; done"]) as run:
            run.wait_for_text("up")
            pid = run.messages[0]["started"]["pid"]
            run.process.kill()
            subprocess.run(["tail", "--pid=%d" % pid, "-f", "/dev/null"], timeout=20, check=True)


class Refusals(unittest.TestCase):
    def refuse(self, **fields):
        with Supervised(["touch", "ran"]).change(**fields) as run:
            refused = run.wait_for("refused")
            self.assertIsNone(run.next_message())
            self.assertEqual(run.process.wait(10), 2)
            self.assertFalse(os.path.exists(run.path("ran")))
            return refused

    def test_a_pattern_that_does_not_compile(self):
        refused = self.refuse(prompts=[["fine", "1"], ["(open", "secret-answer"]])
        self.assertEqual((refused["code"], refused["pattern"]), ("ERR_PROMPT_PATTERN", "(open"))
        self.assertNotIn("secret-answer", str(refused))

    def test_a_spec_without_a_command(self):
        refused = self.refuse(command=[])
        self.assertEqual(refused["code"], "ERR_SPEC")
        self.assertIn("command", refused["message"])

    def test_fields_of_the_wrong_kind(self):
        for field, value in (
            ("rows", 0), ("columns", 1e9), ("jobTimeout", "5"), ("feeds", [{"path": "x"}]), ("prompts", [["a"]]),
            ("env", {"A": 1}), ("stopGrace", True), ("promptReportAfter", 0), ("mode", "pipes-but-no"),
        ):
            with self.subTest(field=field):
                refused = self.refuse(**{field: value})
                self.assertEqual(refused["code"], "ERR_SPEC")
                self.assertIn(field, refused["message"])

    def test_an_unknown_mode(self):
        self.assertEqual(self.refuse(mode="telepathy")["code"], "ERR_SPEC")

    def test_a_terminal_file_that_cannot_be_opened(self):
        self.assertEqual(self.refuse(terminal="/no/such/place/terminal")["code"], "ERR_OUTPUT_FILE")

    def test_a_transient_file_that_exists_takes_the_others_back(self):
        run = Supervised(["true"])
        taken = run.path("taken")
        open(taken, "w").close()
        run.spec["transients"] = [{"path": run.path("new/file"), "content": "x"}, {"path": taken, "content": "x"}]
        with run:
            self.assertEqual(run.wait_for("refused")["code"], "ERR_TRANSIENT")
            run.process.wait(10)
            self.assertFalse(os.path.exists(run.path("new")))
            self.assertTrue(os.path.exists(taken))

    def test_a_first_line_that_is_no_spec(self):
        run = Supervised(["true"])
        run.spec = None
        with run:
            self.assertEqual(run.wait_for("refused")["code"], "ERR_SPEC")


if __name__ == "__main__":
    unittest.main()
