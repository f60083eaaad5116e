"""How does anything that Ansible can put into a result become JSON? Nothing may make an event vanish."""
from __future__ import annotations

import datetime
import json
import math
from collections.abc import Mapping, Set


def to_json(data):
    """One line of strict, ASCII-only JSON.

    The C encoder does nearly all of them; what it refuses (NaN, odd keys, cycles) is rebuilt from plain values.
    """
    try:
        return encode(data)
    except (TypeError, ValueError, RecursionError):
        return json.dumps(simplify(data), allow_nan=False, separators=(',', ':'))


def to_members(data):
    """The members of a dict as they stand inside a JSON object that has others before them: `,"a":1,"b":2`."""
    return f',{to_json(data)[1:-1]}' if data else ''


def replace(value):
    """The nearest JSON to a value that JSON doesn't know."""
    ciphertext = getattr(value, '_ciphertext', None)
    if ciphertext is not None:
        return {'__ansible_vault': as_text(ciphertext)}
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {as_key(key): item for key, item in value.items()}
    if isinstance(value, (Set, tuple, list)):
        return list(value)
    return as_text(value)


def make_encode():
    """A function that encodes whatever C can: `json` makes such an encoder anew, out of many parts, for every call.

    Cycles end in a RecursionError instead of a ValueError.
    """
    try:
        chunks = json.encoder.c_make_encoder(None, replace, json.encoder.encode_basestring_ascii, None, ':', ',',
                                             False, False, False)
    except (AttributeError, TypeError):  # It is not a public part of `json`.
        return json.JSONEncoder(default=replace, allow_nan=False, separators=(',', ':')).encode
    return lambda data: ''.join(chunks(data, 0))


encode = make_encode()


def simplify(value, parents=(), depth=0):
    """Plain dicts, lists, strings and finite numbers only."""
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, str):
        return value[:]
    if id(value) in parents or depth > 200:
        return '<circular>'
    above = (*parents, id(value))
    if isinstance(value, Mapping):
        return {as_key(key): simplify(item, above, depth + 1) for key, item in value.items()}
    if isinstance(value, (list, tuple, Set)):
        return [simplify(item, above, depth + 1) for item in value]
    return simplify(replace(value), above, depth + 1)


def as_key(key):
    return key if isinstance(key, str) else as_text(key)


def as_text(value):
    if isinstance(value, (bytes, bytearray)):
        return bytes(value).decode('utf-8', 'surrogateescape')
    try:
        return str(value)
    except Exception:  # pylint: disable=broad-except
        return f'<{type(value).__name__} that has no text>'
