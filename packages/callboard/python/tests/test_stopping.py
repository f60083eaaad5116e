"""Ending the whole tree, whatever it does against it."""

import os
import signal
import sys
import time
import unittest

from supervised import SUPERVISOR, Supervised, is_alive, read_state, wait_until

PYTHON = sys.executable

# A child that ignores SIGTERM, has forked twice and has a session of its own, and a parent that ignores it too.
STUBBORN = """
import os, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.setsid()
        print("pid", os.getpid(), flush=True)
        time.sleep(600)
    os._exit(0)
print("pid", os.getpid(), flush=True)
time.sleep(600)
"""

# Forks for ever: each child lives for a moment in a session of its own and forks the next.
FLEEING = """
import os, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("ready", flush=True)
main = os.getpid()
while True:
    time.sleep(0.001)
    if os.fork():
        os._exit(0) if os.getpid() != main else time.sleep(600)
    os.setsid()
"""

# A supervisor that fails when the first output comes.
FAULTY = """
import sys
sys.path.insert(0, sys.argv[1])
import supervision, supervisor
supervision.Supervision._read_output = lambda self, readable, now: 1 / (not self.streams[0].fd in readable)
sys.exit(supervisor.main())
"""

OBEDIENT = "trap 'echo bye; exit 5' TERM; echo ready; while :; do sleep 0.05; done"


def pids_in(run):
    words = run.read().split()
    return [int(words[i + 1]) for i, word in enumerate(words) if word == b"pid"]


def wait_for_stubborn(run):
    """Until both processes of STUBBORN have said who they are."""
    while len(pids_in(run)) < 2:
        run.wait_for("more")


class Stopping(unittest.TestCase):
    def assert_all_gone(self, pids):
        self.assertEqual([pid for pid in pids if is_alive(pid)], [])

    def test_a_polite_process_may_say_goodbye(self):
        with Supervised(["sh", "-c", OBEDIENT]) as run:
            run.wait_for_text("ready")
            run.stop("canceled")
            report = run.finish()
            self.assertIn(b"bye", run.read())
        self.assertEqual((report["code"], report["signal"], report["cause"]), (5, None, "canceled"))

    def test_what_is_started_to_clean_up_may_do_so(self):
        with Supervised(["sh", "-c", "trap 'sleep 0.5; echo clean; exit 0' TERM; echo ready; while :; do sleep 0.05; done"]) as run:
            run.wait_for_text("ready")
            run.stop()
            run.finish()
            self.assertIn(b"clean", run.read())
            self.assertEqual(run.list_processes(), [])

    def test_a_stubborn_tree_is_killed_after_the_grace(self):
        with Supervised([PYTHON, "-c", STUBBORN], stopGrace=0.3) as run:
            wait_for_stubborn(run)
            begin = time.monotonic()
            run.stop("timeout")
            report = run.finish()
            self.assertGreaterEqual(time.monotonic() - begin, 0.3)
            pids = pids_in(run)
        self.assertEqual(len(pids), 2)
        self.assert_all_gone(pids)
        self.assertEqual((report["signal"], report["cause"], report["survivors"]), ("SIGKILL", "timeout", []))

    def test_the_stop_message_may_bring_its_own_grace(self):
        with Supervised([PYTHON, "-c", STUBBORN], stopGrace=60) as run:
            wait_for_stubborn(run)
            run.stop(grace=0)
            run.finish()
            self.assert_all_gone(pids_in(run))

    def test_a_stop_in_one_piece_with_the_spec_is_heard(self):
        run = Supervised(["sleep", "600"])
        run.at_once = [{"stop": {"cause": "canceled"}}]
        with run:
            self.assertEqual(run.finish()["cause"], "canceled")

    def test_a_second_stop_kills_at_once_and_keeps_the_first_cause(self):
        with Supervised([PYTHON, "-c", STUBBORN], stopGrace=60) as run:
            wait_for_stubborn(run)
            run.stop("canceled")
            run.stop("error")
            report = run.finish()
            self.assert_all_gone(pids_in(run))
        self.assertEqual(report["cause"], "canceled")

    def test_a_process_that_flees_by_forking_is_caught(self):
        with Supervised([PYTHON, "-c", FLEEING], stopGrace=0.1) as run:
            run.wait_for_text("ready")
            run.stop()
            report = run.finish()
            self.assertEqual(run.list_processes(), [])
        self.assertEqual(report["survivors"], [])

    def test_a_stopped_process_is_woken_to_end(self):
        with Supervised(["sh", "-c", "trap 'echo woken; exit 0' TERM; echo ready; kill -STOP $$; sleep 1"], stopGrace=20) as run:
            pid = run.wait_for("started")["pid"]
            run.wait_for_text("ready")
            wait_until(lambda: read_state(pid) == "T")
            run.stop()
            run.finish()
            self.assertIn(b"woken", run.read())

    def test_children_go_even_if_the_main_process_goes_at_once(self):
        with Supervised(["sh", "-c", "sleep 600 & echo pid $!; setsid sleep 600 & echo pid $!; echo ready; wait"]) as run:
            run.wait_for_text("ready")
            run.stop()
            run.finish()
            pids = pids_in(run)
        self.assertEqual(len(pids), 2)
        self.assert_all_gone(pids)

    def test_the_tree_ends_when_the_runner_is_gone(self):
        with Supervised([PYTHON, "-c", STUBBORN], stopGrace=0.2) as run:
            wait_for_stubborn(run)
            run.socket.close()
            report = run.wait_without_socket()
            self.assert_all_gone(pids_in(run))
        self.assertEqual(report["cause"], "runner_gone")

    def test_output_after_the_runner_is_gone_is_kept(self):
        with Supervised(["sh", "-c", "trap 'seq 1 1000; exit 0' TERM; echo ready; while :; do sleep 0.05; done"]) as run:
            run.wait_for_text("ready")
            run.socket.close()
            run.wait_without_socket()
            self.assertTrue(run.read().endswith(b"999\r\n1000\r\n"))

    def test_a_runner_that_goes_during_the_first_message_leaves_nothing(self):
        run = Supervised(["sleep", "600"])
        with run:
            run.socket.close()
            run.process.wait(20)

    def test_a_signal_to_the_supervisor_cancels(self):
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            with Supervised(["sh", "-c", OBEDIENT]) as run:
                run.wait_for_text("ready")
                run.process.send_signal(number)
                report = run.finish()
            self.assertEqual((report["code"], report["cause"]), (5, "canceled"))

    def test_a_second_signal_to_the_supervisor_kills(self):
        with Supervised([PYTHON, "-c", STUBBORN], stopGrace=60) as run:
            wait_for_stubborn(run)
            run.process.send_signal(signal.SIGTERM)
            run.process.send_signal(signal.SIGINT)
            run.finish()
            self.assert_all_gone(pids_in(run))

    def test_a_stop_after_the_end_changes_nothing(self):
        with Supervised(["sh", "-c", "sleep 60 & echo $!; exit 0"]) as run:
            pid = run.wait_for("started")["pid"]
            run.wait_for("more")
            wait_until(lambda: not os.path.exists("/proc/%d" % pid))
            run.stop()
            report = run.finish()
            left = int(run.read())
            self.assertTrue(is_alive(left))
            os.kill(left, signal.SIGKILL)
        self.assertIsNone(report["cause"])


