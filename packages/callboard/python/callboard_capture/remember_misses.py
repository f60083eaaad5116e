"""Which hosts have no facts in a cache of files? Runner gives every play one, and Ansible asks it for every task.

Each time it looks for the host's file: a quarter of a millisecond for nothing, in the one process that everything
waits for. That there is none stays true until something in the cache's directory changes.
"""
from __future__ import annotations

import functools
import os
import time

from ansible.plugins.cache import BaseFileCacheModule

# A directory's time has the grain of the kernel's clock: of what was changed just now, more may be changed unseen.
SETTLED_NS = 1_000_000_000


def remember_misses():
    """Wrap the class once; caches that exist already are covered. Older Ansible asks `contains` before it gets."""
    if getattr(BaseFileCacheModule, 'callboard_remembers', False):
        return
    BaseFileCacheModule.callboard_remembers = True
    get, contains = BaseFileCacheModule.get, BaseFileCacheModule.contains

    @functools.wraps(get)
    def get_unless_missed(self, key):
        if is_missing(self, key):
            raise KeyError(key)
        return get(self, key)

    @functools.wraps(contains)
    def contains_unless_missed(self, key):
        return not is_missing(self, key) and contains(self, key)

    BaseFileCacheModule.get, BaseFileCacheModule.contains = get_unless_missed, contains_unless_missed


def is_missing(cache, key):
    """Whether there is no file for this key, for sure. An expired or unreadable one is the cache's own business."""
    if key in cache._cache:
        return False
    changed = read_settled_change(cache._cache_dir)
    if changed is None:
        return False
    # Each cache its own: two in one directory may differ in the prefix of their files.
    misses = vars(cache).setdefault('callboard_misses', {})
    if misses.get(key) != changed:
        if os.path.lexists(cache._get_cache_file_name(key)):
            return False
        misses[key] = changed
    return True


def read_settled_change(directory):
    """When the directory was changed last, in nanoseconds; None where that is too recent to be believed, or unknown."""
    try:
        changed = os.stat(directory).st_mtime_ns
    except OSError:
        return None
    return changed if time.time_ns() - changed > SETTLED_NS else None
