"""A cache of files is asked only for facts that may be there, and what comes into its directory is found at once."""

import importlib.util
import json
import os
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

HAS_ANSIBLE = importlib.util.find_spec("ansible") is not None
if HAS_ANSIBLE:
    from ansible.plugins.cache import BaseFileCacheModule
    from callboard_capture.find_facts import find_facts_quickly

    find_facts_quickly()

    class Files(BaseFileCacheModule):
        """Ansible's own cache of files, which counts how often it is asked, and makes up the name of a file."""

        def __init__(self, directory, timeout=0, prefix=""):
            self._cache_dir, self._timeout, self._cache = directory, timeout, {}
            self.plugin_name, self.asked, self.named, self.prefix = "files", 0, 0, prefix

        def has_expired(self, key):
            self.asked += 1
            return super().has_expired(key)

        def _get_cache_file_name(self, key):
            self.named += 1
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

    def write(self, name, facts):
        with open(os.path.join(self.directory, name), "w", encoding="utf-8") as file:
            json.dump(facts, file)

    def assert_missing(self, cache, key):
        self.assertFalse(cache.contains(key))
        with self.assertRaises(KeyError):
            cache.get(key)

    def test_it_is_not_asked_for_what_is_not_there(self):
        cache = Files(self.directory)
        for _ in range(10):
            self.assert_missing(cache, "one")
        self.assert_missing(cache, "other")
        self.assertEqual((cache.asked, cache.named), (0, 2))

    def test_what_others_write_is_found(self):
        cache = Files(self.directory)
        self.assert_missing(cache, "one")
        self.write("one", {"a": 1})
        self.assertTrue(cache.contains("one"))
        self.assertEqual(cache.get("one"), {"a": 1})

    def test_what_it_is_given_is_found(self):
        cache = Files(self.directory)
        self.assert_missing(cache, "one")
        cache.set("one", {"a": 1})
        self.assertEqual(cache.get("one"), {"a": 1})
        self.assertTrue(cache.contains("one"))
        cache.delete("one")
        self.assert_missing(cache, "one")

    def test_what_has_expired_is_missing_until_it_is_new(self):
        cache = Files(self.directory, timeout=60)
        self.write("one", {"a": 1})
        os.utime(os.path.join(self.directory, "one"), (0, 0))
        self.assert_missing(cache, "one")
        os.utime(os.path.join(self.directory, "one"))
        self.assertEqual(cache.get("one"), {"a": 1})

    def test_two_caches_in_one_directory_are_not_confused(self):
        plain, prefixed = Files(self.directory), Files(self.directory, prefix="inventory_")
        self.write("inventory_one", {"a": 1})
        self.assert_missing(plain, "one")
        self.assertTrue(prefixed.contains("one"))
        self.assertEqual(prefixed.get("one"), {"a": 1})


if __name__ == "__main__":
    unittest.main()