class Killed(unittest.TestCase):
    def test_what_a_killed_main_process_leaves_is_ended(self):
        words = "setsid sh -c 'trap \"\" TERM; echo pid $$; while :; do sleep 0.1; done' & sleep 600"
        for number in (signal.SIGKILL, signal.SIGTERM):
            with Supervised(["sh", "-c", words], stopGrace=0.2) as run:
                main = run.wait_for("started")["pid"]
                run.wait_for_text("pid")
                os.kill(main, number)
                report = run.finish()
                self.assertEqual(run.list_processes(), [])
            self.assertEqual((report["code"], report["signal"], report["cause"]), (None, signal.Signals(number).name, None))


class Faults(unittest.TestCase):
    def test_a_fault_of_the_supervisor_leaves_no_process_and_is_told(self):
        run = Supervised([PYTHON, "-c", STUBBORN])
        run.program = ["-c", FAULTY, os.path.dirname(SUPERVISOR)]
        with run:
            report = run.finish()
            self.assertEqual(run.list_processes(), [])
        self.assertEqual((report["cause"], report["error"]["code"]), ("supervisor_failed", "ERR_SUPERVISOR"))
        self.assertIn("ZeroDivisionError", report["error"]["message"])


class Limits(unittest.TestCase):
    def test_the_job_takes_too_long(self):
        with Supervised(["sh", "-c", "while :; do echo busy; sleep 0.05; done"], jobTimeout=0.5) as run:
            begin = time.monotonic()
            report = run.finish()
            self.assertGreaterEqual(time.monotonic() - begin, 0.4)
        self.assertEqual(report["cause"], "job_timeout")

    def test_the_job_says_nothing_for_too_long(self):
        with Supervised(["sh", "-c", "for i in 1 2 3 4 5 6 7 8; do sleep 0.2; echo $i; done; sleep 60"], idleTimeout=1.5) as run:
            report = run.finish()
            self.assertIn(b"8", run.read())
        self.assertEqual(report["cause"], "idle_timeout")

    def test_a_job_within_its_limits_is_left_alone(self):
        with Supervised(["sh", "-c", "echo done"], jobTimeout=30, idleTimeout=30) as run:
            self.assertIsNone(run.finish()["cause"])


if __name__ == "__main__":
    unittest.main()
