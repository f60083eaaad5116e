"""A container is ended by its engine, in order and in time."""

import unittest

from supervised import Supervised

# Hears nothing of SIGTERM, as what runs in a container of somebody else's.
DEAF = "trap '' TERM; echo ready; while :; do sleep 0.05; done"


def contained(script, **commands):
    """An engine that notes down what it is asked; its words replace those given."""
    run = Supervised(["sh", "-c", script])
    note = lambda word: ["sh", "-c", 'echo %s >> "%s"' % (word, run.path("asked"))]
    engine = {name: note(name) for name in ("askToEnd", "kill", "remove")}
    return run.change(wrapper="container", engine={**engine, **commands})


class Isolation(unittest.TestCase):
    def test_the_engine_asks_then_kills_then_removes(self):
        with contained(DEAF) as run:
            run.wait_for_text("ready")
            run.stop(grace=0.2)
            report = run.finish()
            self.assertEqual(run.read("asked").split(), [b"askToEnd", b"kill", b"remove"])
        self.assertEqual((report["cause"], report["survivors"]), ("canceled", []))

    def test_what_ends_by_itself_is_left_to_the_engine(self):
        with contained("echo done") as run:
            self.assertEqual(run.finish()["code"], 0)
            self.assertEqual(run.read("asked"), b"")

    def test_an_engine_that_is_gone_keeps_nothing_alive(self):
        gone = ["/no/such/engine"]
        with contained(DEAF, askToEnd=gone, kill=gone, remove=gone) as run:
            run.wait_for_text("ready")
            run.stop(grace=0.2)
            self.assertEqual(run.finish()["signal"], "SIGKILL")


if __name__ == "__main__":
    unittest.main()
