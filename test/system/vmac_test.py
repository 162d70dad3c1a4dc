"""Virtual MACs: interfaces, addresses, settings and adverts as keepalived has them, and beside it."""

import json

import pytest

from lab import config, oracle

SETTINGS = ("net.ipv4.conf.{}.arp_ignore", "net.ipv4.conf.{}.arp_filter", "net.ipv4.conf.{}.rp_filter",
            "net.ipv4.conf.{}.accept_local", "net.ipv4.conf.{}.promote_secondaries", "net.ipv6.conf.{}.disable_ipv6")


def instance(*lines, addresses=("10.9.0.100/24",), priority=100, **which):
    return config.instance(f"priority {priority}", "advert_int 0.1", *lines,
                           config.block("virtual_ipaddress", *addresses), **which)


CASES = {
    "plain": (instance("use_vmac"),),
    "named": (instance("use_vmac virtual0"),),
    "hardware address": (instance("use_vmac virtual0 02:00:00:00:00:07"),),
    "from the base": (instance("use_vmac", "vmac_xmit_base"),),
    "unicast": (instance("use_vmac", config.block("unicast_peer", "10.9.0.99")),),
    "IPv6": (instance("use_vmac", addresses=("fe80::100/64", "fd00:9::100/64")),),
    "IPv6 from the base": (instance("use_vmac", "vmac_xmit_base", addresses=("fe80::100/64",)),),
    "both families": (instance("use_vmac"),
                      instance("use_vmac", name="VI_2", addresses=("fe80::100/64", "fd00:9::100/64"))),
    "own links of addresses": (instance("use_vmac_addr", config.block("virtual_ipaddress_excluded", "fd00:9::7/64"),
                                        addresses=("10.9.0.100/24", "10.9.5.5/24 use_vmac")),),
    "excluded": (instance("use_vmac", config.block("virtual_ipaddress_excluded", "fd00:9::7/64",
                                                   "fd00:9::8/64 use_vmac", "10.9.0.101/24")),),
    "routes": (instance("use_vmac", config.block("virtual_routes", "10.20.0.0/16 via 10.9.0.3 dev eth0")),),
}


def links(node):
    """The interfaces but for what differs from run to run."""
    keys = ("ifname", "link", "flags", "mtu", "linkmode", "group", "link_type", "inet6_addr_gen_mode")
    found = json.loads(node.run("ip", "-j", "-d", "link"))
    return [{**{key: link.get(key) for key in keys}, "address": link["address"] if "linkinfo" in link and
             link["linkinfo"].get("info_kind") == "macvlan" else None,
             "mode": link.get("linkinfo", {}).get("info_data", {}).get("mode")} for link in found]


def settings(node):
    names = [link["ifname"] for link in links(node)] + ["all", "default"]
    keys = [pattern.format(name.replace(".", "/")) for name in names for pattern in SETTINGS]
    return node.run("sysctl", *keys).splitlines()


def addresses(node):
    keys = ("dev", "local", "prefixlen", "scope", "deprecated", "nodad", "secondary")
    found = [{key: entry.get(key) for key in keys} for entry in node.addresses.details()]
    return sorted(json.dumps(entry) for entry in found if ":ff:fe" not in entry["local"] and "ff:fe" not in entry["local"])


def picture(node):
    """What the kernel has, the node's own number taken out of its addresses."""
    own = f"10.9.0.{node.number}", f"fe80::{node.number}", f"fd00:9::{node.number}"
    found = [entry for entry in addresses(node) if not any(f'"{one}"' in entry for one in own[:1] + own[2:])]
    return links(node), sorted(entry.replace(f'"{own[1]}"', '"own"') for entry in found), settings(node)


def masters(node, count):
    node.lab.watch.until(lambda: sum("Entering MASTER STATE" in line for line in node.daemon.log) == count, 10, "masters")
    node.lab.wait_adverts(3, node.name)


@pytest.mark.parametrize("blocks", CASES.values(), ids=CASES)
def test_links_and_addresses_are_those_of_keepalived(lab, binaries, blocks):
    found = {}
    for kind in ("ours", "keepalived"):
        node = lab.node(kind, binaries[kind])
        before = links(node), settings(node), addresses(node)
        node.start(config.whole(*blocks))
        node.daemon.wait_said("Entering BACKUP STATE")
        node.lab.watch.until(lambda: sum("Entering MASTER STATE" in line for line in node.daemon.log) == len(blocks), 10,
                             "masters")
        if "unicast" not in "".join(blocks):
            lab.wait_adverts(2, node.name)
        node.lab.watch.until(lambda: any('10.9.0.100' in one or 'fe80::100' in one for one in addresses(node)), 5, "set")
        found[kind] = picture(node)
        node.daemon.stop()
        if kind == "ours":
            assert (links(node), settings(node), addresses(node)) == before, "nothing stays behind"
        lab.network.cut(node)
    for ours, theirs in zip(found["ours"], found["keepalived"]):
        assert ours == theirs


PROTOCOLS = (config.PROTOCOLS[0], config.PROTOCOLS[1], config.PROTOCOLS[2], config.PROTOCOLS[4])


@pytest.mark.parametrize("high,low", [("ours", "keepalived"), ("keepalived", "ours")])
@pytest.mark.parametrize("protocol", PROTOCOLS, ids=lambda protocol: protocol.name)
def test_one_master_beside_keepalived(lab, binaries, protocol, high, low, slack):
    nodes = [lab.node(name, binaries[kind]) for name, kind in (("high", high), ("low", low))]
    for node, priority in zip(nodes, (200, 100)):
        node.start(config.pair(protocol, node.number, priority, "use_vmac"))
    patience = (2 * protocol.master_down(100) + 4) * slack
    lab.wait_master("high", patience)
    nodes[0].wait_holds(protocol.virtual_address, patience)
    nodes[1].wait_lacks(protocol.virtual_address)
    nodes[0].daemon.stop()
    nodes[1].wait_holds(protocol.virtual_address, patience)
    lab.wait_master("low", patience)
    assert oracle.masters(lab.capture.adverts())[-1] == "low"


