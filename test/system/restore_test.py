"""Addresses that somebody else removes, and links that go."""

import itertools

import pytest

from lab import config

ADDRESS = config.V3.virtual_address
DEVICE = ("dev", "eth0")


@pytest.fixture
def master(node):
    node.start(config.pair(config.V3, 1, 100))
    node.wait_holds(ADDRESS)
    return node


def remove(node):
    node.run("ip", "address", "delete", f"{ADDRESS}/24", *DEVICE)


def wait_restored(node, times):
    def added():
        return sum(change.added and change.address == ADDRESS for change in node.addresses.changes) > times
    node.lab.watch.until(added, 2, f"restored {times} times")


def test_pain_9_a_removed_address_comes_back_at_once_without_an_election(master):
    remove(master)
    wait_restored(master, 1)
    lost, back = master.addresses.changes[-2:]
    assert (lost.added, back.added) == (False, True)
    assert back.stamp - lost.stamp < 0.1
    master.lab.wait_adverts(3)
    assert 0 not in {advert.priority for advert in master.lab.capture.adverts()}
    assert master.daemon.states() == ["BACKUP", "MASTER"]


def test_an_address_removed_three_times_in_ten_seconds_makes_us_step_down(master):
    remove(master)
    wait_restored(master, 1)
    remove(master)
    wait_restored(master, 2)
    remove(master)
    master.lab.watch.until(lambda: 0 in {advert.priority for advert in master.lab.capture.adverts()}, 2,
                           "the resignation")
    master.daemon.wait_said("Entering BACKUP STATE.*", 2)
    master.lab.watch.until(lambda: master.daemon.states()[2:] == ["BACKUP", "MASTER"], 5, "another election")


def test_an_untracked_address_is_left_alone(node):
    node.start(config.whole(config.instance("priority 100", "advert_int 0.1", config.block(
        "virtual_ipaddress", f"{ADDRESS}/24 no_track"))))
    node.wait_holds(ADDRESS)
    remove(node)
    node.wait_lacks(ADDRESS)
    node.lab.wait_adverts(5)
    assert not node.holds(ADDRESS) and node.daemon.states() == ["BACKUP", "MASTER"]


def test_link_down_is_a_fault_at_once_and_link_up_recovers(subject):
    subject.start(config.pair(config.V3, 1, 100))
    subject.wait_holds(ADDRESS)
    subject.cut()
    subject.daemon.wait_state("FAULT", 1)
    subject.wait_lacks(ADDRESS, 1)
    subject.mend()
    subject.wait_holds(ADDRESS)
    subject.daemon.wait_states(["BACKUP", "MASTER", "FAULT", "BACKUP", "MASTER"])


def test_pain_10_a_flapping_link_ends_in_the_right_state(node):
    node.start(config.pair(config.V3, 1, 100))
    node.wait_holds(ADDRESS)
    for _ in range(10):
        node.cut()
        node.mend()
    node.lab.watch.until(lambda: node.daemon.states()[-1] == "MASTER" and node.holds(ADDRESS), 5, "master again")
    states = node.daemon.states()
    assert all(earlier != later for earlier, later in itertools.pairwise(states))


def test_an_interface_without_address_is_a_fault_until_it_has_one(subject):
    subject.run("ip", "address", "flush", *DEVICE)
    subject.start(config.pair(config.V3, 1, 100))
    subject.daemon.wait_said(r"\(VI_1\) [Ee]ntering FAULT")
    subject.run("ip", "address", "add", "10.9.0.1/24", *DEVICE)
    subject.wait_holds(ADDRESS)
