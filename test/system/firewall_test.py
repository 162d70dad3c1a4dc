"""no_accept, strict mode and what VMACs must not send: the packet filter."""

import re

import pytest

from lab import config

def instance(*lines, addresses=("10.9.0.100/24",), priority=100, **which):
    return config.instance(f"priority {priority}", "advert_int 0.1", *lines,
                           config.block("virtual_ipaddress", *addresses), **which)


CASES = {
    "no_accept": ((instance("no_accept", addresses=("10.9.0.100/24", "10.9.0.101/24")),), ()),
    "IPv6": ((instance("no_accept", addresses=("fe80::100/64", "fd00:9::100/64")),), ()),
    "by name": ((instance("no_accept", "dont_track_primary", addresses=("fe80::100/64", "fd00:9::100/64")),), ()),
    "by index": ((instance("no_accept", "dont_track_primary", addresses=("fe80::100/64",)),),
                 ("nftables", "nftables_ifindex")),
    "VMAC": ((instance("use_vmac"),), ()),
    "IPv6 VMAC": ((instance("use_vmac", addresses=("fe80::100/64",)),), ()),
    "both": ((instance("use_vmac", "no_accept"),
              instance("use_vmac", "no_accept", name="VI_2", vrid=52, addresses=("fe80::100/64", "fd00:9::100/64"))), ()),
    "table": ((instance("no_accept"),), ("nftables mine", "nftables_priority 7")),
    "counters": ((instance("no_accept"),), ("nftables", "nftables_counters")),
    "strict": ((instance(),), ("vrrp_strict",)),
}


def ruleset(node):
    """`nft list ruleset` as a set of lines with their chain or set, counts left out."""
    found, table, place = set(), "", ""
    for line in re.sub(r"packets \d+ bytes \d+", "", node.run("nft", "list", "ruleset")).splitlines():
        text = line.strip()
        if line.startswith("table"):
            table, place = text, ""
        elif text.endswith("{") and "=" not in text:
            place = text
        elif text not in ("", "}"):
            found.add((table, place, text))
    return found


def masters(node, count):
    said = lambda: sum("Entering MASTER STATE" in line for line in node.daemon.log)
    node.lab.watch.until(lambda: said() == count, 10, "masters")


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_rules_are_those_of_keepalived(lab, binaries, case):
    blocks, globals_ = case
    found = {}
    for kind in ("ours", "keepalived"):
        node = lab.node(kind, binaries[kind])
        node.start(config.whole(*blocks, globals_=globals_))
        masters(node, len(blocks))
        lab.wait_adverts(3, node.name)
        found[kind] = ruleset(node)
        node.daemon.stop()
        assert ruleset(node) == set()
        lab.network.cut(node)
    assert found["ours"] == found["keepalived"] != set()


def answers(node, address):
    return "1 received" in node.run("ping", "-c", "1", "-W", "1", address, check=False)


def test_pain_12_a_master_without_accept_answers_for_its_own_address_only(lab, binaries):
    node, client = lab.node("a", binaries["ours"]), lab.node("b")
    node.start(config.whole(instance("no_accept")))
    node.wait_holds("10.9.0.100")
    assert answers(client, "10.9.0.1")
    lab.watch.until(lambda: not answers(client, "10.9.0.100"), 3, "silence")


def test_a_reload_replaces_the_rules(node):
    node.start(config.whole(instance("no_accept")))
    node.wait_holds("10.9.0.100")
    node.reload(config.whole(instance("no_accept", addresses=("10.9.0.100/24", "10.9.0.101/24"))))
    node.lab.watch.until(lambda: "10.9.0.101" in str(ruleset(node)), 3, "the new address")
    node.reload(config.whole(instance()))
    node.lab.watch.until(lambda: ruleset(node) == set(), 3, "no rules")


def test_what_a_killed_daemon_left_is_replaced(node):
    node.start(config.whole(instance("no_accept")))
    node.wait_holds("10.9.0.100")
    node.lab.watch.until(lambda: "10.9.0.100" in str(ruleset(node)), 3, "the rules")
    node.daemon.kill()
    node.start(config.whole(instance("no_accept", addresses=("10.9.0.102/24",))))
    node.lab.watch.until(lambda: "10.9.0.102" in str(ruleset(node)), 3, "the new rules")
    assert "10.9.0.100" not in str(ruleset(node))


def test_iptables_options_have_the_same_effect(node):
    node.start(config.whole(instance("no_accept"), globals_=("vrrp_iptables INPUT OUTPUT", "vrrp_ipsets")))
    node.wait_holds("10.9.0.100")
    node.lab.watch.until(lambda: "10.9.0.100" in str(ruleset(node)), 3, "the rules")


def test_packets_are_filtered_in_every_state(node):
    node.start(config.whole(instance("no_accept")))
    node.wait_holds("10.9.0.100")
    node.lab.watch.until(lambda: "10.9.0.100" in str(ruleset(node)), 3, "the rules")
    as_master = ruleset(node)
    node.cut()
    node.wait_lacks("10.9.0.100")
    node.daemon.wait_state("FAULT")
    assert ruleset(node) == as_master
