"""Tracked files, processes and flapping links: what they do to priority and state."""

import pytest

from lab import config

NUMBER = "/run/lab/number"
ADDRESS = config.V3.virtual_address


def tracking_file(*lines, track="tf", priority=100):
    own = config.pair_instance(config.V3, 1, priority, config.block("track_file", track))
    return config.whole(config.block("track_file tf", f"file {NUMBER}", *lines), own)


def write(node, text):
    """As most programs do it: into the file that is there."""
    node.namespace.path(NUMBER).write_text(text)


def wait_priority(node, priority, within=8):
    def seen():
        adverts = node.lab.capture.adverts(node=node.name)
        return bool(adverts) and adverts[-1].priority == priority
    node.lab.watch.until(seen, within, f"adverts of priority {priority}")


@pytest.mark.parametrize("lines, track, text, priority", (
    (("weight 1",), "tf", "5", 105),
    (("weight 2",), "tf", " 7 and words\n", 114),
    (("weight 2",), "tf weight -3", "10", 70),
    (("weight 1 reverse",), "tf", "10", 90),
    (("weight 1",), "tf", "0x10", 116),
    (("weight 1",), "tf", "-20", 80),
    (("weight 1",), "tf", "300", 254),
    (("weight 1",), "tf", "-200", 1),
    (("weight 1",), "tf", "no number", 100),
    ((), "tf", "4", 104),
))
def test_a_number_times_its_weight_is_added(subject, lines, track, text, priority):
    subject.start(tracking_file(*lines, track=track))
    wait_priority(subject, 100)
    write(subject, text)
    wait_priority(subject, priority)
    subject.lab.wait_adverts(2)
    assert subject.lab.capture.adverts()[-1].priority == priority


def test_a_file_may_be_moved_there_and_away(subject):
    subject.start(tracking_file("weight 1"))
    wait_priority(subject, 100)
    subject.namespace.write(NUMBER, "6")
    wait_priority(subject, 106)
    subject.run("mv", NUMBER, NUMBER + ".away")
    wait_priority(subject, 100)
    subject.run("mv", NUMBER + ".away", NUMBER)
    wait_priority(subject, 106)
    subject.run("rm", NUMBER)
    wait_priority(subject, 100)


def test_a_number_that_does_not_fit_changes_nothing(subject):
    subject.start(tracking_file("weight 1"))
    write(subject, "4")
    wait_priority(subject, 104)
    write(subject, "99999999999")
    subject.daemon.wait_said(f"Invalid number 99999999999 read from {NUMBER} - ignoring")
    subject.lab.wait_adverts(2)
    wait_priority(subject, 104)


@pytest.mark.parametrize("lines, track, bad, good", (
    (("weight 0",), "tf", "1", "0"),
    (("weight 0",), "tf weight 0 reverse", "0", "1"),
    (("weight 1",), "tf", "-254", "0"),
))
def test_some_numbers_are_a_fault(subject, lines, track, bad, good):
    write(subject, good)
    subject.start(tracking_file(*lines, track=track))
    subject.wait_holds(ADDRESS)
    write(subject, bad)
    subject.daemon.wait_state("FAULT")
    subject.wait_lacks(ADDRESS)
    write(subject, good)
    subject.wait_holds(ADDRESS)


@pytest.mark.parametrize("before, init, after", (
    (None, "init_file 7", "7"),
    (None, "init_file", "0"),
    ("3", "init_file 7", "3"),
    ("3", "init_file 7 overwrite", "7"),
))
def test_a_file_is_initialised_at_start(subject, before, init, after):
    if before is not None:
        write(subject, before)
    subject.start(tracking_file("weight 1", init))
    wait_priority(subject, 100 + int(after))
    assert subject.namespace.path(NUMBER).read_text().strip() == after


def test_without_its_directory_a_file_is_not_tracked(subject):
    own = config.pair_instance(config.V3, 1, 100, config.block("track_file", "tf"))
    subject.start(config.whole(config.block("track_file tf", "file /run/nowhere/number", "weight 0"), own))
    subject.wait_holds(ADDRESS)
    assert subject.daemon.said("Track file directory for tf does not exist - removing")


