"""The daemon's life: what it refuses to start with, how it ends, how it survives a crash."""

import os
import signal

from lab import config
from lab.namespace import children

ADDRESS = config.V3.virtual_address
CONFIG = config.pair(config.V3, 1, 100)
PID_FILES = ("/run/keepalived.pid", "/run/vrrp.pid")


def test_sigterm_resigns_once_removes_everything_and_exits_with_0(subject):
    before = subject.addresses.details()
    subject.start(CONFIG)
    subject.wait_holds(ADDRESS)
    assert all(subject.namespace.path(name).exists() for name in PID_FILES)
    assert subject.daemon.stop() == 0
    assert [advert.priority for advert in subject.lab.capture.adverts()].count(0) == 1
    assert subject.lab.capture.adverts()[-1].priority == 0
    assert subject.addresses.details() == before
    assert not any(subject.namespace.path(name).exists() for name in PID_FILES)


def test_the_pid_file_names_the_parent(subject):
    subject.start(CONFIG)
    subject.wait_holds(ADDRESS)
    number = subject.namespace.path("/run/keepalived.pid").read_text().strip()
    command = subject.run("ps", "-o", "comm=,ppid=", "-p", number).split()
    assert command == ["keepalived", "0"]


def test_a_second_daemon_finds_the_pid_file_busy_and_leaves_with_0(subject):
    first = subject.start(CONFIG)
    subject.wait_holds(ADDRESS)
    second = subject.start(CONFIG)
    assert second.wait_exit() == 0
    assert second.said("daemon is already running")
    assert first.exit_code is None and subject.holds(ADDRESS)


def test_a_stale_pid_file_is_no_hindrance(subject):
    subject.namespace.write("/run/keepalived.pid", "4000000\n")
    subject.start(CONFIG)
    subject.wait_holds(ADDRESS)


def test_a_missing_interface_is_named_and_ends_with_2(subject):
    daemon = subject.start(CONFIG.replace("eth0", "eth9"))
    assert daemon.wait_exit() == 2
    assert daemon.said("interface eth9 (for|of) vrrp_instance VI_1 does(n't| not) exist")


def test_a_configuration_with_errors_is_refused_with_2(node):
    daemon = node.start(CONFIG.replace("virtual_router_id 51", "virtual_router_idd 51"))
    assert daemon.wait_exit() == 2
    assert daemon.said("virtual_router_idd")


def test_a_missing_configuration_is_said(node):
    daemon = node.start(CONFIG, options=("-f", "/run/lab/none.conf", "-n", "-l"))
    assert daemon.wait_exit() == 6
    assert daemon.said("/run/lab/none.conf")


def test_lacking_capabilities_are_named_and_end_with_4(node):
    for lacking in ("-net_admin", "-net_raw"):
        daemon = node.start(CONFIG, prefix=("setpriv", "--bounding-set", lacking))
        assert daemon.wait_exit() == 4
        named = [line for line in daemon.log if "CAP_" + lacking[1:].upper() in line]
        assert len(named) == 1, daemon.log
    assert not node.lab.capture.adverts()


def test_a_killed_child_is_replaced_and_cleans_up_after_its_predecessor(subject):
    subject.start(CONFIG)
    subject.wait_holds(ADDRESS)
    subject.daemon.wait_state("MASTER")
    subject.addresses.changes.clear()
    (child,) = children(subject.daemon.pid)
    os.kill(child, signal.SIGKILL)
    subject.daemon.wait_said(r"VRRP child process\(\d+\) died: Respawning")
    subject.lab.watch.until(lambda: len(subject.addresses.changes) >= 2, 5, "removed and set again")
    assert [change.added for change in subject.addresses.changes if change.address == ADDRESS] == [False, True]
    subject.daemon.wait_states(["BACKUP", "MASTER"] * 2)


def test_a_killed_parent_takes_its_child_along(subject):
    subject.start(CONFIG)
    subject.wait_holds(ADDRESS)
    os.kill(subject.daemon.pid, signal.SIGKILL)
    subject.lab.watch.until(lambda: not subject.holds(ADDRESS), 5, "the child's farewell")
    assert subject.lab.capture.adverts()[-1].priority == 0


def test_it_goes_to_the_background_and_its_parent_leaves_with_0(subject):
    daemon = subject.start(CONFIG, options=())
    assert daemon.wait_exit() == 0
    subject.wait_holds(ADDRESS)
    number = subject.namespace.path("/run/keepalived.pid").read_text().strip()
    subject.run("kill", number)
    subject.wait_lacks(ADDRESS)
    subject.lab.watch.until(lambda: not subject.namespace.path("/run/keepalived.pid").exists(), 5, "the end")


def test_without_ipvs_there_is_no_synchronisation_and_vrrp_runs(node):
    """On a kernel that has IPVS, there is."""
    text = config.whole(config.pair_instance(config.V3, 1, 100), globals_=("lvs_sync_daemon eth0 VI_1",))
    node.start(text)
    node.wait_holds(ADDRESS)
    if not node.namespace.path("/proc/net/ip_vs").exists():
        node.daemon.wait_said("IPVS: lvs_sync_daemon: ")
    node.daemon.wait_state("MASTER")
