"""SNMP: what managers read and hear of us is what they read and hear of keepalived."""

import re
import select
import socket

import pytest

from dump_test import EVERYTHING
from lab import config, oracle
from lab.laboratory import Laboratory
from lab.snmp import KEEPALIVED, RFC2787, RFC6527, SOCKET, Snmp

ENABLE = ("enable_snmp_vrrp", "enable_snmp_rfc", "enable_traps", f"snmp_socket {SOCKET}")
WHOLE = EVERYTHING.replace("router_id lab", "\n    ".join(("router_id lab", *ENABLE)))
ROUTES = config.whole(
    config.instance("priority 100", "advert_int 1", "nopreempt", "no_accept",
                    config.block("virtual_ipaddress", "fe80::100/64", "fd00:9::7/64"),
                    config.block("virtual_routes", "2001:db8::/32 via fd00:9::9 dev eth0 metric 7 mtu 1400 table 7",
                                 "unreachable 2001:db9::/32"),
                    config.block("virtual_rules", "to fd00:9::7 table 9"), name="VI_6", vrid=56),
    config.instance("priority 90", "advert_int 1", "promote_secondaries", 'notify_fault "/usr/bin/true f g"',
                    config.block("virtual_ipaddress", "10.9.0.110/24 brd +", "10.9.0.112/24"),
                    config.block("virtual_routes",
                                 "10.77.0.0/24 nexthop via 10.9.0.9 dev eth0 weight 3 nexthop via 10.9.0.8 dev eth0",
                                 "10.78.0.0/16 via 10.9.0.4 dev eth0 metric 5 src 10.9.0.110 initcwnd 4",
                                 "blackhole 10.6.0.0/16"),
                    config.block("virtual_rules", "from 10.9.0.110 iif eth0 fwmark 4/7 tos 0x10 table 100",
                                 "to 10.7.0.0/16 unreachable", "not from 10.5.0.0/16 goto 32766 priority 90"),
                    name="VI_2", vrid=52, state="MASTER"), globals_=ENABLE)

# What no two runs have in common (hardware addresses, times), who we are, and three
# mistakes of 2.2.7: it tells the address after the first instance's that they are not
# advertised, and the up time of version 2 since boot.
UNLIKE = {KEEPALIVED: r"1\.1\.0$|2\.6\.1\.11\.", RFC2787: r"1\.3\.1\.(2|13)\.",
          RFC6527: r"1\.1\.1\.1\.(5|12)\."}
ROOTS = (KEEPALIVED, RFC2787, RFC6527)


def live(lab, binary, text, addresses):
    """What is read while all are masters, and the traps of a life."""
    node = lab.node("a", binary, layers=("/var/lib",))
    node.run("ip", "link", "set", "lo", "up")
    snmp = Snmp(node)
    try:
        node.start(text)
        for address in addresses:
            node.wait_holds(address, 20)
        masters = len(re.findall(r"^vrrp_instance", text, re.M))
        column = {f"2.3.1.4.{place}": "INTEGER: 2" for place in range(1, masters + 1)}
        lab.watch.until(lambda: column.items() <= snmp.walk(KEEPALIVED).items(), 20, "all are masters")
        seen = {root: {name: value for name, value in snmp.walk(root).items() if not re.match(UNLIKE[root], name)}
                for root in ROOTS}
        node.daemon.stop()
        ends = masters + text.count("vrrp_sync_group ")
        lab.watch.until(lambda: sum("INTEGER: 5" in values.values() for _, values in snmp.traps) >= ends, 10,
                        "traps of the end")
        return seen, sorted((kind, sorted(values.items())) for kind, values in snmp.traps)
    finally:
        snmp.close()


@pytest.mark.parametrize("text, addresses", ((WHOLE, ("10.9.0.100", "10.9.0.110", "10.9.0.124")),
                                             (ROUTES, ("10.9.0.110",))), ids=("everything", "routes"))
