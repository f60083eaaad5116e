"""What is the fake to do? Read from the playbook, which is a JSON object, and from options of its own."""

import json
import os
import sys

DEFAULTS = {
    "events": 10,            # how many, the final statistics not counted
    "textBytes": 60,         # of each event's text
    "dataBytes": 0,          # of each event's result, beyond the usual
    "variety": None,         # a seed: texts of all kinds and sizes, some outside events
    "delayMs": 0,            # after each event
    "batch": 1,              # events to a write; many for speed
    "chunkBytes": 0,         # the terminal is written in pieces of that size: marks get torn
    "outsideEvery": 0,       # a line that belongs to no event, after every so many
    "foreignEvery": 0,       # a mark of another run, after every so many
    "tornEvery": 0,          # a mark of the run's own that is torn or says nonsense, in the text of every so many
    "dropMarks": [],         # events whose marks never reach the terminal
    "stderrEvery": 0,        # every so many, an event's text and marks go to stderr
    "say": "",               # part of every event's text and data
    "stats": True,           # playbook_on_stats at the end
    "stderr": "",            # printed there at the end, outside events
    "ask": None,             # a prompt; the answer's length is shown, never the answer
    "ignoreSigterm": False,
    "flee": None,            # a file that gets the pid of a grandchild in a session of its own that ignores SIGTERM
    "linger": 0,             # seconds to stay, in silence, after all was said
    "oracle": None,          # a file that gets a copy of all that was said
    "exitCode": 0,
    "killedBy": None,        # a signal's name, instead of an exit code
}


def read_scenario(arguments):
    """Options such as `--events 5` win over the playbook; Ansible's own options mean nothing here."""
    scenario = dict(DEFAULTS)
    playbook = arguments[-1] if arguments else ""
    if os.path.isfile(playbook) and not playbook.startswith("-"):
        with open(playbook, encoding="utf-8") as file:
            scenario.update(check(json.load(file), playbook))
    for name, value in zip(arguments, arguments[1:]):
        key = to_key(name)
        if key in DEFAULTS:
            scenario[key] = json.loads(value) if DEFAULTS[key] is not None else parse(value)
    return scenario


def check(scenario, path):
    unknown = sorted(set(scenario) - set(DEFAULTS))
    if unknown:
        sys.exit("%s: the fake Ansible knows no %s" % (path, ", ".join(unknown)))
    return scenario


def to_key(option):
    """--text-bytes → textBytes"""
    first, *rest = option[2:].split("-") if option.startswith("--") else [""]
    return first + "".join(word.title() for word in rest)


def parse(value):
    try:
        return json.loads(value)
    except ValueError:
        return value
