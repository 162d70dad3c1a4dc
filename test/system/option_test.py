"""Options of an instance that change what it sends or takes."""

import ctypes
import os
import signal
import socket

import pytest

from lab import config, namespace, oracle
from pairs import HIGH, LOW, Pair

KEYS = ("0123456789abcdef0123456789abcdef", "fedcba9876543210fedcba9876543210")
V3, UNICAST = config.V3, config.PROTOCOLS[4]
OURS = ("ours", "ours")
LIBC, PIDFD_GETFD = ctypes.CDLL(None, use_errno=True), 438
SO_PROTOCOL = 38


def hmac(key, *lines):
    return config.block("auth_hmac", f"key 1 {key}", "active_key 1", *lines)


@pytest.fixture
def pair(lab, binaries, slack):
    return Pair(lab, binaries, V3, OURS, slack)


@pytest.fixture
def unicast(lab, binaries, slack):
    return Pair(lab, binaries, UNICAST, OURS, slack)


@pytest.fixture(params=("ours", "keepalived"))
def stalled(request, lab, binaries, slack):
    """Our daemon as master, over ours or keepalived."""
    return Pair(lab, binaries, V3, ("ours", request.param), slack)


def test_adverts_with_a_trailer_are_taken_from_who_has_the_key(pair):
    pair.converge(hmac(KEYS[0]))
    pair.high.daemon.stop()
    pair.settle(pair.low, pair.high)
    pair.start(pair.high, hmac(KEYS[0]))
    pair.settle(pair.high, pair.low)
    assert pair.masters() == ["high", "low", "high"]


@pytest.mark.parametrize("theirs, words", (
    (hmac(KEYS[1]), "authentication trailer with a wrong HMAC"),
    (hmac(KEYS[0]).replace("key 1", "key 2").replace("active_key 1", "active_key 2"),
     "authentication trailer with an unknown key"),
    ("", "no authentication trailer"),
), ids=("another key", "another number", "none"))
def test_an_advert_without_the_right_trailer_is_dropped(pair, theirs, words):
    pair.start(pair.low, hmac(KEYS[0]))
    pair.lab.wait_master("low", pair.patience())
    pair.start(pair.high, *filter(None, (theirs,)))
    pair.low.daemon.wait_said(words)
    pair.lab.wait_adverts(5, "low")
    assert pair.low.holds(V3.virtual_address)


def test_a_permissive_router_takes_adverts_without_trailer(pair):
    pair.start(pair.low, hmac(KEYS[0], "mode permissive"))
    pair.lab.wait_master("low", pair.patience())
    pair.start(pair.high)
    pair.settle(pair.high, pair.low)


def test_a_key_file_others_may_read_is_refused(node):
    node.namespace.write("/run/lab/key", KEYS[0], mode=0o644)
    node.start(config.pair(V3, 1, LOW, hmac("file:/run/lab/key")))
    node.daemon.wait_said("/run/lab/key is accessible to others than its owner")


def test_a_unicast_advert_beyond_its_peers_limits_is_dropped(unicast):
    limited = config.pair(UNICAST, 2, LOW).replace("10.9.0.1\n", "10.9.0.1 min_ttl 255\n")
    unicast.low.start(limited)
    unicast.lab.watch.until(lambda: unicast.low.holds(V3.virtual_address), 10 * unicast.slack, "low is master")
    unicast.start(unicast.high, "unicast_ttl 64")
    unicast.low.daemon.wait_said("TTL or hop limit is not as it must be", 10 * unicast.slack)
    assert unicast.low.holds(V3.virtual_address)


def test_nobody_is_master_before_the_startup_delay_is_over(subject, slack):
    delay = 1.5
    text = config.whole(config.pair_instance(V3, 1, LOW), globals_=(f"vrrp_startup_delay {delay}",))
    daemon = subject.start(text)
    daemon.wait_state("BACKUP")
    subject.lab.watch.observe(delay)
    assert subject.lab.capture.adverts() == []
    subject.lab.wait_master(subject.name, (delay + 2) * slack)


def test_local_groups_are_not_reported_while_the_daemon_runs(subject):
    setting = "net.ipv4.igmp_link_local_mcast_reports"
    before = subject.run("sysctl", "-n", setting)
    subject.start(config.whole(config.pair_instance(config.V3, 1, LOW), globals_=("disable_local_igmp",)))
    subject.wait_holds(V3.virtual_address)
    assert subject.run("sysctl", "-n", setting) == "0\n" != before
    subject.daemon.stop()
    assert subject.run("sysctl", "-n", setting) == before


