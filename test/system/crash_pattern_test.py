"""What has crashed keepalived (shared research on its users' pains, section 2), and must not crash us.

A pattern is a start and the reloads that follow. The daemon must run on with the
same processes, be master of what the last file says, and end with 0.
"""

import pytest

from lab import config, kernel
from lab.namespace import children

ADDRESS = config.V3.virtual_address


def instance(*lines, addresses=(ADDRESS + "/24",), **which):
    return config.instance("priority 100", "advert_int 0.1", *lines, config.block("virtual_ipaddress", *addresses),
                           **which)


def whole(*blocks, globals_=()):
    return config.whole(*(blocks or (instance(),)), globals_=globals_)


PLAIN = whole()
TRACKED_FILE = config.block("track_file tf", "file /run/lab/number", "weight 1")
BFD = config.block("bfd_instance far", "neighbor_ip 10.9.0.9", "source_ip 10.9.0.1")
LAN = instance(addresses=("10.8.0.101/24",), name="VI_2", vrid=52).replace("interface eth0", "interface lan1")

RELOADS = {
    "1210 1211 reload with SNMP": (whole(globals_=("enable_snmp_vrrp",)),) * 3,
    "2086 SNMP switched on by reload": (PLAIN, whole(globals_=("enable_snmp_vrrp", "enable_traps"))),
    "2360 routes defined": (whole(instance(config.block("virtual_routes", "10.20.0.0/16 via 10.9.0.3"))),) * 3,
    "1436 rule without from": (whole(instance(config.block("virtual_rules", "to 10.9.1.0/24 table 7"))),) * 2 + (PLAIN,),
    "1145 BFD on": (PLAIN, whole(BFD, instance(config.block("track_bfd", "far weight 10"))), PLAIN),
    "2604 D-Bus off and on": (whole(globals_=("enable_dbus",)), PLAIN, whole(globals_=("enable_dbus",))),
    "d3155660 tracked file": (whole(TRACKED_FILE, instance(config.block("track_file", "tf"))), PLAIN) * 2,
    "2153 every second reload": (PLAIN, whole(instance("garp_master_refresh 1"))) * 6,
    "365 address and rule removed": (
        whole(instance(config.block("virtual_rules", "from 10.9.0.101 table 7", "from 10.9.0.100 table 7"),
                       addresses=(ADDRESS + "/24", "10.9.0.101/24"))), PLAIN),
    "2364 VRIDs swapped": (
        whole(instance(), instance(addresses=("10.9.0.101/24",), name="VI_2", vrid=52)),
        whole(instance(vrid=52), instance(addresses=("10.9.0.101/24",), name="VI_2", vrid=51))),
    "2447 empty ipset name": (whole(instance("no_accept"), globals_=('vrrp_ipsets ""', "vrrp_iptables")), PLAIN),
    "26bbdce0 long config_save_dir": (whole(globals_=(f"config_save_dir /run/{'d' * 5000}",)), PLAIN),
    "parameters of the environment that are not there": (PLAIN.replace("router_id lab", "router_id ${_ENV NOWHERE}x"), PLAIN),
    "~SEQ without its bracket": (PLAIN + "# ~SEQ(x,1\n$Y=~SEQ(x,1,3\n", PLAIN),
    "a line of a megabyte": (PLAIN + "# " + "x" * 1_000_000 + "\n", PLAIN),
    "1707 instance without address at reload": (PLAIN, PLAIN.replace(f"{ADDRESS}/24", ""), PLAIN),
}


def pids(node):
    return [node.daemon.pid, *children(node.daemon.pid)]


def reload(node, text):
    """Until the daemon has answered to it, one way or the other."""
    answers = lambda: sum("Reload complete" in line or "; the running " in line for line in node.daemon.log)
    before = answers()
    node.reload(text)
    node.lab.watch.until(lambda: answers() > before, 5, "an answer to the reload")


@pytest.mark.parametrize("texts", RELOADS.values(), ids=RELOADS)
def test_crash_pattern_of_reloads(node, texts):
    node.namespace.write("/run/lab/number", "3")
    node.start(texts[0])
    node.wait_holds(ADDRESS)
    before = pids(node)
    for text in texts[1:]:
        reload(node, text)
    node.lab.wait_adverts(3)
    assert pids(node) == before and node.holds(ADDRESS)
    assert node.daemon.stop() == 0


def add_lan(node):
    node.run("sh", "-ec", "ip link add lan1 type veth peer name lan2; ip address add 10.8.0.1/24 dev lan1; "
                          "ip link set lan1 up; ip link set lan2 up")


