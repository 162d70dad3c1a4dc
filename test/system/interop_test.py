"""Beside keepalived in both roles, what pair_test.py does not try for every protocol:
owners, weights, priorities changed by reload; and what is on the interface in each state."""

import pytest

from lab import config
from lab.daemon import BINARY
from pairs import HIGH, LOW, Pair, every_pair

GOOD = "/run/lab/good"
CHECK = config.block("vrrp_script chk", f'script "/usr/bin/test -e {GOOD}"', "interval 1", "fall 1", "rise 1",
                     f"weight -{HIGH - LOW + 20}")
TRACK = config.block("track_script", "chk")
V3 = (config.V3,)


@pytest.fixture
def pair(request, lab, binaries, slack):
    return Pair(lab, binaries, *request.param, slack)


def with_check(pair, node, priority):
    node.namespace.write(GOOD, "")
    return node.start(CHECK + config.pair(pair.protocol, node.number, priority, TRACK))


@every_pair(V3)
def test_a_failing_script_moves_mastership_and_back(pair):
    with_check(pair, pair.high, HIGH)
    with_check(pair, pair.low, LOW)
    pair.settle(pair.high, pair.low)
    before = pair.masters()[-1]
    pair.high.run("rm", GOOD)
    pair.settle(pair.low, pair.high)
    pair.high.namespace.write(GOOD, "")
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


def on_interface(node):
    """`ip -j address`, without what differs from run to run."""
    changing = ("valid_life_time", "dynamic")
    return [{key: value for key, value in entry.items() if key not in changing}
            for entry in node.addresses.details("eth0")]


@pytest.mark.parametrize("protocol", config.PROTOCOLS[1:3], ids=lambda protocol: protocol.name)
def test_the_interface_looks_as_with_keepalived_in_every_state(lab, binaries, slack, protocol):
    """The same file on the same node, with a rival that comes and goes."""
    node, rival = lab.node("a", binaries["ours"]), lab.node("b", binaries["keepalived"])
    excluded = config.block("virtual_ipaddress_excluded", "10.9.4.1/32", "fd00:9::200/64")
    text = config.pair(protocol, 1, LOW, excluded)
    looks = {}
    for kind, binary in (("keepalived", binaries["keepalived"]), ("ours", BINARY)):
        rival.start(config.pair(protocol, 2, HIGH))
        lab.wait_master("b", 10 * slack)
        look = looks[kind] = [on_interface(node)]
        node.start(text, binary=binary).wait_state("BACKUP", 10 * slack)
        lab.wait_adverts(2)
        look.append(on_interface(node))
        rival.daemon.stop()
        node.wait_holds(protocol.virtual_address, 10 * slack)
        lab.wait_master("a", 10 * slack)
        lab.wait_adverts(2)
        look.append(on_interface(node))
        rival.start(config.pair(protocol, 2, HIGH))
        node.wait_lacks(protocol.virtual_address, 10 * slack)
        lab.wait_adverts(2)
        look.append(on_interface(node))
        node.daemon.stop()
        look.append(on_interface(node))
        rival.daemon.stop()
    assert looks["ours"] == looks["keepalived"]
    assert looks["ours"][2] != looks["ours"][1] == looks["ours"][3] == looks["ours"][4]
