"""Reads keepalived's dump files as exporters do: written from the output of keepalived 2.2.7.

    keepalived.stats   "VRRP Instance: NAME", then "  Group:" and "    Counter: N", or "  Counter: N"
    keepalived.data    "------< SECTION >------", " OBJECT = NAME", "   Key = value", "     item"
"""

import re

SECTION = re.compile(r"-+< (?P<name>.*) >-+$")
OBJECT = re.compile(r" (?P<kind>\w.*?) = (?P<name>.*)$")
PAIR = re.compile(r"   (?P<key>\w[^=:]*?)(?: =|:| :) ?(?P<value>.*)$")


def read_statistics(text):
    """{instance: {(group, counter): number}}"""
    instances, counters, group = {}, None, ""
    for line in text.splitlines():
        key, _, value = line.partition(":")
        depth = len(key) - len(key.lstrip())
        if depth == 0:
            assert key == "VRRP Instance"
            counters = instances[value.strip()] = {}
        elif not value.strip():
            group = key.strip()
        else:
            counters[group if depth == 4 else "", key.strip()] = int(value)
    return instances


def read_data(text):
    """{(section, kind and name of the object): {key: value}}; what hangs below a key is its
    value as a tuple of lines. An object without facts is a fact of its section, whose name is ""."""
    objects, section, facts, items = {}, "", {}, None
    for line in text.splitlines():
        if match := SECTION.match(line):
            section, facts, items = match["name"], {}, None
        elif line.startswith("     ") and items is not None:
            facts[items] = (*facts[items], line.strip())
        elif match := PAIR.match(line):
            items = match["key"] if not match["value"] else None
            facts[match["key"]] = match["value"] if match["value"] else ()
        elif match := OBJECT.match(line):
            facts, items = objects.setdefault((section, f"{match['kind']} {match['name']}"), {}), None
    return objects
