"""Adverts and announcements of one master: how many, when, and in which order."""

import pytest

from lab import config

ADDRESS = config.V3.virtual_address


def start(node, *lines, protocol=config.V3):
    node.start(config.pair(protocol, 1, 100, *lines))
    node.wait_holds(protocol.virtual_address)


def bursts(node, address=ADDRESS, apart=0.2):
    """[(seconds after the first advert, announcements)], closer ones taken together."""
    first = node.lab.capture.adverts()[0].stamp
    found = []
    for one in node.lab.capture.announcements(address):
        if found and one.stamp - first - found[-1][0] < apart:
            found[-1][1] += 1
        else:
            found.append([one.stamp - first, 1])
    return found


@pytest.mark.parametrize("lines, expected", (
    (("garp_master_delay 1",), ((0, 5), (1, 5))),
    (("garp_master_delay 1", "garp_master_repeat 2"), ((0, 2), (1, 2))),
    (("garp_master_delay 0",), ((0, 5),)),
    (("garp_master_delay 0", "garp_master_repeat 1", "garp_master_refresh 1", "garp_master_refresh_repeat 2"),
     ((0, 1), (1, 2), (2, 2))),
), ids=("two bursts", "shorter", "one burst", "refreshed"))
def test_bursts_follow_the_garp_settings(subject, lines, expected):
    start(subject, *lines)
    subject.lab.watch.observe(2.5)
    found = bursts(subject)
    assert [count for _, count in found] == [count for _, count in expected]
    # keepalived looks at its refresh timer only when it sends an advert
    assert all(abs(seen - wanted) < 0.25 for (seen, _), (wanted, _) in zip(found, expected)), found


def test_neighbour_advertisements_announce_ipv6_addresses(subject):
    protocol = config.PROTOCOLS[2]
    start(subject, "garp_master_delay 1", protocol=protocol)
    subject.lab.watch.observe(1.5)
    for address in (protocol.virtual_address, "fe80::100"):
        assert [count for _, count in bursts(subject, address)] == [5, 5]


def spaced(node, addresses, *lines, globals_=()):
    """Starts a master of `addresses`; returns the stamps of ten announcements."""
    own = config.instance("priority 100", "advert_int 0.1", "garp_master_delay 0", *lines,
                          config.block("virtual_ipaddress", *addresses))
    node.start(config.whole(own, globals_=globals_))
    node.lab.watch.until(lambda: len(node.lab.capture.announcements()) == 10, 10, "ten announcements")
    return [one.stamp for one in node.lab.capture.announcements()]


def test_announcements_are_spaced(node):
    """Five rounds of two addresses, and no address twice before the other once."""
    stamps = spaced(node, ("10.9.0.100/24", "10.9.0.101/24"), globals_=("vrrp_garp_interval 0.05",))
    assert all(later - earlier > 0.045 for earlier, later in zip(stamps, stamps[1:])), stamps
    order = [one.address for one in node.lab.capture.announcements()]
    assert order == ["10.9.0.100", "10.9.0.101"] * 5


def test_a_group_of_interfaces_shares_its_spacing(node):
    node.run("ip", "link", "add", "d0", "type", "veth", "peer", "name", "d1")
    for link in ("d0", "d1"):
        node.run("ip", "link", "set", link, "up")
    group = config.block("garp_group", "garp_interval 0.05", "interfaces {\n eth0 d0\n}")
    own = config.instance("priority 100", "advert_int 0.1", "garp_master_delay 0",
                          config.block("virtual_ipaddress", "10.9.0.100/24", "10.9.7.1/24 dev d0"))
    node.start(group + config.whole(own))
    node.lab.watch.until(lambda: len(node.lab.capture.announcements()) == 5, 10, "those of eth0")
    stamps = [one.stamp for one in node.lab.capture.announcements()]
    assert all(later - earlier > 0.09 for earlier, later in zip(stamps, stamps[1:])), stamps


def test_no_announcement_of_a_former_master_waits(node):
    own = config.pair(config.V3, 1, 100, "garp_master_delay 0", "garp_master_repeat 20")
    node.start(own.replace("router_id lab", "router_id lab\n    vrrp_garp_interval 0.1"))
    node.lab.watch.until(lambda: len(node.lab.capture.announcements()) == 2, 10, "the first")
    node.daemon.stop()
    count = len(node.lab.capture.announcements())
    node.lab.watch.observe(0.5)
    assert len(node.lab.capture.announcements()) == count < 10


def test_interfaces_that_send_no_adverts_are_announced_now_and_then(subject):
    """One address of each, of virtual MACs unless all are meant."""
    excluded = config.block("virtual_ipaddress_excluded", "fd00:9::7/64", "fd00:9::8/64", "10.9.0.102/24")
    start(subject, "use_vmac_addr", "garp_extra_if 1", "garp_master_delay 0", "garp_master_repeat 1", excluded)
    subject.lab.watch.observe(2.5)
    for address, times in (("fd00:9::7", (0, 1, 2)), ("fd00:9::8", (0,)), ("10.9.0.102", (0,)), (ADDRESS, (0,))):
        seen = bursts(subject, address)
        assert [count for _, count in seen] == [1] * len(times), address
        assert all(abs(at - wanted) < 0.2 for (at, _), wanted in zip(seen, times)), seen


def test_min_garp_announces_once(subject):
    subject.start(config.whole(config.pair_instance(config.V3, 1, 100), globals_=("vrrp_min_garp",)))
    subject.wait_holds(ADDRESS)
    subject.lab.watch.observe(1)
    assert [count for _, count in bursts(subject)] == [1]


def test_the_advert_leaves_before_the_first_announcement(subject):
    start(subject)
    subject.lab.watch.until(lambda: subject.lab.capture.announcements(ADDRESS), 2, "an announcement")
    assert subject.lab.capture.adverts()[0].stamp < subject.lab.capture.announcements(ADDRESS)[0].stamp


@pytest.mark.alone
def test_adverts_keep_to_their_schedule_and_do_not_drift(node, slack):
    """keepalived counts from its last send and loses 0.1 to 0.2 ms with each advert."""
    start(node)
    node.lab.wait_adverts(60, within=10)
    stamps = [advert.stamp for advert in node.lab.capture.adverts()]
    behind = [stamp - number * config.V3.interval for number, stamp in enumerate(stamps)]
    drift = (min(behind[40:]) - min(behind[:20])) / 40
    assert abs(drift) < 0.00005 * slack


def test_many_routers_on_one_interface_do_not_disturb_each_other(subject):
    blocks = [config.instance("priority 100", "advert_int 0.2", config.block("virtual_ipaddress", f"10.9.4.{vrid}/24"),
                              name=f"VI_{vrid}", vrid=vrid) for vrid in range(1, 51)]
    subject.start(config.whole(*blocks))
    for vrid in range(1, 51):
        subject.wait_holds(f"10.9.4.{vrid}")
    subject.lab.wait_adverts(200, within=5)
    heard = {advert.vrid: advert.addresses for advert in subject.lab.capture.adverts()}
    assert heard == {vrid: (f"10.9.4.{vrid}",) for vrid in range(1, 51)}
