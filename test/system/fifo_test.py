"""Notify FIFOs: what stands in them, who may read them, and that nobody waits for them."""

import os
import stat

import pytest

from lab import config, oracle
from lab.line_reader import LineReader

FIFO = "/run/lab/all.fifo"
OWN_FIFO = "/run/lab/vrrp.fifo"
READER = "/run/lab/reader.sh"
RECORD = "/run/lab/read"
ADDRESS = config.V3.virtual_address
CHECK = config.block("vrrp_script chk", 'script "/usr/bin/test -e /run/lab/healthy"', "interval 1", "weight 20")
READING = f"""#!/bin/bash
echo "$$ begin $*" >> {RECORD}
while read -r line; do echo "$$ $line" >> {RECORD}; done < "${{@: -1}}"
"""


def telling(*globals_, lines=(), blocks=(), priority=100):
    return config.whole(*blocks, config.pair_instance(config.V3, 1, priority, *lines),
                        globals_=("script_user root", *globals_))


def exists(node, path):
    return node.namespace.path(path).exists()


def read_from(node, path=FIFO):
    node.lab.watch.until(lambda: exists(node, path), 5, f"{path} is there")
    return LineReader(node.namespace, path, node.lab.watch)


def instance(*states, priority=100):
    return [f'INSTANCE "VI_1" {state} {priority}' for state in states]


def test_every_state_is_a_line(subject):
    subject.start(telling(f"notify_fifo {FIFO}", f"vrrp_notify_fifo {OWN_FIFO}"))
    readers = [read_from(subject, path) for path in (FIFO, OWN_FIFO)]
    readers[0].wait_lines(2)
    subject.cut()
    readers[0].wait_lines(3)
    subject.mend()
    readers[0].wait_lines(5)
    subject.daemon.stop()
    for reader in readers:
        reader.wait_lines(6)
        assert reader.lines == instance("BACKUP", "MASTER", "FAULT", "BACKUP", "MASTER", "STOP")


def test_changes_of_priority_are_told_where_they_are_wanted(subject):
    track = config.block("track_script", "chk")
    subject.start(telling(f"notify_fifo {FIFO}", "vrrp_notify_priority_changes", lines=(track,), blocks=(CHECK,)))
    reader = read_from(subject)
    subject.wait_holds(ADDRESS)
    subject.namespace.path("/run/lab/healthy").touch()
    reader.wait_line('INSTANCE "VI_1" MASTER_PRIORITY 120')
    assert reader.lines == [*instance("BACKUP", "MASTER"), *instance("MASTER_PRIORITY", priority=120)]


def test_a_lower_priority_heard_by_the_master_is_told(subject, lab, binaries):
    rival = lab.node("rival", binaries["ours"])
    subject.start(telling(f"notify_fifo {FIFO}", priority=200))
    reader = read_from(subject)
    subject.wait_holds(ADDRESS)
    rival.start(config.pair(config.V3, 2, 255))
    rival.wait_holds(ADDRESS)
    subject.daemon.wait_state("BACKUP")
    rival.reload(config.pair(config.V3, 2, 100))
    reader.wait_line('INSTANCE "VI_1" MASTER 200')


def test_a_fifo_belongs_to_its_owner_and_goes_when_we_go(subject):
    subject.start(telling(f"notify_fifo {FIFO} daemon", f"vrrp_notify_fifo {OWN_FIFO} daemon mail"))
    subject.wait_holds(ADDRESS)
    made, own = (os.stat(subject.namespace.path(path)) for path in (FIFO, OWN_FIFO))
    assert stat.S_ISFIFO(made.st_mode) and stat.S_IMODE(made.st_mode) == 0o600
    assert (made.st_uid, made.st_gid, own.st_gid) == (1, 1, 8)
    subject.daemon.stop()
    assert not exists(subject, FIFO) and not exists(subject, OWN_FIFO)


def test_a_fifo_that_was_there_stays(subject):
    os.mkfifo(subject.namespace.path(FIFO).parent / "early.fifo")
    subject.start(telling("notify_fifo /run/lab/early.fifo"))
    subject.wait_holds(ADDRESS)
    subject.daemon.stop()
    assert exists(subject, "/run/lab/early.fifo")


