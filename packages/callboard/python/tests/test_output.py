"""What is written: every byte, however it comes."""

import json
import os
import sys
import time
import unittest

from supervised import Supervised, run_command

PYTHON = sys.executable
SHORT_RUNS = int(os.environ.get("SUPERVISOR_SHORT_RUNS", "60"))


class Output(unittest.TestCase):
    def test_keeps_a_short_output_and_the_exit_code(self):
        report, text = run_command(["sh", "-c", "printf 'one\\ntwo'; exit 3"])
        self.assertEqual(text, b"one\r\ntwo")
        self.assertEqual((report["code"], report["signal"], report["cause"]), (3, None, None))
        self.assertEqual(report["terminalBytes"], len(text))
        self.assertEqual(report["survivors"], [])

    def test_loses_nothing_in_many_short_runs(self):
        short = ["i=0; while [ $i -lt 40 ]; do echo line $i; i=$((i+1)); done; printf the-end"]
        expected = "".join("line %d\r\n" % i for i in range(40)).encode() + b"the-end"
        for number in range(SHORT_RUNS):
            report, text = run_command(["sh", "-c", *short])
            self.assertEqual(text, expected, "run %d" % number)
            self.assertEqual(report["terminalBytes"], len(expected))

    def test_keeps_every_byte_value_in_order(self):
        program = "import sys,tty; tty.setraw(1); sys.stdout.buffer.write(bytes(range(256)) * 4096)"
        _, text = run_command([PYTHON, "-c", program])
        self.assertEqual(text, bytes(range(256)) * 4096)

    def test_writes_100_megabytes(self):
        program = (
            "import os,tty; tty.setraw(1)\n"
            "line = b'x' * 99 + b'\\n'\n"
            "for _ in range(10000):\n"
            "    data = line * 100\n"
            "    while data: data = data[os.write(1, data):]\n"
        )
        with Supervised([PYTHON, "-c", program]) as run:
            report = run.finish()
            size = os.path.getsize(run.terminal)
            notices = sum("more" in message for message in run.messages)
        self.assertEqual((report["terminalBytes"], size, report["code"]), (10**8, 10**8, 0))
        self.assertLess(notices, 10000)

    def test_tells_how_far_the_terminal_has_got(self):
        run = Supervised(["sh", "-c", "printf abc; read x < go; printf defg"])
        os.mkfifo(run.path("go"))
        with run:
            self.assertEqual(run.wait_for("more"), 3)
            with open(run.path("go"), "w") as go:
                go.write("\n")
            run.finish()
            totals = [message["more"] for message in run.messages if "more" in message]
        self.assertEqual(totals, sorted(set(totals)))
        self.assertEqual(totals[-1], 7)

    def test_wakes_the_runner_four_times_a_second_however_much_there_is_to_tell(self):
        with Supervised(["sh", "-c", "for i in $(seq 200); do echo $i; sleep 0.01; done"]) as run:
            report = run.finish()
            notices = sum("more" in message for message in run.messages)
        # One at the beginning and one at the end come besides.
        self.assertLessEqual(notices, report["elapsed"] * 4 + 2)

    def test_a_runner_that_does_not_read_slows_nobody(self):
        # 400,000 lines: more notices than any socket buffer holds, if none were merged.
        program = (
            "import sys,time; t = time.monotonic()\n"
            "for i in range(400000): sys.stdout.write('a line of text %d\\n' % i)\n"
            "sys.stdout.flush(); open('took', 'w').write(str(time.monotonic() - t))"
        )
        with Supervised([PYTHON, "-c", program]) as run:
            took = run.path("took")
            end = time.monotonic() + 30
            while not (os.path.exists(took) and os.path.exists(run.spec["exitFile"])) and time.monotonic() < end:
                time.sleep(0.05)
            with open(run.spec["exitFile"]) as file:
                written = json.load(file)
            self.assertEqual(run.finish(), written)
            self.assertEqual(run.read().count(b"\n"), 400000)

    def test_a_large_spec_is_read(self):
        big = "x" * 3_000_000
        program = "import sys; print(len(open(sys.argv[1]).read()))"
        run = Supervised([PYTHON, "-c", program, "big"])
        run.spec["transients"] = [{"path": run.path("big"), "content": big}]
        with run:
            run.finish()
            self.assertEqual(run.read(), b"3000000\r\n")

    def test_a_background_process_that_holds_the_terminal_does_not_hold_the_run(self):
        with Supervised(["sh", "-c", "sleep 60 & echo $!; exit 0"]) as run:
            begin = time.monotonic()
            report = run.finish()
            self.assertLess(time.monotonic() - begin, 10)
            pid = int(run.read())
            os.kill(pid, 9)  # It was left alone, so it is still there.
        self.assertEqual((report["code"], report["cause"]), (0, None))

    def test_a_background_process_that_never_stops_talking_does_not_hold_the_run(self):
        with Supervised(["sh", "-c", "(while :; do echo talk; sleep 0.1; done) & echo pid=$!"]) as run:
            run.finish()
            pid = int(run.read().split(b"pid=")[1].split()[0])
            os.kill(pid, 9)

    def test_reports_an_end_by_signal(self):
        report, text = run_command(["sh", "-c", "echo before; kill -SEGV $$"])
        self.assertEqual((report["code"], report["signal"], report["cause"]), (None, "SIGSEGV", None))
        self.assertEqual(text, b"before\r\n")

    def test_the_exit_file_says_what_the_message_says(self):
        with Supervised(["sh", "-c", "exit 7"]) as run:
            report = run.finish()
            with open(run.spec["exitFile"]) as file:
                self.assertEqual(json.load(file), report)
            self.assertEqual(os.stat(run.spec["exitFile"]).st_mode & 0o777, 0o600)
            self.assertEqual(os.stat(run.terminal).st_mode & 0o777, 0o600)

    def test_reports_resource_use(self):
        report, _ = run_command([PYTHON, "-c", "x = bytearray(50_000_000)\nfor i in range(2_000_000): pass"])
        self.assertGreater(report["utime"], 0.01)
        self.assertGreater(report["maxrss"], 50_000_000)

    def test_a_full_disk_stops_the_run_with_a_reason(self):
        with Supervised(["sh", "-c", "while :; do echo more; sleep 0.01; done"], terminal="/dev/full") as run:
            report = run.finish()
        self.assertEqual(report["cause"], "terminal_write_failed")
        self.assertEqual(report["error"]["code"], "ENOSPC")

    def test_a_disk_that_is_full_at_the_last_byte_is_no_success(self):
        with Supervised(["sh", "-c", "echo last"], terminal="/dev/full") as run:
            report = run.finish()
        self.assertEqual(report["cause"], "terminal_write_failed")


class Pipes(unittest.TestCase):
    def test_keeps_both_streams_apart(self):
        with Supervised(["sh", "-c", "echo out; echo err >&2; read x || echo no input"], mode="pipes") as run:
            report = run.finish()
            self.assertEqual(run.read(), b"out\nno input\n")
            self.assertEqual(run.read("stderr"), b"err\n")
        self.assertEqual((report["terminalBytes"], report["stderrBytes"]), (13, 4))

    def test_reads_large_output_of_both(self):
        program = "import os\nfor i in range(3000): os.write(1, b'o' * 1000); os.write(2, b'e' * 2000)"
        with Supervised([PYTHON, "-c", program], mode="pipes") as run:
            report = run.finish()
        self.assertEqual((report["terminalBytes"], report["stderrBytes"]), (3_000_000, 6_000_000))

    def test_a_background_process_does_not_hold_the_run(self):
        with Supervised(["sh", "-c", "sleep 60 & echo $!"], mode="pipes") as run:
            run.finish()
            os.kill(int(run.read()), 9)


if __name__ == "__main__":
    unittest.main()
