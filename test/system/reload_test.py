"""SIGHUP: the new file is judged first, and then only what differs is done."""

import dataclasses

import pytest

from lab import config, oracle

ADDRESS = config.V3.virtual_address
MORE = "10.9.0.101"
INTERVAL = config.V3.interval


def instance(*lines, priority=100, addresses=(f"{ADDRESS}/24",), **which):
    return config.instance(f"priority {priority}", f"advert_int {INTERVAL}", *lines,
                           config.block("virtual_ipaddress", *addresses), **which)


@pytest.fixture
def master(node):
    node.start(config.whole(instance()))
    node.wait_holds(ADDRESS)
    node.lab.watch.until(lambda: len(node.lab.capture.announcements()) >= 5, 5, "the first burst")
    node.addresses.changes.clear()
    node.lab.capture.clear()
    return node


def reload(node, text=None, answer="Reload complete"):
    """Returns when the daemon has said `answer` to it."""
    said = sum(answer in line for line in node.daemon.log)
    node.reload(text)
    node.lab.watch.until(lambda: sum(answer in line for line in node.daemon.log) > said, 5, answer)


def changes(node):
    return [(change.address, change.added) for change in node.addresses.changes]


def announced(node):
    return {one.address for one in node.lab.capture.announcements()}


def advertised(node):
    return node.lab.capture.adverts()[-1].addresses


@pytest.mark.alone
def test_pain_1_reload_of_an_unchanged_file_changes_and_sends_nothing(master, slack):
    master.lab.wait_adverts(5)
    reload(master)
    master.lab.wait_adverts(5)
    adverts = master.lab.capture.adverts()
    assert {dataclasses.replace(advert, stamp=0) for advert in adverts} == {dataclasses.replace(adverts[0], stamp=0)}
    stamps = [advert.stamp for advert in adverts]
    steps = [later - earlier for earlier, later in zip(stamps, stamps[1:])]
    assert all(abs(step - INTERVAL) < 0.005 * slack for step in steps), steps
    assert changes(master) == [] and announced(master) == set()
    assert master.daemon.states() == ["BACKUP", "MASTER"]


def test_an_added_address_alone_is_set_and_announced(master):
    reload(master, config.whole(instance(addresses=(f"{ADDRESS}/24", f"{MORE}/24"))))
    master.lab.wait_adverts(2)
    assert changes(master) == [(MORE, True)]
    assert MORE in announced(master)
    assert advertised(master) == (ADDRESS, MORE)


def test_a_removed_address_alone_is_taken_away(master):
    reload(master, config.whole(instance(addresses=(f"{ADDRESS}/24", f"{MORE}/24"))))
    master.wait_holds(MORE)
    master.addresses.changes.clear()
    reload(master, config.whole(instance()))
    master.lab.wait_adverts(2)
    assert changes(master) == [(MORE, False)]
    assert advertised(master) == (ADDRESS,)


def test_a_changed_priority_acts_without_a_transition(master):
    reload(master, config.whole(instance(priority=120)))
    master.lab.wait_adverts(2)
    assert master.lab.capture.adverts()[-1].priority == 120
    assert changes(master) == [] and master.daemon.states() == ["BACKUP", "MASTER"]


def test_a_changed_interval_is_kept_from_then_on(master):
    reload(master, config.whole(instance().replace("advert_int 0.1", "advert_int 0.3")))
    master.lab.wait_adverts(4)
    last = master.lab.capture.adverts()[-3:]
    assert {advert.interval for advert in last} == {0.3}
    assert last[-1].stamp - last[-2].stamp == pytest.approx(0.3, abs=0.05)
    assert master.daemon.states() == ["BACKUP", "MASTER"]


def test_an_instance_can_be_added_and_removed(master):
    second = instance(name="VI_2", vrid=52, addresses=(f"{MORE}/24",))
    reload(master, config.whole(instance(), second))
    master.wait_holds(MORE)
    reload(master, config.whole(instance()))
    master.wait_lacks(MORE)
    assert [advert.priority for advert in master.lab.capture.adverts(52)].count(0) == 1
    assert 0 not in {advert.priority for advert in master.lab.capture.adverts(51)}
    assert (ADDRESS, False) not in changes(master)


def test_a_renamed_instance_is_the_same_instance(master):
    reload(master, config.whole(instance(name="OTHER")))
    master.lab.wait_adverts(3)
    assert changes(master) == [] and 0 not in {advert.priority for advert in master.lab.capture.adverts()}


@pytest.mark.parametrize("text", (
    "vrrp_instance VI_1 {\n  bogus\n}\n",
    "vrrp_instance VI_1 {\n",
    config.whole(instance(), "virtual_router_idd 7\n"),
    config.whole(instance().replace("virtual_router_id 51", "virtual_router_id 300")),
    config.whole(instance(addresses=("10.9.0.1000/24",))),
    config.whole(instance().replace("eth0", "eth9")),
), ids=("no such keyword", "no end", "misspelt", "out of range", "no address", "no interface"))
def test_a_file_with_errors_leaves_the_running_configuration(master, text):
    reload(master, text, answer="; the running ")
    master.daemon.wait_said("Reload (refused|failed): .*; the running (one|configuration) stays")
    master.lab.wait_adverts(5)
    assert changes(master) == [] and announced(master) == set()
    assert {advert.priority for advert in master.lab.capture.adverts()} == {100}
    assert oracle.longest_silence(master.lab.capture.adverts()) < 2 * INTERVAL
    reload(master, config.whole(instance(priority=120)))
    master.lab.wait_adverts(2)
    assert master.lab.capture.adverts()[-1].priority == 120


def test_a_missing_file_leaves_the_running_configuration(master):
    master.run("rm", "/run/lab/keepalived.conf")
    master.daemon.reload()
    master.daemon.wait_said("Reload (refused|failed)")
    master.lab.wait_adverts(5)
    assert changes(master) == [] and master.daemon.states() == ["BACKUP", "MASTER"]


def test_reloads_in_quick_succession_end_with_the_last_file(master):
    for priority in range(101, 131):
        master.reload(config.whole(instance(priority=priority)))
    master.lab.watch.until(lambda: 130 in {advert.priority for advert in master.lab.capture.adverts()}, 10,
                           "priority 130")
    assert changes(master) == [] and master.daemon.states() == ["BACKUP", "MASTER"]