def test_managers_read_and_hear_what_they_do_of_keepalived(binaries, text, addresses):
    """Issue 6, must show 2: names, types and values on the same configuration, and all traps."""
    seen = {}
    for kind in ("keepalived", "ours"):
        with Laboratory() as lab:
            seen[kind] = live(lab, binaries[kind], text, addresses)
    for root in ROOTS:
        assert seen["keepalived"][0][root]
        assert seen["ours"][0][root] == seen["keepalived"][0][root]
    assert seen["ours"][1] == seen["keepalived"][1]


def test_a_master_agent_that_comes_late_is_found(node):
    text = config.whole(config.pair_instance(config.V3, 1, 100), globals_=ENABLE)
    node.start(text)
    node.wait_holds(config.V3.virtual_address)
    snmp = Snmp(node)
    try:
        snmp.wait_for("2.3.1.4.1", "INTEGER: 2")
    finally:
        snmp.close()


def test_a_missing_master_agent_is_said_in_our_log_without_a_word_of_mibs(node):
    node.start(config.whole(config.pair_instance(config.V3, 1, 100), globals_=ENABLE))
    node.daemon.wait_said("Failed to connect to the agentx master agent")
    assert not [line for line in node.daemon.log if "MIB" in line]


def test_options_ask_for_snmp_where_the_configuration_does_not(lab, binaries):
    node = lab.node("a", binaries["ours"], layers=("/var/lib",))
    snmp = Snmp(node)
    try:
        node.start(config.pair(config.V3, 1, 100), options=("-n", "-l", "-D", "-x", "-A", SOCKET))
        snmp.wait_for("2.3.1.4.1", "INTEGER: 2")
        assert snmp.walk(RFC6527)["1.1.1.1.6.2.51.1"] == "INTEGER: 3"
        assert snmp.traps == []
    finally:
        snmp.close()


def test_a_reload_can_end_it_but_not_change_it(node):
    text = config.whole(config.pair_instance(config.V3, 1, 100), globals_=("enable_snmp_vrrp", f"snmp_socket {SOCKET}"))
    snmp = Snmp(node)
    try:
        node.start(text)
        snmp.wait_for("2.3.1.4.1", "INTEGER: 2")
        assert snmp.walk(RFC6527) == {}
        node.reload(text.replace("enable_snmp_vrrp", "enable_snmp_rfc").replace("priority 100", "priority 101"))
        node.daemon.wait_said("SNMP: what is served, and where, can only be changed by a restart")
        snmp.wait_for("2.3.1.7.1", "INTEGER: 101")
        node.reload(text.replace("enable_snmp_vrrp", ""))
        node.lab.watch.until(lambda: snmp.walk(KEEPALIVED) == {}, 20, "SNMP is silent")
    finally:
        snmp.close()


def test_managers_change_nothing(node):
    snmp = Snmp(node)
    try:
        node.start(config.whole(config.pair_instance(config.V3, 1, 100), globals_=("enable_snmp_vrrp", f"snmp_socket {SOCKET}")))
        snmp.wait_for("2.3.1.7.1", "INTEGER: 100")
        assert "notWritable" in snmp.set(f"{KEEPALIVED}.2.3.1.7.1", "i", "150")
        snmp.wait_for("2.3.1.7.1", "INTEGER: 100")
    finally:
        snmp.close()


def test_a_master_agent_that_never_answers_holds_up_neither_adverts_nor_the_end(node):
    """Its thread is left behind, stuck in the library, and must not meet that library's clean-up."""
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(node.namespace.path("/run/agentx")))
        silent.listen(8)
        text = config.whole(config.pair_instance(config.V3, 1, 100), globals_=("enable_snmp_vrrp", f"snmp_socket {SOCKET}"))
        node.start(text)
        node.wait_holds(config.V3.virtual_address)
        node.lab.watch.until(lambda: select.select([silent], [], [], 0)[0], 20, "the library has called")
        node.lab.wait_adverts(3)
        assert node.daemon.stop() == 0
    assert oracle.worst_lateness(node.lab.capture.adverts(), config.V3.interval) < 0.5
