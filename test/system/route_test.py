"""Virtual routes and rules end up in the kernel as keepalived puts them there."""

import json

import pytest

from lab import config

ADDRESS = "10.9.0.100/24"
ROUTES = {
    "gateway": ("10.20.0.0/16 via 10.9.0.3", "10.21.0.0/16 via 10.9.0.3 dev eth0", "default via 10.9.0.9 table 7"),
    "device": ("10.22.0.0/16 dev eth0", "10.23.0.0/16 dev eth0 scope link src 10.9.0.100"),
    "refusal": ("blackhole 10.24.0.0/16", "unreachable 10.25.0.0/16 metric 5", "prohibit 10.26.0.0/16",
                "throw 10.27.0.0/16 table 9"),
    "types": ("local 10.29.0.1 dev eth0 scope host", "anycast 10.39.0.0/16 dev eth0 scope link"),
    "nexthops": ("10.27.0.0/16 nexthop via 10.9.0.3 dev eth0 weight 2 nexthop via 10.9.0.4 dev eth0 weight 1",
                 "10.37.0.0/16 nexthop via 10.9.0.3 nexthop via 10.9.0.4 realms 5"),
    "metrics": ("10.20.0.0/16 dev eth0 mtu lock 1400 initcwnd 20 rtt 100ms rttvar 50 rto_min 300ms congctl cubic "
                "features ecn quickack 1",
                "10.28.0.0/16 dev eth0 hoplimit 9 window 1000 cwnd lock 7 ssthresh 8 reordering 5 advmss 1000 "
                "initrwnd 9 fastopen_no_cookie 1", "10.21.0.0/16 dev eth0 rtt 4000 rttvar 3s rto_min lock 1s"),
    "identity": ("10.26.0.0/16 via 10.9.0.3 table 100 metric 7", "10.30.0.0/16 via 10.9.0.3 protocol static tos 0x10",
                 "10.31.0.0/16 via 10.9.0.3 metric 3 append", "10.32.0.0/16 via 10.9.0.3 table local add",
                 "10.33.0.0/16 via 10.9.0.3 realms 3/4"),
    "untracked": ("10.32.0.0/16 via 10.9.0.3 no_track", "10.22.0.0/16 dev eth0 protocol static no_track"),
    "onlink": ("10.36.0.0/16 via 10.77.0.1 dev eth0 onlink",),
    "encapsulated": ("10.36.0.0/16 via 10.9.0.3 dev eth0 encap ip id 7 dst 1.2.3.4 ttl 5",),
    "IPv6": ("fd01::/64 dev eth0", "fd02::/64 via fe80::9 dev eth0 metric 77 pref high", "unreachable fd03::/64",
             "fd06::/64 dev eth0 hoplimit 7", "fd07::/64 from fd08::/64 dev eth0", "default6 via fe80::7 dev eth0 table 5"),
    "some are wrong": ("10.20.0.0/16 via 10.9.0.3", "10.24.0.0/16 dev eth0 table nonsense",
                       "10.30.1.7/16 dev eth0", "10.21.0.0/16 via 172.16.0.1", "10.22.0.0/16 dev eth0"),
}
RULES = {
    "selectors": ("from 10.9.1.0/24 table 100 preference 500", "to 10.9.1.0/24 table 100 preference 501",
                  "not from 10.9.3.0/24 fwmark 3/7 table 8 preference 503", "iif eth0 table 7 preference 504",
                  "oif eth0 table 7 preference 505", "from all tos 0x10 table 7 preference 506"),
    "actions": ("from all blackhole preference 504 tos 0x10", "from 10.5.0.0/16 prohibit preference 517",
                "from 10.1.0.0/16 goto 600 preference 505", "nop preference 506",
                "from 10.5.0.0/16 unreachable preference 518", "l3mdev preference 515",
                "from 10.2.0.0/16 suppress_prefixlength 0 table main preference 511",
                "from 10.8.0.0/16 table 5 preference 12 suppress_ifgroup 3"),
    "ranges": ("uidrange 1-100 table 7 preference 509",
               "ipproto tcp sport 10-20 dport 80-80 table 7 preference 510", "tunnel-id 7 table 7 preference 516"),
    "no preference": ("from 10.1.0.0/16 table 100", "from 10.2.0.0/16 table 100", "from fd01::/64 table 7",
                      "from fd02::/64 table 7"),
    "protocol": ("from 10.4.0.0/16 table 9 preference 514 no_track",
                 "from 10.8.0.0/16 table 5 preference 15 protocol 77 no_track",
                 "from 10.2.0.0/16 realms 3/4 table main preference 512"),
    "IPv6": ("from fd01::/64 table 7 preference 5", "to fd03::/64 iif eth0 table 7 preference 508"),
}


def with_lines(block, lines, vrid):
    return config.whole(config.instance("priority 100", "advert_int 0.1", config.block("virtual_ipaddress", ADDRESS),
                                        config.block(block, *lines), vrid=vrid))


def routes(node):
    """Every route of every table that has nothing to do with addresses."""
    found = [route for family in ("-4", "-6")
             for route in json.loads(node.run("ip", family, "-j", "-d", "-N", "route", "show", "table", "all"))]
    return [route for route in found if route["protocol"] != "2"]


