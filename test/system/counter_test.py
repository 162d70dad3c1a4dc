"""What an instance counts and says about itself (issue 4, item 8)."""

import os
import re
import signal

import pytest
from frames import advert2, advert3, frame

from lab import config
from lab.line_reader import LineReader
from lab.namespace import children

DATA, FIFO = "/tmp/keepalived.data", "/run/lab/fifo"
ADDRESS = config.V3.virtual_address
SECOND = 'INSTANCE "VI_1" SECOND_MASTER 100'


def counters(node):
    """What the data dump has of the one instance's."""
    file = node.namespace.path(DATA)
    file.unlink(missing_ok=True)
    node.daemon.signal(signal.SIGUSR1)
    node.lab.watch.until(file.exists, 5, "the dump")
    section = file.read_text().split("------< VRRP Counters >------")[1]
    return {name: int(number) for name, number in re.findall(r"(?m)^ +(.+?) = (\d+)", section)}


def start(node, interval=0.1):
    text = config.pair(config.V3, 1, 100).replace("advert_int 0.1", f"advert_int {interval}")
    node.start(text.replace("router_id lab", f"router_id lab\n    notify_fifo {FIFO}"))
    node.lab.watch.until(lambda: node.namespace.path(FIFO).exists(), 5, "the FIFO")
    return LineReader(node.namespace, FIFO, node.lab.watch)


@pytest.mark.parametrize("theirs, how", ((advert3(priority=50), "priority 50"), (advert2(authtype=0), "wrong VRRP version")),
                         ids=("lower priority", "other version"))
def test_pain_6_a_second_master_is_said_once_in_the_log_and_the_fifo_and_counted(node, mallory, theirs, how):
    reader = start(node)
    node.wait_holds(ADDRESS)
    for _ in range(5):
        mallory.send(frame(theirs))
        node.lab.wait_adverts(1, "a")
    reader.wait_line(SECOND)
    node.daemon.wait_said(r"split brain: 10.9.0.3 is master as well")
    said = lambda: sum("split brain" in line for line in node.daemon.log)
    assert said() == reader.lines.count(SECOND) == 1 and how in node.daemon.said("split brain")
    node.lab.wait_adverts(5, "a")  # a pause of more than a master down interval
    mallory.send(frame(theirs))
    node.lab.watch.until(lambda: said() == 2, 5, "said again")
    counted = counters(node)
    assert (counted["Second masters"], counted["Adverts of second masters"]) == (2, 6)
    assert node.daemon.states() == ["BACKUP", "MASTER"]


def test_every_dropped_advert_has_its_reason_counted(node, mallory):
    start(node)
    node.wait_holds(ADDRESS)
    node.lab.wait_adverts(2, "a")
    before = counters(node)
    for packet in (frame(advert3(), ttl=7), frame(advert3(), ttl=8), frame(advert2())):
        mallory.send(packet)
    node.lab.wait_adverts(2, "a")
    after = counters(node)
    changed = {name: after[name] - before[name] for name in after if after[name] != before[name]}
    assert changed.pop("Adverts sent") >= 2 and changed.pop("Worst lag", 0) >= 0
    assert sorted(changed.values()) == [1, 1, 1, 2], changed  # TTL twice, version, and that makes a second master
    assert before["Transitions"] == 2 and before["Send errors"] == 0


def test_a_backup_that_nearly_took_over_says_so(node, mallory):
    """Of three adverts it waits for, two were missed."""
    start(node)
    mallory.send(frame(advert3(adv=100)))
    node.daemon.wait_said("follows 10.9.0.3")
    for _ in range(2):
        mallory.send(frame(advert3(adv=100)))
        node.lab.watch.observe(3.0)
    mallory.send(frame(advert3(adv=100)))
    node.daemon.wait_said("hears 10.9.0.3 again: one more missed advert")
    node.lab.watch.until(lambda: counters(node)["Near failovers"] == 2, 5, "the second one is counted")
    assert sum("one more missed advert" in line for line in node.daemon.log) == 1, "one line a minute"


def test_pain_2_the_worst_lag_is_kept(node):
    start(node, interval=0.5)
    node.wait_holds(ADDRESS)
    (child,) = children(node.daemon.pid)
    before = counters(node)["Worst lag"]
    os.kill(child, signal.SIGSTOP)
    node.lab.watch.observe(0.9)
    os.kill(child, signal.SIGCONT)
    node.lab.wait_adverts(2)
    assert before < 300_000 < counters(node)["Worst lag"] < 1_000_000
