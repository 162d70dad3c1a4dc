"""Restarts with --handover: the successor goes on where its predecessor was, and the network sees nothing."""

import dataclasses
import os
import socket

import pytest

from lab import config
from lab.daemon import OPTIONS
from lab.echo_client import EchoClient

FAST = dataclasses.replace(config.V3, interval=0.01)
# Who promises adverts each 10 ms asks to be scheduled in time.
PUNCTUAL = ("vrrp_rt_priority 50", "vrrp_rlimit_rttime 1000000")
ADDRESS = FAST.virtual_address
HANDOVER = (*OPTIONS, "--handover=3")
SCRIPT = config.block("vrrp_script chk", 'script "/usr/bin/true"', "interval 1")
OTHER = config.instance("priority 120", "advert_int 1", config.block("virtual_ipaddress", "10.9.0.101/24"),
                        name="VI_2", vrid=52)


def restart(node, text, options=HANDOVER):
    """Stops the daemon, whose VRRP process stays, and starts another."""
    old = node.daemon
    old.signal(15)
    old.wait_parent_exit()
    return old, node.start(text, options=options)


def whole(node, priority, *blocks, lines=("nopreempt",), protocol=config.V3):
    tracked = (*lines, config.block("track_script", "chk"))
    return config.whole(SCRIPT, config.pair_instance(protocol, node.number, priority, *tracked), *blocks,
                        globals_=PUNCTUAL if protocol is FAST else ())


def longest_silence(adverts):
    stamps = [advert.stamp for advert in adverts]
    return max(later - earlier for earlier, later in zip(stamps, stamps[1:]))


def hand_over_many_times(lab, node, peer, count, slack):
    node.start(whole(node, 200, protocol=FAST), options=HANDOVER)
    node.wait_holds(ADDRESS)
    peer.start(whole(peer, 100, protocol=FAST))
    peer.daemon.wait_state("BACKUP")
    client = lab.node("client")
    node.addresses.changes.clear()
    lab.capture.clear()
    prober = EchoClient(client.namespace, ADDRESS)
    try:
        for _ in range(count):
            old, new = restart(node, whole(node, 200, protocol=FAST))
            new.wait_said(r"\(VI_1\) goes on as MASTER")
            old.wait_said("Handed over to process")
            assert old.wait_exit() == 0
            lab.wait_adverts(5, node.name)
    finally:
        prober.close()
    lab.watch.drain()
    adverts = lab.capture.adverts()
    assert {advert.node for advert in adverts} == {node.name}
    assert {advert.priority for advert in adverts} == {200}
    assert longest_silence(adverts) < 2.5 * FAST.interval * slack
    assert not node.addresses.changes
    # The second series, five seconds after the take-over, whoever is at it by then; no more.
    assert len(lab.capture.announcements()) in (0, 5)
    assert peer.daemon.states() == ["BACKUP"]
    echoes = lab.capture.echoes()
    asked = {echo.sequence for echo in echoes[:-20] if not echo.reply}
    answered = {echo.sequence for echo in echoes if echo.reply}
    assert len(asked) > 10 * count and asked <= answered


@pytest.mark.alone
def test_ten_restarts_under_fast_adverts_are_seen_by_nobody(lab, node, peer, slack):
    hand_over_many_times(lab, node, peer, 10, slack)


@pytest.mark.long
def test_a_hundred_restarts_under_fast_adverts_are_seen_by_nobody(lab, node, peer, slack):
    hand_over_many_times(lab, node, peer, 100, slack)


def test_a_backup_and_a_group_go_on_as_they_were(lab, node, binaries):
    peer = lab.node("b", binaries["ours"])
    group = config.block("vrrp_sync_group G", config.block("group", "VI_1", "VI_2"))
    node.start(whole(node, 200, OTHER, group), options=HANDOVER)
    node.wait_holds("10.9.0.101")
    peer.start(whole(peer, 100, OTHER), options=HANDOVER)
    peer.daemon.wait_states(["BACKUP"])
    for one, state in ((node, "MASTER"), (peer, "BACKUP")):
        old, new = restart(one, whole(one, 200 if one is node else 100, OTHER, *((group,) if one is node else ())))
        new.wait_said(rf"\(VI_1\) goes on as {state}")
        assert old.wait_exit() == 0
    lab.wait_adverts(10)
    assert node.daemon.states() == peer.daemon.states() == []
    stamps = [advert.stamp for advert in lab.capture.adverts(node=node.name) if advert.vrid == 52]
    assert min(later - earlier for earlier, later in zip(stamps, stamps[1:])) < 0.95, "one out of turn"


def test_a_changed_configuration_is_a_reload_first(node):
    node.start(whole(node, 200, OTHER), options=HANDOVER)
    node.wait_holds("10.9.0.101")
    node.wait_holds(ADDRESS)
    old, new = restart(node, whole(node, 150).replace(ADDRESS, "10.9.0.77"))
    new.wait_said(r"\(VI_1\) goes on as MASTER")
    old.wait_exit()
    node.wait_lacks("10.9.0.101")
    node.wait_lacks(ADDRESS)
    node.wait_holds("10.9.0.77")
    assert new.stop_for_good() == 0
    node.wait_lacks("10.9.0.77")


def test_without_a_successor_it_stops_like_any_other(lab, node, peer):
    node.start(whole(node, 200), options=(*OPTIONS, "--handover=1"))
    node.wait_holds(ADDRESS)
    peer.start(whole(peer, 100))
    peer.daemon.wait_state("BACKUP")
    node.daemon.signal(15)
    node.daemon.wait_said("Nobody takes over")
    node.wait_lacks(ADDRESS)
    lab.wait_master(peer.name)
    assert lab.capture.adverts(node=node.name)[-1].priority == 0
    assert node.daemon.wait_exit() == 0


def test_the_end_of_the_service_ends_the_wait(lab, node):
    """What systemd does: it keeps our line across a restart, and lets go of it at a stop."""
    manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    manager.bind(str(node.namespace.path("/run/lab/notify")))
    manager.settimeout(10)
    node.start(whole(node, 200), options=(*OPTIONS, "--handover=60"), prefix=("env", "NOTIFY_SOCKET=/run/lab/notify"))
    line = stored_line(manager)
    node.wait_holds(ADDRESS)
    node.daemon.signal(15)
    node.daemon.wait_parent_exit()
    lab.wait_adverts(20, node.name)
    os.close(line)
    node.daemon.wait_said("Nobody takes over")
    node.wait_lacks(ADDRESS)
    assert node.daemon.wait_exit() == 0
    manager.close()


def stored_line(manager):
    while True:
        text, files, _, _ = socket.recv_fds(manager, 4096, 1)
        if text.startswith(b"FDSTORE=1"):
            return files[0]


def test_kernel_settings_are_put_back_by_the_last_one(node):
    setting = "/proc/sys/net/ipv4/conf/eth0/promote_secondaries"
    before = node.run("cat", setting).strip()
    node.run("sh", "-c", f"echo 0 > {setting}")
    text = whole(node, 200, lines=("nopreempt", "promote_secondaries"))
    node.start(text, options=HANDOVER)
    node.wait_holds(ADDRESS)
    assert node.run("cat", setting).strip() == "1", before
    old, new = restart(node, text)
    new.wait_said("goes on as MASTER")
    old.wait_exit()
    assert node.run("cat", setting).strip() == "1"
    assert new.stop_for_good() == 0
    assert node.run("cat", setting).strip() == "0"
