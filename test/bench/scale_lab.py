"""One machine with many virtual routers, the other end of its wires, and what both cost.

The machine's interfaces v0, v1, … (250 virtual routers each) are veth pairs to
w0, w1, … of the other end, where the program `adverts` sends, captures or is silent.
"""

import array
import dataclasses
import itertools
import pathlib
import subprocess
import time

from lab.daemon import Daemon
from lab.namespace import Namespace, children
from lab.syslog import Syslog
from lab.watch import Watch

PER_INTERFACE = 250
MOST_INTERFACES = 16
OWN_HOST, OTHER_HOST = 1, 2
PATIENCE = 90
START = 20
OPTIONS = ("--dont-fork",)
CONFIG = "/run/lab/keepalived.conf"
BINARIES = "/run/lab/"


def split(count):
    """(interface, router) of each of `count` virtual routers."""
    return [divmod(number, PER_INTERFACE) for number in range(count)]


def text(count, interval, priority):
    """A configuration with one address for each virtual router; announced in one burst."""
    parts = ["global_defs {\n    router_id scale\n    vrrp_version 3\n    vrrp_garp_master_delay 0\n}\n"]
    for number, (interface, router) in enumerate(split(count)):
        parts.append(f"vrrp_instance VI_{number} {{\n    state BACKUP\n    interface v{interface}\n"
                     f"    virtual_router_id {router + 1}\n    priority {priority}\n    advert_int {interval}\n"
                     f"    virtual_ipaddress {{\n        10.77.{interface}.{router + 1}/32\n    }}\n}}\n")
    return "".join(parts)


def cpu_time(pid):
    """Seconds of processor time of a process and its threads, to the nanosecond (clock_getcpuclockid(3))."""
    return time.clock_gettime((~pid << 3) | 2)


def tree(pid):
    return [pid, *itertools.chain.from_iterable(map(tree, children(pid)))]


def shared_memory(pid):
    """PSS in bytes: shared pages count in parts."""
    rows = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(row.split()[1]) * 1024 for row in rows if row.startswith("Pss:"))


@dataclasses.dataclass(frozen=True)
class Frame:
    """`router` is (interface index, VRID or last octet); `stamp` in seconds since 1970."""

    stamp: float
    router: tuple
    priority: int
    announcement: bool
    own: bool


class Capture:
    """Every advert and gratuitous ARP at the other end, stamped by the kernel."""

    def __init__(self, machine):
        self._process = machine.launch_outside("capture", stdin=subprocess.PIPE)
        assert self._process.stdout.readline() == b"capturing\n"

    def frames(self):
        """Ends the capture."""
        data, _ = self._process.communicate(timeout=PATIENCE)
        stamps, words = array.array("q", data), array.array("I", data)
        for at in range(len(stamps) // 2):
            interface, rest = words[at * 4 + 2], words[at * 4 + 3]
            yield Frame(stamps[at * 2] / 1e9, (interface, rest & 255), rest >> 8 & 255,
                        bool(rest >> 16 & 255), bool(rest >> 24))


class Machine:
    def __init__(self, binaries, adverts):
        self._adverts = adverts
        self.watch = Watch()
        self.inside = Namespace("machine", {BINARIES + kind: path for kind, path in binaries.items()})
        self.outside = Namespace("outside")
        self.syslog = Syslog(self.inside, self.watch)
        self._daemon = None
        self._programs = []
        self._join()

    def _join(self):
        inside, outside = [], []
        for number in range(MOST_INTERFACES):
            outside += [f"link add w{number} type veth peer name v{number} netns {self.inside.pid}",
                        f"addr add 10.200.{number}.{OTHER_HOST}/24 dev w{number}", f"link set w{number} up"]
            inside += [f"addr add 10.200.{number}.{OWN_HOST}/24 dev v{number}", f"link set v{number} up"]
        for namespace, lines in ((self.outside, outside), (self.inside, inside)):
            for kind in ("all", "default"):
                namespace.path(f"/proc/sys/net/ipv6/conf/{kind}/disable_ipv6").write_text("1")
            subprocess.run(namespace.command_from_outside("ip", "-batch", "-"), input="\n".join(lines), text=True,
                           check=True)

    # The daemon.

    def start(self, kind, configuration):
        self.syslog.lines.clear()
        self.inside.write(CONFIG, configuration)
        self._daemon = Daemon(self.inside, self.watch, OPTIONS, binary=BINARIES + kind)

    def stop(self):
        if self._daemon is not None:
            self._daemon.stop(PATIENCE)
        self._daemon = None

    def processes(self):
        return tree(self._daemon.pid)

    # The program, in the machine's place or at the other end.

    def launch_inside(self, *words, **options):
        return self._launch(self.inside, words, options)

    def launch_outside(self, *words, **options):
        return self._launch(self.outside, words, options)

    def _launch(self, namespace, words, options):
        process = subprocess.Popen(namespace.command_from_outside(self._adverts, *map(str, words)),
                                   stdout=subprocess.PIPE, **options)
        self._programs.append(process)
        return process

    def send_inside(self, *order):
        return self._sending(self.launch_inside, OWN_HOST, "v", *order)

    def send_outside(self, *order):
        return self._sending(self.launch_outside, OTHER_HOST, "w", *order)

    @staticmethod
    def _sending(launch, host, letter, interval, count, how, priority, rounds=0):
        interfaces = [f"{letter}{number}" for number in range(-(-count // PER_INTERFACE))]
        process = launch("send", round(interval * 1000), count, how, priority, host, rounds, *interfaces)
        assert process.stdout.readline() == b"sending\n"
        return process

    @staticmethod
    def end(process):
        process.kill()
        process.communicate(timeout=PATIENCE)

    # What can be seen from here.

    def packets(self, direction):
        """Sent or received by all interfaces of the machine: "tx" or "rx"."""
        column = {"rx": 1, "tx": 9}[direction]
        rows = pathlib.Path(f"/proc/{self.inside.pid}/net/dev").read_text().splitlines()
        return sum(int(row.split(":")[1].split()[column]) for row in rows if row.strip().startswith("v"))

    def wait_sending(self, count, interval):
        """Until all virtual routers send, or for some time: there may be more than the daemon can do."""
        deadline = time.monotonic() + START
        while time.monotonic() < deadline:
            before = self.packets("tx")
            self.watch.observe(interval)
            if 0.9 * count <= self.packets("tx") - before <= 1.1 * count:
                return

    def wait_backup(self, count):
        """Until the virtual router that starts last listens."""
        self.watch.until(lambda: self.syslog.said(rf"^\(VI_{count - 1}\) Entering BACKUP"), PATIENCE, "all are backup")

    def close(self):
        try:
            self.stop()
        finally:
            for program in self._programs:
                if program.poll() is None:
                    self.end(program)
            self.syslog.close()
            self.inside.close()
            self.outside.close()
            self.watch.close()
