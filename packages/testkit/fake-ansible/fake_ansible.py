"""An `ansible-playbook` for tests: says what a scenario asks for, by the capture plugin's own protocol."""

import os
import sys
import time

from lines import Variety, make_result_maker, make_stats_line, make_text
from mischief import Signals, Stopped, ask, die, flee
from scenario import read_scenario
from voice import Voice, write_all


def main():
    scenario = read_scenario(sys.argv[1:])
    signals = Signals(scenario["ignoreSigterm"])
    # As the plugin does, so that a nested Ansible is a stranger to the run.
    voice = Voice(scenario, os.environ.pop("CALLBOARD_SPOOL", os.devnull), os.environ.pop("CALLBOARD_NONCE", "").encode())
    try:
        perform(scenario, voice, signals)
    except Stopped:
        os._exit(143)
    die(scenario)


def perform(scenario, voice, signals):
    if scenario["flee"]:
        flee(scenario["flee"])
    if scenario["ask"]:
        voice.show(b"%d characters\n" % ask(scenario["ask"]))
    if scenario["batch"] > 1:
        speak_fast(scenario, voice, signals)
    else:
        speak(scenario, voice, signals)
    if scenario["stats"]:
        voice.tell(make_stats_line(voice.lines + 1), b"PLAY RECAP\n")
    if scenario["stderr"]:
        write_all(2, scenario["stderr"].encode())
    wait(scenario["linger"], signals)


def speak(scenario, voice, signals):
    variety = None if scenario["variety"] is None else Variety(scenario["variety"])
    make_line = make_result_maker(scenario["say"] + "x" * scenario["dataBytes"])
    dropped = set(scenario["dropMarks"])
    for number in range(1, scenario["events"] + 1):
        text = variety.text() if variety else make_text(number, scenario["textBytes"], scenario["say"].encode())
        text += voice.tear(number) if is_turn(number, scenario["tornEvery"]) else b""
        stream = 2 if is_turn(number, scenario["stderrEvery"]) else 1
        voice.tell(make_line(number), text, stream, number not in dropped)
        between = outside(scenario, variety, number)
        if between:
            voice.show(between)
        signals.check()
        if scenario["delayMs"]:
            time.sleep(scenario["delayMs"] / 1000)


def outside(scenario, variety, number):
    text = b"outside %d\n" % number if is_turn(number, scenario["outsideEvery"]) else b""
    if is_turn(number, scenario["foreignEvery"]):
        text += b"\x1b_cb0123456789abcdef B%d\x1b\\foreign\x1b_cb0123456789abcdef E\x1b\\\n" % number
    return text + variety.outside() if variety else text


def speak_fast(scenario, voice, signals):
    """Lines and texts differ only in their numbers, so a batch is two joins."""
    make_line, say = make_result_maker(scenario["say"] + "x" * scenario["dataBytes"]), scenario["say"].encode()
    for first in range(1, scenario["events"] + 1, scenario["batch"]):
        numbers = range(first, min(first + scenario["batch"], scenario["events"] + 1))
        voice.tell_many([make_line(number) for number in numbers],
                        [make_text(number, scenario["textBytes"], say) for number in numbers])
        signals.check()


def wait(seconds, signals):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        signals.check()
        time.sleep(0.01)


def is_turn(number, every):
    return every > 0 and number % every == 0
