"""Sync groups: members move as one, beside keepalived and alone.

Both nodes run two virtual routers on one wire, in a group; what takes a member of
one node down is a link of that node's own, which the other node knows nothing of.
"""

import pytest

from lab import config, oracle
from pairs import PAIRINGS

VRIDS = (51, 52)
ADDRESSES = ("10.9.0.100", "10.9.0.101")
LOG = "/run/lab/notified"
SCRIPT = "/run/lab/notify.sh"
RECORD = f"""#!/bin/sh
echo "$@" >> {LOG}
"""
INTERVAL = 0.2
GENERAL = f'notify "{SCRIPT}"'


def member(number, priority, *lines):
    return config.instance(f"priority {priority}", f"advert_int {INTERVAL}", *lines,
                           config.block("virtual_ipaddress", f"{ADDRESSES[number]}/24"),
                           name=f"VI_{number + 1}", vrid=VRIDS[number])


def group(*lines, name="G"):
    return config.block(f"vrrp_sync_group {name}", config.block("group", "VI_1", "VI_2"), *lines)


def text(priority, *lines, group_lines=()):
    """The second member also stands or falls with d0, and `lines` are its own."""
    tracking = config.block("track_interface", "d0")
    return config.whole(member(0, priority, GENERAL), member(1, priority, GENERAL, tracking, *lines),
                        group(GENERAL, *group_lines), globals_=("script_user root",))


def prepare(node):
    node.namespace.write(SCRIPT, RECORD, mode=0o755)
    node.run("ip", "link", "add", "d0", "type", "veth", "peer", "name", "d1")
    for link in ("d0", "d1"):
        node.run("ip", "link", "set", link, "up")


def holds_all(node):
    return all(map(node.holds, ADDRESSES))


def holds_none(node):
    return not any(map(node.holds, ADDRESSES))


def notified(node, kind):
    path = node.namespace.path(LOG)
    lines = path.read_text().splitlines() if path.exists() else []
    return [line for line in lines if line.startswith(kind)]


class GroupPair:
    def __init__(self, lab, binaries, kinds, slack):
        self.lab, self.slack = lab, slack
        self.high, self.low = (lab.node(name, binaries[kind]) for name, kind in zip(("high", "low"), kinds))
        for node in (self.high, self.low):
            prepare(node)

    def converge(self):
        self.high.start(text(200))
        self.settle(self.high, self.low)
        self.low.start(text(100))
        self.settle(self.high, self.low)

    def settle(self, master, backup, within=10):
        """Until `master` leads both virtual routers and holds both addresses, alone."""
        def settled():
            return holds_all(master) and holds_none(backup) and self.leaders() == [master.name] * 2
        self.lab.watch.until(settled, within * self.slack, f"{master.name} leads both")
        self.lab.wait_adverts(4)
        assert settled()

    def leaders(self):
        adverts = [self.lab.capture.adverts(vrid) for vrid in VRIDS]
        return [of_one[-1].node for of_one in adverts if of_one]

    def masters(self):
        return [oracle.masters(self.lab.capture.adverts(vrid)) for vrid in VRIDS]


@pytest.fixture(params=PAIRINGS, ids=lambda kinds: "-over-".join(kinds))
def pair(request, lab, binaries, slack):
    return GroupPair(lab, binaries, request.param, slack)


def test_a_fault_of_one_member_moves_all_and_back(pair):
    pair.converge()
    pair.high.run("ip", "link", "set", "d1", "down")
    pair.settle(pair.low, pair.high)
    pair.high.run("ip", "link", "set", "d1", "up")
    pair.settle(pair.high, pair.low)
    assert pair.masters() == [["high", "low", "high"]] * 2


def test_a_stopped_group_hands_over_and_takes_back(pair):
    pair.converge()
    pair.high.daemon.stop()
    pair.settle(pair.low, pair.high)
    pair.high.start(text(200))
    pair.settle(pair.high, pair.low)
    assert pair.masters() == [["high", "low", "high"]] * 2


def test_a_better_router_for_one_member_moves_all(pair):
    """A third router takes over one of the two; the master of the other gives way with it."""
    pair.converge()
    pair.low.daemon.stop()
    third = pair.low
    third.start(config.whole(member(0, 250), globals_=("script_user root",)))
    pair.lab.watch.until(lambda: holds_none(pair.high), 10 * pair.slack, "high holds nothing")
    third.wait_holds(ADDRESSES[0])
    third.daemon.stop()
    pair.settle(pair.high, third)


def test_notifications_come_in_the_incumbents_order(subject, slack):
    """Scripts of different subjects run at once, so each subject's own order is compared."""
    def wait_notified(count):
        subject.lab.watch.until(lambda: len(notified(subject, "")) >= count, 10 * slack, f"{count} scripts")

    prepare(subject)
    subject.start(text(100))
    wait_notified(6)
    subject.run("ip", "link", "set", "d1", "down")
    wait_notified(9)
    subject.run("ip", "link", "set", "d1", "up")
    wait_notified(15)
    subject.daemon.stop()
    states = ("BACKUP", "MASTER", "FAULT", "BACKUP", "MASTER", "STOP")
    assert notified(subject, "GROUP") == [f"GROUP G {state} 0" for state in states]
    for name in ("VI_1", "VI_2"):
        assert notified(subject, f"INSTANCE {name}") == [f"INSTANCE {name} {state} 100" for state in states]


def test_the_log_tells_of_the_members_that_follow(subject, slack):
    prepare(subject)
    subject.start(text(100))
    subject.daemon.wait_said(r"VRRP_Group\(G\) Syncing instances to MASTER state", 10 * slack)
    subject.run("ip", "link", "set", "d1", "down")
    subject.daemon.wait_said(r"VRRP_Group\(G\) Syncing instances to FAULT state", 10 * slack)
    subject.run("ip", "link", "set", "d1", "up")
    subject.daemon.wait_said(r"VRRP_Group\(G\) Syncing instances to BACKUP state", 10 * slack)


def test_a_tracker_of_the_group_is_one_of_every_member(pair):
    chk = config.block("vrrp_script chk", 'script "/usr/bin/test -e /run/lab/good"', "interval 1", "fall 1", "rise 1",
                       "weight 60")
    weights = (config.block("track_script", "chk"), "sync_group_tracking_weight")
    for node, priority in ((pair.high, 120), (pair.low, 100)):
        node.namespace.write("/run/lab/good", "")
        node.start(chk + text(priority, group_lines=weights))
    pair.settle(pair.high, pair.low, 20)
    assert {advert.priority for advert in pair.lab.capture.adverts(node="high")[-2:]} == {180}
    pair.high.run("rm", "/run/lab/good")
    pair.settle(pair.low, pair.high, 20)
    assert {advert.priority for advert in pair.lab.capture.adverts(node="low")[-2:]} == {160}
