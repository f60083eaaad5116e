"""Feeds and transient files: there when needed, gone afterwards."""

import os
import stat
import sys
import unittest

from supervised import Supervised, wait_until

PYTHON = sys.executable


def supervise(command, feed=None, transients=(), **fields):
    run = Supervised(command, **fields)
    run.spec["feeds"] = [] if feed is None else [{"path": run.path("feed"), "content": feed}]
    run.spec["transients"] = [{"path": run.path(name), "content": content} for name, content in transients]
    return run


class Feeds(unittest.TestCase):
    def test_the_first_reader_gets_it_all_and_the_pipe_is_gone(self):
        with supervise(["sh", "-c", "stat -c '%a %F' feed; cat feed; test -e feed || echo gone"], feed="s3cret\n") as run:
            run.finish()
            self.assertEqual(run.read(), b"600 fifo\r\ns3cret\r\ngone\r\n")

    def test_a_large_one_goes_through_in_parts_while_output_flows(self):
        content = "k" * 1_000_000
        program = (
            "import time\n"
            "with open('feed') as f:\n"
            "    n = len(f.read(70000)); print('some', flush=True); time.sleep(0.2); n += len(f.read())\n"
            "print(n)"
        )
        with supervise([PYTHON, "-c", program], feed=content) as run:
            run.finish()
            self.assertEqual(run.read(), b"some\r\n1000000\r\n")

    def test_a_reader_that_leaves_early_does_no_harm(self):
        with supervise(["sh", "-c", "head -c 5 feed; echo; echo on"], feed="x" * 500_000) as run:
            report = run.finish()
            self.assertEqual(run.read(), b"xxxxx\r\non\r\n")
        self.assertEqual(report["code"], 0)

    def test_one_that_nobody_reads_is_removed(self):
        with supervise(["true"], feed="s3cret") as run:
            run.finish()
            self.assertFalse(os.path.exists(run.path("feed")))

    def test_an_existing_file_is_refused_and_kept(self):
        run = supervise(["true"], feed="s3cret")
        with open(run.path("feed"), "w") as file:
            file.write("theirs")
        with run:
            self.assertEqual(run.wait_for("refused")["code"], "ERR_FEED")
            run.process.wait(10)
            self.assertEqual(run.read("feed"), b"theirs")


class Transients(unittest.TestCase):
    FILES = (("dir/sub/one", "s3cret-1"), ("dir/two", "ä"))

    def test_are_there_for_ansible_and_private(self):
        with supervise(["sh", "-c", "stat -c %a dir dir/sub dir/sub/one; cat dir/sub/one dir/two"], transients=self.FILES) as run:
            run.finish()
            self.assertEqual(run.read(), b"700\r\n700\r\n600\r\n" + "s3cret-1ä".encode())
            self.assertFalse(os.path.exists(run.path("dir")))

    def test_go_when_the_run_is_stopped_or_the_runner_is_gone(self):
        for leave in (lambda run: run.stop(), lambda run: run.socket.close()):
            with supervise(["sh", "-c", "echo up; sleep 600"], transients=self.FILES, stopGrace=0.2) as run:
                run.wait_for_text("up")
                self.assertTrue(os.path.exists(run.path("dir/two")))
                leave(run)
                run.process.wait(20)
                self.assertFalse(os.path.exists(run.path("dir")))

    def test_go_when_the_command_cannot_be_started(self):
        with supervise(["no-such-command"], transients=self.FILES) as run:
            run.finish()
            self.assertFalse(os.path.exists(run.path("dir")))

    def test_go_with_the_main_process_though_others_hold_the_terminal(self):
        with supervise(["sh", "-c", "sleep 60 & echo $!"], transients=self.FILES) as run:
            pid = run.wait_for("started")["pid"]
            wait_until(lambda: not os.path.exists("/proc/%d" % pid))
            wait_until(lambda: not os.path.exists(run.path("dir")), 0.4)
            run.finish()
            os.kill(int(run.read()), 9)

    def test_a_directory_that_was_there_stays(self):
        run = supervise(["true"], transients=(("kept/file", "x"),))
        os.mkdir(run.path("kept"), 0o755)
        with run:
            run.finish()
            self.assertEqual(os.listdir(run.path("kept")), [])
            self.assertEqual(stat.S_IMODE(os.stat(run.path("kept")).st_mode), 0o755)


if __name__ == "__main__":
    unittest.main()
