"""Does a cache of files have a host's facts? Runner gives every play such a cache, and Ansible asks it for every task.

When there is no file, Ansible takes a quarter of a millisecond to say so, in the one process that everything waits for:
it looks its options up for the file's name, and learns from an exception that nothing is there.
"""
from __future__ import annotations

import functools
from os import F_OK, access

from ansible.plugins.cache import BaseFileCacheModule


def find_facts_quickly():
    """Wrap the class once; caches that exist already are covered. Older Ansible asks `contains` before it gets."""
    if hasattr(BaseFileCacheModule, 'callboard_paths'):
        return
    BaseFileCacheModule.callboard_paths = None
    get, contains = BaseFileCacheModule.get, BaseFileCacheModule.contains

    @functools.wraps(get)
    def get_if_there(self, key):
        if is_there(self, key):
            return get(self, key)
        raise KeyError(key)

    @functools.wraps(contains)
    def contains_if_there(self, key):
        return is_there(self, key) and contains(self, key)

    BaseFileCacheModule.get, BaseFileCacheModule.contains = get_if_there, contains_if_there


def is_there(cache, key):
    """Whether there may be facts: in memory, or in a file, which may have expired."""
    if key in cache._cache:
        return True
    # Each cache knows its own paths: two in one directory may differ in the prefix of their files.
    paths = cache.callboard_paths
    if paths is None:
        paths = cache.callboard_paths = {}
    if key not in paths:
        paths[key] = cache._get_cache_file_name(key)
    return access(paths[key], F_OK)
