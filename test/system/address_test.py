"""Virtual addresses end up in the kernel as keepalived puts them there."""

import pytest

from lab import config

CASES = {
    "bare": ("10.9.0.100",),
    "prefix": ("10.9.0.100/24",),
    "broadcast": ("10.9.0.100/24 brd 10.9.0.255", "10.9.0.101/24 brd +", "10.9.0.102/24 brd -"),
    "broadcast in full": ("10.9.0.100/24 broadcast 10.9.0.255",),
    "scope": ("10.9.0.100/24 scope global", "10.9.3.1/32 scope host", "10.9.3.2/32 scope link",
              "10.9.3.3/32 scope site", "10.9.3.4/32 scope 77"),
    "label": ("10.9.0.100/24 label eth0:vip", "10.9.0.101/24 dev eth0 scope global label eth0:two"),
    "device": ("10.9.5.1/24 dev lo", "10.9.0.100/24 dev eth0"),
    "flags": ("10.9.0.100/24 noprefixroute", "10.9.0.101/24 no_track"),
    "many": tuple(f"10.9.2.{number}/32" for number in range(1, 60)),
}
IPV6_CASES = {
    "bare": ("fe80::100", "fd00:9::100"),
    "prefix": ("fe80::100/64", "fd00:9::100/64"),
    "home": ("fe80::100/64", "fd00:9::100/64 home"),
    "with detection": ("fe80::100/64", "fd00:9::100/64 -nodad"),
    "lifetime": ("fe80::100/64", "fd00:9::100/64 preferred_lft forever", "fd00:9::101/128 preferred_lft 0"),
    "flags": ("fe80::100/64", "fd00:9::100/64 noprefixroute", "fd00:9::101/64 mngtmpaddr"),
}


def with_addresses(addresses, vrid, excluded=()):
    return config.whole(config.instance(
        "priority 100", "advert_int 0.1", config.block("virtual_ipaddress", *addresses),
        config.block("virtual_ipaddress_excluded", *excluded), vrid=vrid))


def virtual(node, own):
    """What was added to the addresses `own`, without what differs from run to run."""
    changing = ("valid_life_time", "dynamic")
    return [{key: value for key, value in entry.items() if key not in changing}
            for entry in node.addresses.details() if entry not in own]


def installed(node, text):
    """Starts the daemon and returns the addresses it has set, in the kernel's order."""
    own = node.addresses.details()
    node.start(text)
    node.lab.wait_master(node.name, since=0)
    node.lab.wait_adverts(2, node.name)
    return own, virtual(node, own)


def compare(lab, binaries, addresses, excluded=()):
    """Both daemons beside each other as masters of two virtual routers."""
    nodes = {kind: lab.node(kind, binaries[kind]) for kind in ("ours", "keepalived")}
    found = {}
    for vrid, (kind, node) in enumerate(nodes.items(), 51):
        own, found[kind] = installed(node, with_addresses(addresses, vrid, excluded))
        node.daemon.stop()
        assert virtual(node, own) == [], "nothing stays behind"
    assert found["ours"] == found["keepalived"]
    assert len(found["ours"]) == len(addresses) + len(excluded)


@pytest.mark.parametrize("addresses", CASES.values(), ids=CASES)
def test_ipv4_addresses_are_those_of_keepalived(lab, binaries, addresses):
    compare(lab, binaries, addresses)


@pytest.mark.parametrize("addresses", IPV6_CASES.values(), ids=IPV6_CASES)
def test_ipv6_addresses_are_those_of_keepalived(lab, binaries, addresses):
    compare(lab, binaries, addresses)


def test_excluded_addresses_are_set_but_not_advertised(lab, binaries):
    compare(lab, binaries, ("10.9.0.100/24",), ("10.9.0.101/24", "fd00:9::101/64", "10.9.0.102/32 scope host"))
    assert {advert.addresses for advert in lab.capture.adverts()} == {("10.9.0.100",)}


def test_a_peer_address_is_set_and_taken_away_again(node):
    """keepalived 2.2.7 sets it likewise but leaves it behind."""
    own, found = installed(node, with_addresses(("10.9.0.101 peer 10.9.1.2",), 51))
    assert [(entry["local"], entry["address"], entry["prefixlen"]) for entry in found] == [
        ("10.9.0.101", "10.9.1.2", 32)]
    node.daemon.stop()
    assert virtual(node, own) == []


def test_each_address_is_announced(subject):
    subject.start(with_addresses(("10.9.0.100/24", "10.9.0.101/24"), 51, ("10.9.0.102/24", "fd00:9::102/64")))
    wanted = {"10.9.0.100", "10.9.0.101", "10.9.0.102", "fd00:9::102"}
    seen = lambda: {one.address for one in subject.lab.capture.announcements(node="a")}
    subject.lab.watch.until(lambda: wanted <= seen(), 5, "every announcement")