def test_a_file_system_that_does_not_tell_of_changes_is_refused(node):
    own = config.pair_instance(config.V3, 1, 100, config.block("track_file", "tf"))
    node.start(config.whole(config.block("track_file tf", "file /proc/loadavg", "weight 0"), own))
    node.wait_holds(ADDRESS)
    assert node.daemon.said("Track file tf is not tracked: its file system does not tell of changes")


def test_a_reload_changes_what_is_tracked(node):
    write(node, "5")
    node.start(tracking_file("weight 1"))
    wait_priority(node, 105)
    node.reload(tracking_file("weight 3"))
    wait_priority(node, 115)
    node.namespace.write(NUMBER + "2", "8")
    node.reload(tracking_file("weight 1").replace(NUMBER, NUMBER + "2"))
    wait_priority(node, 108)
    write(node, "9")
    node.reload(tracking_file("weight 1"))
    wait_priority(node, 109)


def tracking_process(*lines, track="tp", priority=100):
    own = config.pair_instance(config.V3, 1, priority, config.block("track_process", track))
    return config.whole(config.block("vrrp_track_process tp", *lines), own)


def sleeper(node, seconds):
    """A process that can be ended: its pid inside."""
    return node.run("sh", "-c", f"sleep {seconds} >/dev/null 2>&1 & echo $!").strip()


def test_processes_are_counted_even_where_the_kernel_tells_nothing(node):
    """A node is a container: no process events reach it, and /proc is looked at instead."""
    node.start(tracking_process("process sleep 4711", "weight 10", "quorum 2"))
    wait_priority(node, 100)
    assert node.daemon.said("looking at all processes every 1 s")
    pids = [sleeper(node, 4711) for _ in range(2)]
    sleeper(node, 4712)
    wait_priority(node, 110)
    node.run("kill", pids[0])
    wait_priority(node, 100)


def test_a_process_that_must_run_is_a_fault_when_it_does_not(node):
    pid = sleeper(node, 4711)
    node.start(tracking_process("process sleep", "full_command"))
    node.wait_holds(ADDRESS)
    node.run("kill", pid)
    node.daemon.wait_state("FAULT")
    assert node.daemon.said(r"fault: tracked process \(tp\)")


def test_too_few_processes_count_after_their_delay(node):
    pid = sleeper(node, 4711)
    node.start(tracking_process("process sleep 4711", "weight 10", "terminate_delay 2"))
    wait_priority(node, 110)
    node.run("kill", pid)
    node.lab.watch.observe(1.5)
    again = sleeper(node, 4711)
    node.lab.watch.observe(2.5)
    assert node.lab.capture.adverts()[-1].priority == 110
    node.run("kill", again)
    wait_priority(node, 100)


def delayed(line, *lines):
    own = config.pair_instance(config.V3, 1, 100, *lines)
    return config.whole(config.block("interface_up_down_delays", line), own)


def flapping(node):
    node.run("ip", "link", "add", "track0", "type", "veth", "peer", "name", "track1")
    for link in ("track0", "track1"):
        node.run("ip", "link", "set", link, "up")


TRACK = config.block("track_interface", "track0 weight -30")


def test_a_short_outage_of_a_delayed_link_does_not_count(subject):
    flapping(subject)
    subject.start(delayed("track0 2 0.5", TRACK))
    subject.wait_holds(ADDRESS)
    subject.run("ip", "link", "set", "track1", "down")
    subject.lab.watch.observe(0.6)
    subject.run("ip", "link", "set", "track1", "up")
    subject.lab.watch.observe(2.2)
    assert {advert.priority for advert in subject.lab.capture.adverts()} == {100}
    subject.run("ip", "link", "set", "track1", "down")
    wait_priority(subject, 70)
    subject.run("ip", "link", "set", "track1", "up")
    wait_priority(subject, 100)