def rules(node):
    return [rule for family in ("-4", "-6") for rule in json.loads(node.run("ip", family, "-j", "-d", "-N", "rule"))]


def present(node):
    """What there is, in an order that does not depend on the kernel's hash tables."""
    return sorted(map(json.dumps, routes(node))), sorted(map(json.dumps, rules(node)))


def compare(lab, binaries, block, lines):
    """Both daemons beside each other as masters of two virtual routers."""
    nodes = {kind: lab.node(kind, binaries[kind]) for kind in ("ours", "keepalived")}
    found = {}
    for vrid, (kind, node) in enumerate(nodes.items(), 51):
        before = present(node)
        node.start(with_lines(block, lines, vrid))
        node.daemon.wait_state("BACKUP")
        assert present(node) == before, "a backup has none"
        lab.wait_master(node.name, since=0)
        lab.wait_adverts(2, node.name)
        found[kind] = present(node)
        node.daemon.stop()
        assert present(node) == before, "nothing stays behind"
        assert found[kind] != before
    assert found["ours"] == found["keepalived"]


@pytest.mark.parametrize("lines", ROUTES.values(), ids=ROUTES)
def test_routes_are_those_of_keepalived(lab, binaries, lines):
    compare(lab, binaries, "virtual_routes", lines)


@pytest.mark.parametrize("lines", RULES.values(), ids=RULES)
def test_rules_are_those_of_keepalived(lab, binaries, lines):
    compare(lab, binaries, "virtual_rules", lines)


def master(node, *blocks):
    node.start(config.whole(config.instance("priority 100", "advert_int 0.1",
                                            config.block("virtual_ipaddress", ADDRESS), *blocks)))
    node.wait_holds("10.9.0.100")
    node.lab.wait_adverts(2)


def test_pain_9_a_removed_route_comes_back_without_an_election(node):
    master(node, config.block("virtual_routes", "10.20.0.0/16 via 10.9.0.3 dev eth0"))
    before = present(node)
    node.run("ip", "route", "delete", "10.20.0.0/16")
    node.daemon.wait_said("route 10.20.0.0/16 .* put back", 2)
    assert present(node) == before
    assert node.daemon.states() == ["BACKUP", "MASTER"]


def test_pain_9_a_removed_rule_comes_back_without_an_election(node):
    master(node, config.block("virtual_rules", "from 10.4.0.0/16 table 9 preference 514"))
    before = present(node)
    node.run("ip", "rule", "delete", "preference", "514")
    node.daemon.wait_said("rule 514 .* put back", 2)
    assert present(node) == before
    assert node.daemon.states() == ["BACKUP", "MASTER"]


def test_a_route_that_needs_a_removed_address_comes_back_with_it(node):
    master(node, config.block("virtual_routes", "10.23.0.0/16 dev eth0 src 10.9.0.100"))
    before = present(node)
    node.run("ip", "address", "delete", ADDRESS, "dev", "eth0")
    node.lab.watch.until(lambda: node.holds("10.9.0.100") and present(node) == before, 3, "address and route again")


def test_an_interface_that_a_route_needs_is_tracked(subject):
    subject.run("ip", "link", "add", "lan1", "type", "veth", "peer", "name", "lan2")
    for name in ("lan1", "lan2"):
        subject.run("ip", "link", "set", name, "up")
    master(subject, config.block("virtual_routes", "10.20.0.0/16 dev lan1"))
    subject.run("ip", "link", "set", "lan2", "down")
    subject.daemon.wait_state("FAULT", 3)
    subject.wait_lacks("10.9.0.100")
    subject.run("ip", "link", "set", "lan2", "up")
    subject.wait_holds("10.9.0.100")


def test_what_a_killed_daemon_left_behind_is_removed_at_start(node):
    node.start(with_lines("virtual_routes", ("10.20.0.0/16 via 10.9.0.3",), 51))
    before = present(node)
    node.wait_holds("10.9.0.100")
    node.lab.wait_adverts(2)
    node.daemon.kill()
    assert present(node) != before
    node.start(with_lines("virtual_routes", ("10.20.0.0/16 via 10.9.0.3",), 51).replace("priority 100", "priority 50"))
    node.daemon.wait_state("BACKUP")
    node.lab.watch.until(lambda: present(node) == before, 3, "the routes of the last life are gone")


def test_promote_secondaries_holds_while_the_daemon_runs(subject):
    setting = "net.ipv4.conf.eth0.promote_secondaries"
    subject.run("sysctl", "-w", f"{setting}=0")
    master(subject, "promote_secondaries")
    assert subject.run("sysctl", "-n", setting) == "1\n"
    subject.daemon.stop()
    assert subject.run("sysctl", "-n", setting) == "0\n"


def test_a_line_that_names_nothing_is_said_and_left_out(node):
    master(node, config.block("virtual_routes", "10.24.0.0/16 dev eth0 table nonsense"))
    node.daemon.wait_said(r"\(VI_1\) route 10.24.0.0/16 dev eth0: there is no routing table nonsense; left out")
