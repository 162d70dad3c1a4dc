"""Addresses, routes and rules that are always there: static_ipaddress, static_routes, static_rules."""

import json

import pytest

from lab import config

ADDRESSES = ("10.30.0.1/24 dev eth0", "10.30.0.2/24 brd + dev eth0", "10.31.0.1/32 dev lo", "fd30::1/64 dev eth0",
             "10.32.0.1/24", "10.33.0.1/24 dev eth0 track_group TG", "10.34.0.1/24 dev eth0 no_track")
ROUTES = ("10.20.0.0/16 via 10.30.0.9", "10.21.0.0/16 dev eth0", "10.22.0.0/16 dev eth0 track_group TG",
          "10.23.0.0/16 dev eth0 no_track", "blackhole 10.24.0.0/16")
RULES = ("from 10.1.0.0/16 table 100", "from 10.2.0.0/16 iif eth0 table 100 preference 5 track_group TG")


def text(addresses=ADDRESSES, routes=ROUTES, rules=RULES, vrid=51, extra=()):
    return config.whole(
        config.block("track_group TG", config.block("group", "VI_1")),
        config.block("static_ipaddress", *addresses), config.block("static_routes", *routes),
        config.block("static_rules", *rules),
        config.instance("priority 100", "advert_int 0.1", *extra, config.block("virtual_ipaddress", "10.9.0.100/24"),
                        vrid=vrid), globals_=("default_interface eth0",))


def present(node):
    """Addresses, routes and rules, without what differs from run to run."""
    changing = ("valid_life_time", "dynamic")
    lists = [[{key: value for key, value in entry.items() if key not in changing} for entry in node.addresses.details()]]
    for family in ("-4", "-6"):
        lists.append(json.loads(node.run("ip", family, "-j", "-d", "-N", "route", "show", "table", "all")))
        lists.append(json.loads(node.run("ip", family, "-j", "-d", "-N", "rule")))
    return [sorted(json.dumps(entry) for entry in entries if "fe80" not in json.dumps(entry)) for entries in lists]


def only_ours(lists):
    return [[entry for entry in entries if "10.9.0." not in entry and "fd00:9:" not in entry] for entries in lists]


def test_fixtures_are_those_of_keepalived(lab, binaries):
    found = {}
    for vrid, kind in enumerate(("ours", "keepalived"), 51):
        node = lab.node(kind, binaries[kind])
        before = only_ours(present(node))
        node.start(text(vrid=vrid))
        node.daemon.wait_state("BACKUP")
        backup = only_ours(present(node))
        node.wait_holds("10.9.0.100")
        lab.wait_adverts(2, node.name)
        found[kind] = (backup, only_ours(present(node)))
        node.daemon.stop()
        assert only_ours(present(node)) == before, "nothing stays behind"
    assert found["ours"] == found["keepalived"]


@pytest.fixture
def running(node):
    node.start(text())
    node.wait_holds("10.9.0.100")
    node.lab.wait_adverts(2)
    return node


def wait_present(node, wanted):
    node.lab.watch.until(lambda: present(node) == wanted, 3, "everything as it was")


def test_what_somebody_removes_comes_back(running):
    before = present(running)
    running.run("ip", "route", "delete", "10.21.0.0/16")
    running.run("ip", "rule", "delete", "preference", "16384")
    running.run("ip", "address", "delete", "10.30.0.2/24", "dev", "eth0")
    running.daemon.wait_said("Restoring deleted static address 10.30.0.2 on eth0")
    running.daemon.wait_said("Restoring deleted static route 10.21.0.0/16 dev eth0")
    running.daemon.wait_said("Restoring deleted static rule 16384 from 10.1.0.0/16")
    wait_present(running, before)
    assert running.daemon.states() == ["BACKUP", "MASTER"]


def test_what_is_not_tracked_stays_away(running):
    running.run("ip", "route", "delete", "10.23.0.0/16")
    running.run("ip", "address", "delete", "10.34.0.1/24", "dev", "eth0")
    running.lab.wait_adverts(5)
    assert not running.holds("10.34.0.1")
    assert "10.23.0.0" not in running.run("ip", "route")


def test_fixtures_survive_an_interface_that_goes_down_and_up(running):
    running.run("ip", "link", "set", "eth0", "down")
    running.daemon.wait_state("FAULT")
    running.run("ip", "link", "set", "eth0", "up")
    running.daemon.wait_state("MASTER")
    running.lab.watch.until(lambda: "10.21.0.0/16" in running.run("ip", "route"), 3, "the route again")


def test_a_track_group_in_fault_is_left_alone_until_it_recovers(node):
    node.start(text(extra=(config.block("track_script", "chk"),)) + config.block(
        "vrrp_script chk", 'script "/usr/bin/test ! -e /run/lab/bad"', "interval 1"))
    node.wait_holds("10.9.0.100")
    node.namespace.write("/run/lab/bad", "")
    node.daemon.wait_state("FAULT")
    node.run("ip", "address", "delete", "10.33.0.1/24", "dev", "eth0")
    node.run("ip", "address", "delete", "10.30.0.2/24", "dev", "eth0")
    node.daemon.wait_said("Restoring deleted static address 10.30.0.2 on eth0")
    assert not node.holds("10.33.0.1")
    node.namespace.path("/run/lab/bad").unlink()
    node.wait_holds("10.33.0.1")


def test_a_reload_applies_the_difference(running):
    running.addresses.changes.clear()
    running.reload(text(addresses=(*ADDRESSES[:4], *ADDRESSES[5:], "10.35.0.1/24 dev eth0"), routes=ROUTES[1:], rules=RULES[:1]))
    running.wait_holds("10.35.0.1")
    running.wait_lacks("10.32.0.1")
    assert {change.address for change in running.addresses.changes} == {"10.32.0.1", "10.35.0.1"}
    assert "10.20.0.0/16" not in running.run("ip", "route")
    assert "10.2.0.0/16" not in running.run("ip", "rule")


def test_an_interface_that_comes_later_gets_its_fixtures(node):
    node.start(text(addresses=("10.36.0.1/24 dev lan1",), routes=(), rules=())
               .replace("router_id lab", "router_id lab\n dynamic_interfaces"))
    node.daemon.wait_state("BACKUP")
    node.run("ip", "link", "add", "lan1", "type", "veth", "peer", "name", "lan2")
    node.run("ip", "link", "set", "lan1", "up")
    node.wait_holds("10.36.0.1")


def test_fixtures_alone_are_enough_to_run(subject):
    subject.start(config.whole(config.block("static_ipaddress", "10.30.0.1/24 dev eth0")))
    subject.wait_holds("10.30.0.1")
    subject.daemon.stop()
    subject.wait_lacks("10.30.0.1")