def test_a_reload_changes_whether_local_groups_are_reported(node):
    setting = "net.ipv4.igmp_link_local_mcast_reports"
    before = node.run("sysctl", "-n", setting)
    plain, silent = (config.whole(config.pair_instance(config.V3, 1, LOW), globals_=globals_)
                     for globals_ in ((), ("disable_local_igmp",)))
    node.start(plain)
    node.wait_holds(V3.virtual_address)
    for text, value in ((silent, "0\n"), (plain, before)):
        node.reload(text)
        node.lab.watch.until(lambda: node.run("sysctl", "-n", setting) == value, 5, f"{setting} is {value}")


@pytest.mark.parametrize("policy", ("vrrp_rx_bufs_policy MTU", "vrrp_rx_bufs_policy 400000"))
def test_the_receive_buffer_of_adverts_is_as_large_as_configured(node, policy):
    """The kernel doubles what it is asked for."""
    pair = config.pair_instance(V3, 1, LOW) + config.pair_instance(V3, 1, LOW).replace("VI_1", "VI_2").replace("51", "52")
    node.start(config.whole(pair, globals_=(policy, "vrrp_rx_bufs_multiplier 100")))
    node.daemon.wait_state("MASTER")
    (child,) = namespace.children(node.daemon.pid)
    (size,) = [one.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF) for one in sockets_of(child)
               if one.getsockopt(socket.SOL_SOCKET, SO_PROTOCOL) == 112]
    assert size == 2 * 2 * (150_000 if "MTU" in policy else 400_000)


def sockets_of(pid):
    """Copies of a process's sockets (pidfd_getfd(2)); not of what is closed meanwhile."""
    process = os.pidfd_open(pid)
    for entry in os.listdir(f"/proc/{pid}/fd"):
        copy = LIBC.syscall(PIDFD_GETFD, process, int(entry), 0)
        if copy < 0:
            continue
        if os.readlink(f"/proc/self/fd/{copy}").startswith("socket:"):
            with socket.socket(fileno=copy) as one:
                yield one
        else:
            os.close(copy)
    os.close(process)


def test_an_owner_too_waits_for_the_startup_delay(node, slack):
    node.start(config.whole(config.pair_instance(V3, 1, config.OWNER), globals_=("vrrp_startup_delay 1.5",)))
    node.daemon.wait_state("BACKUP")
    node.lab.watch.observe(1.4)
    assert node.lab.capture.adverts() == []
    node.lab.wait_master(node.name, 3 * slack)


def test_an_owner_that_ignores_adverts_stays_master(pair):
    pair.high.start(config.pair(V3, 1, config.OWNER, "owner_ignore_adverts"))
    pair.lab.wait_master("high", pair.patience())
    pair.low.start(config.pair(V3, 2, config.OWNER, "owner_ignore_adverts"))
    pair.lab.wait_adverts(10, "low")
    assert pair.high.daemon.states() == ["MASTER"] and pair.low.daemon.states() == ["MASTER"]


def test_a_virtual_router_nobody_knows_is_logged_once(pair):
    pair.low.start(config.whole(config.pair_instance(V3, 2, LOW), globals_=("log_unknown_vrids",)))
    pair.high.start(config.whole(config.instance(
        "priority 100", "advert_int 0.1", config.block("virtual_ipaddress", "10.9.0.177/24"), vrid=77)))
    pair.low.daemon.wait_said(r"VRID\(77\)")
    pair.lab.wait_adverts(10, "high")
    assert sum("VRID(77)" in line for line in pair.low.daemon.log) == 1


def test_adverts_may_be_ten_milliseconds_apart(pair):
    pair.high.start(config.pair(V3, 1, HIGH).replace("advert_int 0.1", "advert_int 0.01"))
    pair.lab.wait_master("high", pair.patience())
    pair.low.start(config.pair(V3, 2, LOW).replace("advert_int 0.1", "advert_int 0.01"))
    pair.lab.wait_adverts(100, "high")
    assert {advert.interval for advert in pair.adverts()} == {0.01}


def test_pain_2_a_master_that_stood_still_listens_before_it_speaks(stalled):
    """While it stood still the other took over; under nopreempt it must stay master."""
    stalled.converge("nopreempt")
    (child,) = namespace.children(stalled.high.daemon.pid)
    os.kill(child, signal.SIGSTOP)
    try:
        stalled.lab.wait_master("low", stalled.patience())
        stalled.lab.wait_adverts(5, "low")
    finally:
        os.kill(child, signal.SIGCONT)
    stalled.high.wait_lacks(V3.virtual_address)
    stalled.high.daemon.wait_said("was not scheduled for so long that a peer may be master")
    stalled.settle(stalled.low, stalled.high)
    assert oracle.masters(stalled.adverts()) == ["high", "low"]
