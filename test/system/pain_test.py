"""What users of keepalived suffer from, where no other test file is about it.

The numbers are those of the ranking that CONTRIBUTING.md lists with all their tests.
"""

import random

import pytest
from frames import advert3, frame

from lab import config

ADDRESS = config.V3.virtual_address
VIRTUAL_MAC = "00:00:5e:00:02:33"


def master(node, *lines):
    node.start(config.pair(config.V3, 1, 100, *lines))
    node.wait_holds(ADDRESS)
    node.lab.wait_adverts(2, "a")
    node.lab.capture.clear()


def test_pain_5_addresses_are_announced_again_when_a_rival_has_had_its_last_word(node, mallory):
    """A rival's own announcements may have come after ours; ours must be the last."""
    master(node, "garp_master_delay 0", "garp_lower_prio_delay 1", "garp_lower_prio_repeat 2")
    for _ in range(3):
        mallory.send(frame(advert3(priority=50)))
        node.lab.wait_adverts(1, "a")
    heard = node.lab.capture.adverts(node="mallory")[-1].stamp
    after = lambda: [one.stamp - heard for one in node.lab.capture.announcements(ADDRESS) if one.stamp > heard]
    again = lambda: [time for time in after() if time > 0.8]
    node.lab.watch.until(lambda: len(again()) == 2, 5, "two bursts after the last advert")
    assert len(after()) >= 4 and after()[0] < 0.5 and again()[0] < 2


@pytest.mark.parametrize("tracked", (True, False))
def test_pain_6_a_source_address_that_comes_after_the_start(node, tracked):
    """Without track_src_ip adverts leave from it all the same; with it nobody is master without."""
    lines = ("mcast_src_ip 10.9.0.77", *(("track_src_ip",) if tracked else ()))
    node.start(config.pair(config.V3, 1, 100, *lines))
    if tracked:
        node.daemon.wait_said(r"\(VI_1\) Entering FAULT STATE")
        assert not node.lab.capture.adverts()
        node.run("ip", "address", "add", "10.9.0.77/24", "dev", "eth0")
    node.lab.wait_master("a")
    assert node.lab.capture.adverts()[-1].source == "10.9.0.77"


CAUSES = {
    "interface down": ("ip link set d1 down", "ip link set d1 up"),
    "script failed": ("rm /run/lab/good", "touch /run/lab/good"),
    "tracked file": ("echo 1 > /run/lab/number", "echo 0 > /run/lab/number"),
    "no source address": ("ip address flush dev eth0 scope global", "ip address add 10.9.0.1/24 dev eth0"),
}


def test_pain_10_a_fault_lasts_as_long_as_any_of_its_reasons(node):
    """Reasons come and go in every order; the state is never left behind."""
    node.run("sh", "-ec", "ip link add d0 type veth peer name d1; ip link set d0 up; " +
             "; ".join(mend for _, mend in CAUSES.values() if "address" not in mend))
    node.start(config.whole(
        config.block("vrrp_script chk", 'script "/usr/bin/test -e /run/lab/good"', "interval 0.05"),
        config.block("track_file tf", "file /run/lab/number", "weight 0"),
        config.pair_instance(config.V3, 1, 100, config.block("track_interface", "d0"), config.block("track_script", "chk"),
                             config.block("track_file", "tf"))))
    node.wait_holds(ADDRESS)
    chance, present = random.Random(10), set()
    for _ in range(25):
        cause = chance.choice(sorted(CAUSES))
        node.run("sh", "-ec", CAUSES[cause][cause in present])
        present ^= {cause}
        node.daemon.wait_state("FAULT") if present else node.daemon.wait_state("MASTER")
        if present:
            wait_reasons(node, present)
    for cause in sorted(present):
        node.run("sh", "-ec", CAUSES[cause][1])
    node.daemon.wait_state("MASTER")


def wait_reasons(node, present):
    """Until the log's last word about faults names all of these."""
    def named():
        last = next(line for line in reversed(node.daemon.log) if "(VI_1) fault: " in line)
        return all(cause in last for cause in present) and last.count(",") == len(present) - 1
    node.lab.watch.until(named, 5, f"fault: {present}")


@pytest.mark.parametrize("priority, words", (
    (100, "lost to 10.9.0.3: equal priority 100, higher address"),
    (101, "lost to 10.9.0.3: priority 101 > 100"),
))
def test_pain_11_the_log_says_why_somebody_else_is_master(node, mallory, priority, words):
    master(node)
    mallory.send(frame(advert3(priority=priority)))
    node.daemon.wait_said(words)
    assert node.daemon.states()[:3] == ["BACKUP", "MASTER", "BACKUP"]


@pytest.mark.parametrize("lines", (("use_vmac",), ("use_vmac", "vmac_xmit_base")), ids=" ".join)
def test_pain_13_nothing_leaves_a_backup_s_ipv6_vmac(lab, binaries, lines):
    """A switch that saw its virtual MAC at a backup's port would send the traffic there."""
    v6 = config.PROTOCOLS[2]
    high, low = (lab.node(name, binaries["ours"]) for name in ("high", "low"))
    high.start(config.pair(v6, 1, 200, *lines))
    high.wait_holds(v6.virtual_address)
    low.start(config.pair(v6, 2, 100, *lines)).wait_state("BACKUP")
    low.daemon.wait_said("Netlink reports vrrp.51 up")
    lab.wait_adverts(30, "high")
    learned = lab.network.namespace.run("bridge", "fdb", "show", "br", "br0")
    assert not [line for line in learned.splitlines() if VIRTUAL_MAC in line and "p-low" in line]
    assert VIRTUAL_MAC in learned


def test_pain_13_one_link_local_address_may_be_on_two_interfaces(node):
    node.run("sh", "-ec", "ip link add lan1 type veth peer name lan2; ip link set lan1 up; ip link set lan2 up")
    text = config.pair_instance(config.PROTOCOLS[2], 1, 100)
    other = text.replace("VI_1", "VI_2").replace("eth0", "lan1").replace("fd00:9::100", "fd00:8::100")
    node.start(config.whole(text, other))
    node.wait_holds("fd00:8::100", 10)
    node.wait_holds("fd00:9::100")
    held = [one["dev"] for one in node.addresses.details() if one["local"] == "fe80::100"]
    assert sorted(held) == ["eth0", "lan1"]


def test_pain_19_a_flood_of_bad_adverts_is_one_line_and_a_count(node, mallory):
    master(node)
    for _ in range(500):
        mallory.send(frame(advert3(), ttl=7))
    node.lab.wait_adverts(3, "a")
    assert sum("dropped an advert from 10.9.0.3" in line for line in node.daemon.log) == 1
