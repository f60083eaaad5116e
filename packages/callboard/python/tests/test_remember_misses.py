"""A cache of facts is not asked again for what it does not have, and notices what comes into its directory."""

import importlib.util
import json
import os
import sys
import tempfile
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

HAS_ANSIBLE = importlib.util.find_spec("ansible") is not None
if HAS_ANSIBLE:
    from ansible.plugins.cache import BaseFileCacheModule
    from callboard_capture.remember_misses import remember_misses

    remember_misses()

    class Files(BaseFileCacheModule):
        """Ansible's own cache of files, which counts how often it looks for one."""

        def __init__(self, directory, timeout=0, prefix=""):
            self._cache_dir, self._timeout, self._cache = directory, timeout, {}
            self.plugin_name, self.looks, self.prefix = "files", 0, prefix

        def _get_cache_file_name(self, key):
            self.looks += 1
            return os.path.join(self._cache_dir, self.prefix + key)

        def _load(self, filepath):
            with open(filepath, encoding="utf-8") as file:
                return json.load(file)

        def _dump(self, value, filepath):
            with open(filepath, "w", encoding="utf-8") as file:
                json.dump(value, file)


@unittest.skipUnless(HAS_ANSIBLE, "there is no Ansible for this Python")
class Misses(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.directory = directory.name
        self.settle(5)

    def settle(self, seconds):
        """As if nothing had changed there for so long."""
        before = time.time() - seconds
        os.utime(self.directory, (before, before))

    def write(self, name, facts):
        with open(os.path.join(self.directory, name), "w", encoding="utf-8") as file:
            json.dump(facts, file)

    def assert_missing(self, cache, key):
        self.assertFalse(cache.contains(key))
        with self.assertRaises(KeyError):
            cache.get(key)

    def test_it_looks_once(self):
        cache = Files(self.directory)
        self.assert_missing(cache, "one")
        self.assertEqual(cache.looks, 1)
        for _ in range(10):
            self.assert_missing(cache, "one")
        self.assertEqual(cache.looks, 1)
        self.assert_missing(cache, "other")
        self.assertEqual(cache.looks, 2)

    def test_what_others_write_is_found(self):
        cache = Files(self.directory)
        self.assert_missing(cache, "one")
        self.write("one", {"a": 1})
        self.assertTrue(cache.contains("one"))
        self.assertEqual(cache.get("one"), {"a": 1})

    def test_what_others_write_is_found_later_too(self):
        cache = Files(self.directory)
        self.assert_missing(cache, "one")
        self.write("one", {"a": 1})
        self.settle(3)
        self.assertEqual(cache.get("one"), {"a": 1})

    def test_what_it_is_given_is_found(self):
        cache = Files(self.directory)
        self.assert_missing(cache, "one")
        cache.set("one", {"a": 1})
        self.assertEqual(cache.get("one"), {"a": 1})
        self.assertTrue(cache.contains("one"))
        cache.delete("one")
        self.assert_missing(cache, "one")

    def test_a_directory_that_was_just_changed_is_looked_into(self):
        cache = Files(self.directory)
        self.settle(0)
        self.assert_missing(cache, "one")
        looks = cache.looks
        self.assert_missing(cache, "one")
        self.assertGreater(cache.looks, looks)

    def test_what_has_expired_is_missing_until_it_is_new(self):
        cache = Files(self.directory, timeout=60)
        self.write("one", {"a": 1})
        os.utime(os.path.join(self.directory, "one"), (0, 0))
        self.settle(5)
        self.assert_missing(cache, "one")
        os.utime(os.path.join(self.directory, "one"))
        self.settle(5)
        self.assertEqual(cache.get("one"), {"a": 1})

    def test_two_caches_in_one_directory_are_not_confused(self):
        plain, prefixed = Files(self.directory), Files(self.directory, prefix="inventory_")
        self.write("inventory_one", {"a": 1})
        self.settle(5)
        self.assert_missing(plain, "one")
        self.assertTrue(prefixed.contains("one"))
        self.assertEqual(prefixed.get("one"), {"a": 1})

    def test_directories_are_not_confused(self):
        cache = Files(self.directory)
        with tempfile.TemporaryDirectory() as other:
            before = os.stat(self.directory).st_mtime_ns
            self.assert_missing(cache, "one")
            second = Files(other)
            second.set("one", {"b": 2})
            os.utime(other, ns=(before, before))
            self.assertEqual(Files(other).get("one"), {"b": 2})


if __name__ == "__main__":
    unittest.main()
