"""What is used where there is neither /proc nor a subreaper."""

import os
import shutil
import signal
import subprocess
import sys
import time
import unittest
from unittest.mock import patch

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import process_table
from children import Children
from isolation import Unisolated
from process_tree import ProcessTree
from stopping import Stopping

# The group's leader ignores SIGTERM; a child of it has moved to a session of its own.
TREE = "trap '' TERM; setsid sh -c 'trap \"\" TERM; echo inner; sleep 600; :' & echo outer; sleep 600; :"


@unittest.skipUnless(shutil.which("ps"), "there is no ps")
class OtherSystems(unittest.TestCase):
    def test_ps_tells_what_proc_tells(self):
        told, known = process_table.read_ps(), process_table.read_processes()
        self.assertIn(os.getpid(), told)
        self.assertEqual(told[os.getpid()].parent, os.getppid())
        self.assertEqual(told[os.getpid()].group, os.getpgrp())
        self.assertGreater(len(set(told) & set(known)), 0.8 * len(known))

    def test_a_tree_is_ended_by_groups_and_parents(self):
        child = subprocess.Popen(["sh", "-c", TREE], start_new_session=True, stdout=subprocess.PIPE)
        lines = {child.stdout.readline(), child.stdout.readline()}
        self.assertEqual(lines, {b"inner\n", b"outer\n"})
        with patch.object(process_table, "HAS_PROC", False):
            tree = ProcessTree(subreaper=False)
            tree.leader = child.pid
            children = Children()
            children.main = child.pid
            stopping = Stopping(tree, children, Unisolated())
            stopping.begin("canceled", 0.2, time.monotonic())
            while not stopping.finished:
                time.sleep(max(0, stopping.deadline - time.monotonic()))
                children.reap()
                stopping.advance(time.monotonic())
        child.returncode = 0  # It was reaped above.
        self.assertEqual(child.stdout.read(), b"")  # Nobody holds the pipe any more.
        child.stdout.close()
        self.assertEqual((children.signal, stopping.survivors), (signal.SIGKILL, []))


class ProcessIdentity(unittest.TestCase):
    def test_a_process_that_is_not_what_it_was_is_not_signalled(self):
        child = subprocess.Popen(["sleep", "600"])
        process = process_table.read_processes()[child.pid]
        process.start += 1
        tree = ProcessTree(subreaper=True)
        self.assertFalse(tree.send(process, signal.SIGKILL))
        process.start -= 1
        self.assertTrue(tree.send(process, signal.SIGKILL))
        self.assertEqual(child.wait(), -signal.SIGKILL)


if __name__ == "__main__":
    unittest.main()
