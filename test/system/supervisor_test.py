"""The parent and its children: restarts, ends that need force, the service manager, what is inherited."""

import os
import signal
import socket

import pytest

from lab import config
from lab.daemon import OPTIONS
from lab.namespace import children

ADDRESS = config.V3.virtual_address
INSTANCE = config.pair_instance(config.V3, 1, 100)
CONFIG = config.whole(INSTANCE)

# Runs the daemon as somebody careless would: signals blocked and ignored, a timer about to go off, a file open.
CARELESS = """
import os, signal, sys
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD})
signal.signal(signal.SIGTERM, signal.SIG_IGN)
signal.setitimer(signal.ITIMER_REAL, 1)
os.dup2(os.open('/etc/hostname', os.O_RDONLY), 77, inheritable=True)
os.execv(sys.argv[1], sys.argv[1:])
"""


class Manager:
    """What systemd would hear from the daemon."""

    def __init__(self, node):
        self.heard = []
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(node.namespace.path("/run/lab/notify")))
        self._watch = node.lab.watch
        self._watch.add(self._socket, self._read)

    def _read(self):
        self.heard.append(self._socket.recv(4096).decode())
        return True

    def wait(self, beginnings):
        """Until exactly messages with these beginnings have come; the status line is not of their order."""
        self._watch.until(lambda: [text for text in self._firsts() if not text.startswith("STATUS=")] == beginnings, 5,
                          f"notifications {beginnings}")
        self.heard.clear()

    def wait_status(self, text):
        self._watch.until(lambda: f"STATUS={text}" in self._firsts(), 5, f"the status {text}")

    def _firsts(self):
        return [text.split("\n")[0] for text in self.heard]

    def wait_heard(self, first, count):
        self._watch.until(lambda: self._firsts().count(first) >= count, 5, f"{first}, {count} times")

    def close(self):
        self._watch.remove(self._socket)
        self._socket.close()


@pytest.fixture
def manager(node):
    made = Manager(node)
    yield made
    made.close()


def only_child(daemon):
    (child,) = children(daemon.pid)
    return child


def test_a_child_that_dies_again_and_again_is_restarted_later_and_later(subject):
    daemon = subject.start(CONFIG)
    for delay in (0, 1, 2):
        daemon.wait_states(["BACKUP", "MASTER"] * (delay + 1), within=10)
        os.kill(only_child(daemon), signal.SIGKILL)
        daemon.wait_said(f"Restart of VRRP process delayed {delay} seconds")


def test_without_respawning_the_death_of_a_child_is_the_end(subject):
    daemon = subject.start(CONFIG, options=(*OPTIONS, "--dont-respawn"))
    daemon.wait_state("MASTER")
    os.kill(only_child(daemon), signal.SIGKILL)
    assert daemon.wait_exit() == 0
    assert not daemon.said("Respawning")


def test_a_child_that_does_not_stop_is_killed_when_its_time_is_over(node):
    daemon = node.start("child_wait_time 1\n" + CONFIG)
    daemon.wait_state("MASTER")
    os.kill(only_child(daemon), signal.SIGSTOP)
    assert daemon.stop() == 0
    assert daemon.said(r"VRRP child process\(\d+\) did not stop within 1 s: killed")


def test_sigint_stops_unless_it_is_to_be_ignored(node):
    patient = node.start(CONFIG, options=(*OPTIONS, "--ignore-sigint"))
    patient.wait_state("MASTER")
    for process in (patient.pid, only_child(patient)):
        os.kill(process, signal.SIGINT)
    node.reload()
    patient.wait_said("Reload complete")
    assert patient.stop() == 0
    ready = node.start(CONFIG)
    ready.wait_state("MASTER")
    ready.signal(signal.SIGINT)
    assert ready.wait_exit() == 0


def test_processes_are_named_when_asked(subject):
    subject.start(config.whole(INSTANCE, globals_=("process_names",)))
    subject.wait_holds(ADDRESS)
    number = subject.namespace.path("/run/vrrp.pid").read_text().strip()
    assert subject.run("ps", "-o", "comm=", "-p", number).strip() == "keepalived_vrrp"


def test_nothing_of_the_starter_stays(node):
    daemon = node.start(CONFIG, prefix=("/usr/bin/python3", "-c", CARELESS))
    node.lab.wait_adverts(15, within=10)
    assert not os.path.exists(f"/proc/{daemon.pid}/fd/77")
    assert daemon.stop() == 0


def test_the_service_manager_is_told_what_happens(node, manager):
    daemon = node.start(CONFIG, prefix=("env", "NOTIFY_SOCKET=/run/lab/notify"))
    manager.wait(["READY=1"])
    node.reload()
    manager.wait(["RELOADING=1", "READY=1"])
    node.reload("vrrp_instance {")
    manager.wait(["RELOADING=1", "READY=1"])
    assert daemon.stop() == 0
    manager.wait(["STOPPING=1"])


def test_the_watchdog_hears_us_and_we_watch_the_children(node, manager):
    prefix = ("env", "NOTIFY_SOCKET=/run/lab/notify", "WATCHDOG_USEC=900000")
    daemon = node.start(CONFIG, prefix=prefix)
    manager.wait_status("1 MASTER")
    manager.wait_heard("WATCHDOG=1", 3)
    hung = only_child(daemon)
    os.kill(hung, signal.SIGSTOP)
    daemon.wait_said(r"VRRP child process\(\d+\) has not answered for 0.9 s: killed")
    daemon.wait_states(["BACKUP", "MASTER"] * 2, within=10)
    assert only_child(daemon) != hung
    assert daemon.stop() == 0


def test_a_watchdog_of_another_process_is_not_ours(node, manager):
    prefix = ("env", "NOTIFY_SOCKET=/run/lab/notify", "WATCHDOG_USEC=30000", "WATCHDOG_PID=1")
    daemon = node.start(CONFIG, prefix=prefix)
    manager.wait_status("1 MASTER")
    assert daemon.stop() == 0
    manager.wait(["READY=1", "STOPPING=1"])


def test_scripts_cannot_speak_to_the_service_manager(node, manager):
    node.namespace.write("/run/lab/show", "#!/bin/sh\nenv > /run/lab/env.new; mv /run/lab/env.new /run/lab/env\n", 0o755)
    notify = config.pair_instance(config.V3, 1, 100, "notify_backup /run/lab/show")
    node.start(config.whole(notify), prefix=("env", "NOTIFY_SOCKET=/run/lab/notify", "IFS=x", "KEPT=yes"))
    environment = node.namespace.path("/run/lab/env")
    node.lab.watch.until(environment.exists, 5, "the script's environment")
    names = [line.split("=")[0] for line in environment.read_text().splitlines()]
    assert "KEPT" in names
    assert not {"NOTIFY_SOCKET", "IFS"} & set(names)
