"""What is to be run: the runner's first message, checked."""

import json
import re

from refusal import Refused

_TEXT = (str, "a text")
_SECONDS = ((int, float), "a number of seconds")
_COUNT = (int, "a whole number")
_LIST = (list, "a list")
# Field: (attribute, what it must be, default). No default: it must be given.
_FIELDS = {
    "command": ("command", _LIST),
    "env": ("env", (dict, "an object")),
    "cwd": ("cwd", _TEXT),
    "terminal": ("terminal", _TEXT),
    "exitFile": ("exit_file", _TEXT),
    "mode": ("mode", _TEXT, "pty"),
    "rows": ("rows", _COUNT, 24),
    "columns": ("columns", _COUNT, 80),
    "stderr": ("stderr", _TEXT, None),
    "nonce": ("nonce", _TEXT, ""),
    "prompts": ("prompts", _LIST, []),
    "promptReportAfter": ("prompt_report_after", _SECONDS, 5.0),
    "jobTimeout": ("job_timeout", _SECONDS, None),
    "idleTimeout": ("idle_timeout", _SECONDS, None),
    "stopGrace": ("stop_grace", _SECONDS, 10.0),
    "feeds": ("feeds", _LIST, []),
    "transients": ("transients", _LIST, []),
    "streams": ("streams", (dict, "an object"), {}),
    "scratch": ("scratch", _TEXT, ""),
    "wrapper": ("wrapper", _TEXT, ""),
    "engine": ("engine", (dict, "an object"), {}),
}


class Spec:
    """The fields of the first message in snake_case, defaults filled in; times in seconds."""


def read_spec(line):
    """Bytes of the first line -> Spec; raises Refused."""
    try:
        given = json.loads(line)["spec"]
    except (ValueError, KeyError, TypeError):
        given = None
    if not isinstance(given, dict):
        raise Refused("ERR_SPEC", 'The first message is not a spec: send {"spec": {...}}.')
    spec = Spec()
    for name, (attribute, kind, *default) in _FIELDS.items():
        setattr(spec, attribute, _read_field(given, name, kind, default))
    _check_contents(spec)
    spec.prompts = _compile_prompts(spec.prompts)
    return spec


def _read_field(given, name, kind, default):
    value = given.get(name)
    if value is None and default:
        return default[0]
    types, words = kind
    if not isinstance(value, types) or isinstance(value, bool):
        raise Refused("ERR_SPEC", "The spec's %s must be %s." % (name, words))
    return value


def _check_contents(spec):
    _require(spec.command and _are_texts(spec.command), "command must be a list of texts, and not empty")
    _require(_are_texts(spec.env.values()), "env must hold texts only")
    _require(spec.mode in ("pty", "pipes"), 'mode must be "pty" or "pipes"')
    _require(spec.mode == "pty" or spec.stderr, 'stderr must name a file in mode "pipes"')
    _require(
        all(name in ("input", "output", "errors") and isinstance(fd, int) for name, fd in spec.streams.items()),
        "streams must be file descriptors, named input, output and errors",
    )
    _require(spec.mode == "pipes" or not spec.streams, "streams are for mode \"pipes\" only")
    _require(0 < spec.rows < 65536 and 0 < spec.columns < 65536, "rows and columns must lie between 1 and 65535")
    _require(spec.prompt_report_after > 0, "promptReportAfter must be more than 0")
    _require(spec.wrapper in ("", "sandbox", "container"), 'wrapper must be "sandbox", "container" or nothing')
    if spec.wrapper == "container":
        lines = [spec.engine.get(name) for name in ("askToEnd", "kill", "remove")]
        _require(all(isinstance(line, list) and line and _are_texts(line) for line in lines), "engine must hold the command lines askToEnd, kill and remove")
    for file in spec.feeds + spec.transients:
        _require(
            isinstance(file, dict) and _are_texts([file.get("path"), file.get("content")]),
            "feeds and transients must be objects with a path and a content",
        )


def _require(condition, words):
    if not condition:
        raise Refused("ERR_SPEC", "The spec's %s." % words)


def _are_texts(values):
    return all(isinstance(value, str) for value in values)


def _compile_prompts(prompts):
    """[[regex, answer], …] -> [(compiled, answer), …], in the same order."""
    compiled = []
    for prompt in prompts:
        _require(
            isinstance(prompt, list) and len(prompt) == 2 and isinstance(prompt[0], str) and isinstance(prompt[1], (str, type(None))),
            "prompts must be pairs of a pattern and an answer",
        )
        compiled.append((_compile(prompt[0]), prompt[1]))
    return compiled


def _compile(pattern):
    try:
        return re.compile(pattern, re.MULTILINE)
    except (re.error, RecursionError, OverflowError) as error:
        raise Refused(
            "ERR_PROMPT_PATTERN",
            "A prompt's pattern is not a regular expression that Python understands: %s. Correct it in the passwords." % error,
            pattern=pattern,
        )
