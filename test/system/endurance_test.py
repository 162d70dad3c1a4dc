"""A thousand reloads in a row: nothing leaks, and the peer sees no late advert."""

import os
import pathlib
import re

import pytest

from lab import config, oracle
from lab.namespace import children

RELOADS, SETTLING = 1000, 200
ADDRESS = config.V3.virtual_address
# Caches of the allocator and of the log may still grow by a little.
GROWTH_ALLOWED_KIB = 512
SCRIPT = config.block("vrrp_script chk", 'script "/usr/bin/true"', "interval 1")


def processes(daemon):
    return [daemon.pid, *children(daemon.pid)]


def open_descriptors(daemon):
    return sum(len(os.listdir(f"/proc/{pid}/fd")) for pid in processes(daemon))


def private_memory(daemon):
    """KiB that belong to the daemon's processes alone."""
    texts = [pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text() for pid in processes(daemon)]
    return sum(int(number) for text in texts for number in re.findall(r"^Private_\w+:\s+(\d+)", text, re.M))


def reload_times(node, count):
    """`count` reloads, each after the one before has completed."""
    for _ in range(count):
        before = node.daemon.log.count("Reload complete")
        node.daemon.reload()
        node.lab.watch.until(lambda: node.daemon.log.count("Reload complete") > before, 10, "reload")
        node.daemon.log[:] = ["(VI_1) Entering MASTER STATE"]


@pytest.mark.alone
def test_a_thousand_reloads_leak_nothing_and_delay_nothing(node, peer, slack):
    lines = ("nopreempt", config.block("track_script", "chk"))
    for one, priority in ((node, 200), (peer, 100)):
        one.start(config.whole(SCRIPT, config.pair_instance(config.V3, one.number, priority, *lines)))
        node.wait_holds(ADDRESS)
    reload_times(node, SETTLING)
    descriptors, memory = open_descriptors(node.daemon), private_memory(node.daemon)
    node.addresses.changes.clear()
    node.lab.capture.clear()
    reload_times(node, RELOADS - SETTLING)
    adverts = node.lab.capture.adverts()
    assert open_descriptors(node.daemon) == descriptors
    assert private_memory(node.daemon) - memory < GROWTH_ALLOWED_KIB * slack
    assert {advert.node for advert in adverts} == {"a"} and node.addresses.changes == []
    assert oracle.worst_lateness(adverts, config.V3.interval) < 0.02 * slack
    assert peer.daemon.states() == ["BACKUP"]
