"""Beside keepalived in both roles, what pair_test.py does not try for every protocol:
owners, weights, priorities changed by reload. look_test.py compares what the kernel has."""

import pytest

from lab import config
from pairs import HIGH, LOW, Pair, every_pair

GOOD, NUMBER = "/run/lab/good", "/run/lab/number"
LOSS = HIGH - LOW + 20
SCRIPT = config.block("vrrp_script chk", f'script "/usr/bin/test -e {GOOD}"', "interval 1", "fall 1", "rise 1",
                      f"weight -{LOSS}")
FILE = config.block("track_file tf", f"file {NUMBER}", "weight 1")


def set_script(node, good):
    node.namespace.write(GOOD, "") if good else node.run("rm", GOOD)


def set_file(node, good):
    node.namespace.path(NUMBER).write_text("0" if good else f"-{LOSS}")


def set_interface(node, good):
    """The other end of d0, which is made when it is first asked for."""
    node.run("sh", "-ec", "ip link show d0 || { ip link add d0 type veth peer name d1; ip link set d0 up; }")
    node.run("ip", "link", "set", "d1", "up" if good else "down")


# What is defined, what the instance says, and how its verdict is changed.
TRACKERS = {
    "script": (SCRIPT, config.block("track_script", "chk"), set_script),
    "file": (FILE, config.block("track_file", "tf"), set_file),
    "interface": ("", config.block("track_interface", f"d0 weight -{LOSS}"), set_interface),
}
V3 = (config.V3,)


@pytest.fixture
def pair(request, lab, binaries, slack):
    return Pair(lab, binaries, *request.param, slack)


@every_pair(V3)
@pytest.mark.parametrize("defined, line, set_verdict", TRACKERS.values(), ids=TRACKERS)
def test_a_tracker_with_a_weight_moves_mastership_and_back(pair, defined, line, set_verdict):
    for node, priority in ((pair.high, HIGH), (pair.low, LOW)):
        set_verdict(node, True)
        node.start(defined + config.pair(pair.protocol, node.number, priority, line))
    pair.settle(pair.high, pair.low)
    before = pair.masters()[-1]
    set_verdict(pair.high, False)
    pair.settle(pair.low, pair.high)
    set_verdict(pair.high, True)
    pair.settle(pair.high, pair.low)
    assert before == "high" and pair.masters()[-3:] == ["high", "low", "high"]


@every_pair(V3)
def test_an_owner_takes_over_at_once(pair):
    pair.start(pair.low)
    pair.lab.wait_master("low", pair.patience())
    pair.high.start(config.pair(pair.protocol, pair.high.number, config.OWNER)).wait_state("MASTER")
    pair.settle(pair.high, pair.low)
    assert pair.masters() == ["low", "high"]
    assert pair.adverts()[-1].priority == config.OWNER


@every_pair(V3)
def test_a_priority_changed_by_reload_moves_mastership(pair):
    pair.converge()
    pair.high.reload(config.pair(pair.protocol, pair.high.number, LOW - 50))
    pair.settle(pair.low, pair.high)
    pair.high.reload(config.pair(pair.protocol, pair.high.number, HIGH))
    pair.settle(pair.high, pair.low)
    assert pair.masters() == ["high", "low", "high"]