@pytest.fixture
def running(node):
    node.start(config.whole(instance("use_vmac")))
    node.wait_holds("10.9.0.100")
    node.lab.wait_adverts(2)
    return node


def has_vmac(node, name="vrrp.51"):
    return name in [link["ifname"] for link in links(node)]


def test_adverts_and_announcements_carry_the_virtual_mac(running):
    running.lab.wait_adverts(3)
    running.run("sh", "-c", "true")
    found = running.lab.network.namespace.run("bridge", "fdb", "show", "br", "br0")
    assert "00:00:5e:00:01:33" in found


def test_a_deleted_vmac_comes_back_with_its_addresses(running):
    running.run("ip", "link", "delete", "vrrp.51")
    running.daemon.wait_said("VMAC interface vrrp.51 was removed by somebody else")
    running.wait_lacks("10.9.0.100")
    running.wait_holds("10.9.0.100")
    assert has_vmac(running)
    running.lab.wait_adverts(3)


def test_a_killed_daemon_leaves_a_vmac_that_the_next_one_takes_over(running):
    before = links(running)
    running.daemon.kill()
    assert has_vmac(running)
    running.start(config.whole(instance("use_vmac")))
    running.daemon.wait_state("MASTER")
    running.lab.wait_adverts(2)
    assert links(running) == before
    running.daemon.stop()
    assert not has_vmac(running)


def test_a_left_over_vmac_of_another_kind_is_replaced(node):
    node.run("ip", "link", "add", "vrrp.51", "link", "eth0", "address", "00:00:5e:00:01:07", "type", "macvlan", "mode", "vepa")
    node.start(config.whole(instance("use_vmac")))
    node.wait_holds("10.9.0.100")
    (vmac,) = [link for link in links(node) if link["ifname"] == "vrrp.51"]
    assert (vmac["address"], vmac["mode"]) == ("00:00:5e:00:01:33", "private")


def test_an_interface_of_somebody_else_is_left_alone(node):
    node.run("ip", "link", "add", "vrrp.51", "type", "veth", "peer", "name", "other")
    node.start(config.whole(instance("use_vmac")))
    node.daemon.wait_said("Error creating VMAC interface: there is another interface vrrp.51")


def test_a_reload_makes_and_removes_vmacs(running):
    both = config.whole(instance("use_vmac"), instance("use_vmac virtual0", name="VI_2", vrid=52, addresses=("10.9.0.101/24",)))
    running.reload(both)
    running.wait_holds("10.9.0.101")
    running.daemon.wait_said(r"\(VI_2\) Entering MASTER STATE")
    assert running.daemon.states() == ["BACKUP", "MASTER"]
    running.addresses.changes.clear()
    running.reload(config.whole(instance("use_vmac")))
    running.wait_lacks("10.9.0.101")
    running.lab.watch.until(lambda: not has_vmac(running, "virtual0"), 3, "the link is removed")
    assert has_vmac(running) and running.daemon.states() == ["BACKUP", "MASTER"]


def test_link_down_and_up_of_the_base_is_followed(subject):
    subject.start(config.whole(instance("use_vmac")))
    subject.wait_holds("10.9.0.100")
    subject.cut()
    subject.daemon.wait_state("FAULT", 3)
    subject.mend()
    subject.daemon.wait_state("MASTER", 5)
    subject.wait_holds("10.9.0.100")


def test_a_base_that_disappears_and_comes_back_has_its_vmac_again(node):
    def add():
        node.run("ip", "link", "add", "lan1", "type", "veth", "peer", "name", "lan2")
        node.run("ip", "addr", "add", "10.8.0.1/24", "dev", "lan1")
        for name in ("lan1", "lan2"):
            node.run("ip", "link", "set", name, "up")
    add()
    text = config.whole(instance("use_vmac", addresses=("10.8.0.100/24",)), globals_=("dynamic_interfaces",))
    node.start(text.replace("interface eth0", "interface lan1"))
    node.wait_holds("10.8.0.100")
    node.run("ip", "link", "delete", "lan1")
    node.daemon.wait_state("FAULT")
    add()
    node.wait_holds("10.8.0.100")
    assert has_vmac(node)


def test_the_path_filter_of_all_interfaces_is_spread_while_vmacs_are_there(node):
    node.run("sysctl", "-w", "net.ipv4.conf.all.rp_filter=1", "net.ipv4.conf.eth0.rp_filter=0")
    read = lambda name: node.run("sysctl", "-n", f"net.ipv4.conf.{name}.rp_filter").strip()
    node.start(config.whole(instance("use_vmac")))
    node.wait_holds("10.9.0.100")
    assert [read(name) for name in ("all", "default", "eth0", "vrrp/51")] == ["0", "1", "1", "0"]
    node.daemon.stop()
    assert [read(name) for name in ("all", "eth0")] == ["1", "0"]


def test_an_ipv6_vmac_hears_no_router_advertisements(node):
    node.run("sysctl", "-q", "-w", "net.ipv6.conf.default.accept_ra=1")
    node.start(config.whole(CASES["IPv6"][0]))
    node.wait_holds("fd00:9::100")
    (vmac,) = [link["ifname"] for link in links(node) if link["link"] == "eth0"]
    assert node.run("sysctl", "-n", f"net.ipv6.conf.{vmac.replace('.', '/')}.accept_ra") == "0\n"