def test_crash_pattern_2350_reload_shortly_after_an_interface_came_back(node):
    """Each reload meets the interface at another moment of its coming and going."""
    text = config.whole(instance(), LAN, globals_=("dynamic_interfaces",))
    add_lan(node)
    node.start(text)
    node.wait_holds("10.8.0.101")
    node.wait_holds(ADDRESS)
    before = pids(node)
    for _ in range(5):
        node.run("ip", "link", "delete", "lan1")
        node.wait_lacks("10.8.0.101")
        node.reload(text)
        add_lan(node)
        node.reload(text)
        node.wait_holds("10.8.0.101")
    assert pids(node) == before and node.daemon.states() == ["BACKUP", "MASTER"]
    assert node.daemon.stop() == 0


def test_crash_pattern_1902_start_while_the_interface_is_down(subject):
    subject.cut()
    subject.start(whole(instance("use_vmac"), instance(addresses=("10.9.0.102/24",), name="VI_2", vrid=52)))
    subject.daemon.wait_said(r"\(VI_2\) [Ee]ntering FAULT")
    subject.mend()
    subject.wait_holds(ADDRESS)
    subject.wait_holds("10.9.0.102")
    assert subject.daemon.stop() == 0


def test_crash_pattern_1803_an_interface_that_comes_during_the_startup_delay(node):
    node.start(config.whole(instance(), LAN, globals_=("dynamic_interfaces", "vrrp_startup_delay 1")))
    node.daemon.wait_said(r"\(VI_2\) Entering FAULT")
    add_lan(node)
    node.wait_holds("10.8.0.101")
    assert node.daemon.stop() == 0


@pytest.mark.parametrize("body, exit_code", (
    (instance().replace("    interface eth0\n", ""), 2),
    (instance().replace("virtual_router_id 51", "virtual_router_id 0"), 2),
    ("vrrp_instance VI_1 {\n}\n", 2),
    ("}\n}\n", None),
), ids=("2e2961de without interface", "1239 1240 invalid instance", "empty", "braces too many"))
def test_crash_pattern_of_starts_with_half_an_instance(node, body, exit_code):
    """D-Bus was on in some of them; each is refused with its reason, or leaves nothing to run."""
    daemon = node.start(config.whole(body, globals_=("enable_dbus",)))
    if exit_code is not None:
        assert daemon.wait_exit() == exit_code
        return
    daemon.wait_said("no configuration to run")
    assert daemon.stop() == 0


def test_crash_pattern_e15990e1_children_that_die_together(node):
    """Both restarts are one child each, and no process is counted twice."""
    node.start(PLAIN)
    node.wait_holds(ADDRESS)
    for _ in range(2):
        (child,) = children(node.daemon.pid)
        node.run("kill", "-SEGV", node.run("pgrep", "-P", node.run("cat", "/run/keepalived.pid").strip()).strip())
        node.lab.watch.until(lambda gone=child: children(node.daemon.pid) not in ([], [gone]), 10, "another child")
        node.wait_holds(ADDRESS)
    assert node.daemon.stop() == 0


def test_crash_pattern_of_a_file_with_nul_bytes(node):
    node.start(PLAIN)
    node.wait_holds(ADDRESS)
    before = pids(node)
    for text in (PLAIN.replace("priority", "prio\0rity"), "\0" * 5000, PLAIN + "\0", "vrrp_instance \0 {\n"):
        reload(node, text)
    reload(node, PLAIN)
    node.lab.wait_adverts(3)
    assert pids(node) == before and node.daemon.states() == ["BACKUP", "MASTER"]


def test_crash_pattern_f17ab24b_an_interface_with_another_kind_of_hardware_address(node):
    """No announcement for what has no Ethernet address, and no byte beyond the one that is there."""
    node.run("sh", "-ec", "mkdir -p /dev/net; mknod /dev/net/tun c 10 200; ip tuntap add tun4 mode tun; "
                          "ip link set tun4 up")
    addresses = (ADDRESS + "/24", "10.7.0.100/24 dev tun4 no_track", "fd07::1/64 dev tun4 no_track")
    node.start(config.whole(instance(addresses=addresses)))
    node.wait_holds("10.7.0.100")
    node.lab.watch.until(lambda: len(node.lab.capture.announcements()) >= 5, 5, "the burst")
    assert {one.address for one in node.lab.capture.announcements()} == {ADDRESS}
    assert node.daemon.stop() == 0


def test_crash_pattern_1621_a_loop_of_crashes_leaves_nothing_behind(node):
    """What is killed leaves all of it behind; the next one takes that over, and removes it in the end."""
    clean = kernel.state(node)
    node.start(whole(instance("use_vmac", "no_accept")))
    node.wait_holds(ADDRESS)
    picture = kernel.state(node)
    node.daemon.kill()
    node.start(whole(instance("use_vmac", "no_accept")))
    node.daemon.wait_state("MASTER")
    kernel.wait_state(node, picture)
    assert node.daemon.stop() == 0
    # Settings of interfaces are as the killed one left them: nobody knows how they were before.
    assert set(kernel.difference(kernel.state(node), clean)) <= {"settings"}