def test_what_is_no_fifo_is_not_written_to(node):
    """keepalived 2.2.7 writes to whatever is there; 2.4.0 and later do not."""
    node.namespace.write("/run/lab/file", "precious")
    node.run("ln", "-s", "/run/lab/file", "/run/lab/link")
    node.start(telling("notify_fifo /run/lab/file", "vrrp_notify_fifo /run/lab/link"))
    node.wait_holds(ADDRESS)
    node.daemon.wait_said("Cannot use notify FIFO /run/lab/file")
    node.daemon.wait_said("Cannot use notify FIFO /run/lab/link")
    node.daemon.stop()
    assert node.namespace.path("/run/lab/file").read_text() == "precious"


def recorded(node):
    path = node.namespace.path(RECORD)
    return path.read_text().splitlines() if path.exists() else []


def test_a_script_reads_the_fifo(subject):
    subject.namespace.write(READER, READING, mode=0o755)
    subject.start(telling(f"notify_fifo {FIFO}", f'notify_fifo_script "{READER} some words"'))
    subject.lab.watch.until(lambda: len(recorded(subject)) >= 3, 5, "three lines read")
    process = recorded(subject)[0].split()[0]
    assert recorded(subject) == [f"{process} {line}"
                                 for line in (f"begin some words {FIFO}", *instance("BACKUP", "MASTER"))]
    subject.daemon.stop()
    alive = subject.run("ps", "-e", "-o", "args")
    assert READER not in alive


def test_a_reload_leaves_readers_alone(node):
    """keepalived closes and reopens its FIFOs, and starts their scripts anew."""
    node.namespace.write(READER, READING, mode=0o755)
    text = telling(f"notify_fifo {FIFO}", f"vrrp_notify_fifo {OWN_FIFO}", f'vrrp_notify_fifo_script "{READER}"')
    node.start(text)
    reader = read_from(node)
    node.wait_holds(ADDRESS)
    node.reload(text.replace("priority 100", "priority 110"))
    node.daemon.wait_said("Reload complete")
    node.daemon.stop()
    reader.wait_line('INSTANCE "VI_1" STOP 110')
    assert reader.lines == [*instance("BACKUP", "MASTER"), *instance("STOP", priority=110)]
    assert sum("begin" in line for line in recorded(node)) == 1


def test_a_reload_tells_unchanged_states_only_if_asked(subject):
    text = telling(f"notify_fifo {FIFO}", "fifo_write_vrrp_states_on_reload")
    subject.start(text)
    subject.wait_holds(ADDRESS)
    reader = read_from(subject)
    subject.reload(text)
    reader.wait_line('INSTANCE "VI_1" MASTER 100')


def test_a_deleted_instance_says_so(node):
    """keepalived tells it too, but to a FIFO it has just closed."""
    other = config.instance("priority 100", "advert_int 0.1", "notify_deleted", name="VI_2", vrid=52) \
        .replace("}\n", config.block("virtual_ipaddress", "10.9.0.102/24") + "}\n")
    kept = telling(f"notify_fifo {FIFO}", "fifo_write_vrrp_states_on_reload")
    node.start(kept + other)
    reader = read_from(node)
    reader.wait_line('INSTANCE "VI_2" MASTER 100')
    node.reload(kept)
    node.wait_lacks("10.9.0.102")
    reader.wait_line('INSTANCE "VI_2" DELETED 100')


def flap(node, times):
    """An owner's tracked interface goes down and up: FAULT and MASTER each time."""
    for _ in range(times // 10):
        node.run("bash", "-c", "for n in {0..9}; do ip link set track1 down; ip link set track1 up; done")
        node.lab.watch.drain()


@pytest.mark.alone
def test_a_fifo_that_nobody_reads_delays_nothing(node, slack):
    node.run("ip", "link", "add", "track0", "type", "veth", "peer", "name", "track1")
    node.run("ip", "link", "set", "track0", "up")
    node.run("ip", "link", "set", "track1", "up")
    track = config.block("track_interface", "track0 weight -20")
    node.start(telling(f"notify_fifo {FIFO}", "vrrp_notify_priority_changes", lines=(track,), priority=150))
    node.wait_holds(ADDRESS)
    node.lab.capture.clear()
    flap(node, 1500)
    node.lab.wait_adverts(2)
    assert oracle.worst_lateness(node.lab.capture.adverts(), 0.1) < 0.02 * slack
    reader = read_from(node)
    reader.wait_line('INSTANCE "VI_1" MASTER_PRIORITY 150')
    assert reader.lines[:2] == instance("BACKUP", "MASTER", priority=150)
