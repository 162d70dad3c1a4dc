"""Malformed, truncated and spoofed packets never change the state nor end the daemon.

Every bad packet claims priority 254: a router that used one would stop being master.
"""

import pytest
from frames import advert2, advert3, frame, hostile_v2, hostile_v3, noise, noise6

from lab import config, oracle

V2, V3, V3_IPV6 = config.PROTOCOLS[:3]


def master_of(node, protocol):
    node.start(config.pair(protocol, 1, 100))
    node.wait_holds(protocol.virtual_address, 15)
    node.lab.wait_adverts(2, "a")
    return node


def shows_no_effect(node, protocol):
    """Still master, on schedule, with its address."""
    node.lab.wait_adverts(3, "a")
    own = node.lab.capture.adverts(node="a")
    assert oracle.longest_silence(own) < 2 * protocol.interval
    assert {advert.priority for advert in own} == {100}
    assert node.holds(protocol.virtual_address)
    assert node.daemon.states() == ["BACKUP", "MASTER"] and node.daemon.exit_code is None


@pytest.mark.parametrize("protocol, good", ((V3, advert3()), (V2, advert2())), ids=("v3", "v2"))
def test_the_good_packet_they_are_made_from_would_be_used(node, mallory, protocol, good):
    master_of(node, protocol)
    mallory.send(frame(good))
    node.daemon.wait_state("BACKUP")
    node.wait_lacks(protocol.virtual_address)


def test_bad_v3_packets_change_nothing(node, mallory):
    master_of(node, V3)
    for name, packet in hostile_v3():
        mallory.send(packet)
        node.lab.wait_adverts(1, "a")
        assert node.daemon.states() == ["BACKUP", "MASTER"], name
    shows_no_effect(node, V3)


def test_bad_v2_packets_change_nothing(node, mallory):
    master_of(node, V2)
    for name, packet in hostile_v2():
        mallory.send(packet)
        mallory.send(packet)
        node.lab.watch.observe(0.1)
        assert node.daemon.states() == ["BACKUP", "MASTER"], name
    shows_no_effect(node, V2)


def test_a_flood_of_noise_changes_nothing(node, mallory):
    master_of(node, V3)
    for packet in noise(3000):
        mallory.send(packet)
    shows_no_effect(node, V3)


def test_a_flood_of_noise_over_ipv6_changes_nothing(node, mallory):
    master_of(node, V3_IPV6)
    for packet in noise6(1500):
        mallory.send(packet)
    shows_no_effect(node, V3_IPV6)


def test_a_flood_is_logged_at_a_limited_rate(node, mallory):
    master_of(node, V3)
    before = len(node.daemon.log)
    for packet in noise(3000):
        mallory.send(packet)
    shows_no_effect(node, V3)
    assert len(node.daemon.log) - before < 300


def test_a_list_with_other_addresses_is_no_reason_for_two_masters(node, mallory):
    """Since 2.3.3 keepalived reports such an advert and yet uses it; 2.2.7 dropped it."""
    master_of(node, V3)
    mallory.send(frame(advert3(addrlist=[f"10.9.7.{number}" for number in range(1, 200)])))
    node.lab.wait_adverts(3, "a")
    assert node.daemon.exit_code is None
    assert node.daemon.states()[:2] == ["BACKUP", "MASTER"]


def test_a_spoofed_resignation_moves_nothing_from_a_master(node, mallory):
    master_of(node, V3)
    for _ in range(20):
        mallory.send(frame(advert3(priority=0)))
    node.lab.wait_adverts(5, "a")
    assert node.holds(V3.virtual_address) and node.daemon.states() == ["BACKUP", "MASTER"]
