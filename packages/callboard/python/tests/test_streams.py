"""Streams of the user's: the command has them itself, and the rest is kept."""

import os
import sys
import unittest

from supervised import Supervised


class Streams(unittest.TestCase):
    def test_input_and_output_are_the_commands_own(self):
        (ours_in, theirs_out), (theirs_in, ours_out) = os.pipe(), os.pipe()
        words = ["sh", "-c", "cat; echo apart >&2"]
        with Supervised(words, mode="pipes", streams={"input": theirs_in, "output": theirs_out}) as run:
            os.close(theirs_in)
            os.close(theirs_out)
            os.write(ours_out, b"said\n")
            os.close(ours_out)
            with os.fdopen(ours_in, "rb") as file:
                self.assertEqual(file.read(), b"said\n", "and its end, because nobody else holds it")
            report = run.finish()
            self.assertEqual((report["code"], report["terminalBytes"], report["stderrBytes"]), (0, 0, 6))
            self.assertEqual(run.read("stderr"), b"apart\n")

    def test_with_a_terminal_they_are_refused(self):
        with Supervised(["true"], streams={"input": 0}) as run:
            self.assertIn("streams are for mode", run.wait_for("refused")["message"])


class Scratch(unittest.TestCase):
    def leave(self, run):
        os.mkdir(run.path("scratch"))
        run.start()
        run.wait_for("started")

    def supervise(self):
        run = Supervised([sys.executable, "-c", "import time; time.sleep(60)"], stopGrace=0)
        run.spec["scratch"] = run.path("scratch")
        return run

    def test_it_goes_with_a_runner_that_is_gone(self):
        run = self.supervise()
        self.leave(run)
        run.socket.close()
        self.assertEqual(run.wait_without_socket()["cause"], "runner_gone")
        self.assertFalse(os.path.exists(run.path("scratch")))
        run.__exit__()

    def test_it_is_left_to_a_runner_that_lives(self):
        run = self.supervise()
        self.leave(run)
        run.stop()
        self.assertEqual(run.finish()["cause"], "canceled")
        self.assertTrue(os.path.exists(run.path("scratch")))
        run.__exit__()


if __name__ == "__main__":
    unittest.main()
