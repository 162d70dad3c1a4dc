"""A pair with a client, and the ways its master is lost.

Whoever takes over has a processor to itself: the watcher and the client run on that
of the node to be lost. Beside them on one, the watcher woken by the first advert was
as often as not what came between it and the first announcement.
"""

import dataclasses
import os
import time

from lab import config
from lab.echo_client import EchoClient, outage
from lab.laboratory import Laboratory

PROTOCOL = config.V3
PRIORITY = 150
HEALTHY = "/run/lab/healthy"
SCRIPT = config.block("vrrp_script chk", f'script "/usr/bin/test -e {HEALTHY}"', "interval 1")
PATIENCE = 15
PROCESSORS = sorted(os.sched_getaffinity(0))


@dataclasses.dataclass
class Figures:
    """Seconds: (a) first advert beyond the protocol's minimum, (b) from it to the
    first gratuitous ARP, (c) the client's longest time without an answer."""

    advert: float
    announcement: float
    outage: float


class Pair:
    """Equal priorities and nopreempt: whoever is master stays so until it is lost."""

    def __init__(self, binary):
        self.lab = Laboratory()
        self.nodes = [self.lab.node(name, binary) for name in ("one", "two")]
        self.client = self.lab.node("client")
        self.master, self.backup = self.nodes
        for node in self.nodes:
            self.set_health(node, True)
        self.start(self.master)
        self.lab.wait_master(self.master.name)
        self.start(self.backup)
        self.backup.daemon.wait_state("BACKUP")

    def start(self, node):
        node.start(config.whole(
            SCRIPT,
            config.pair_instance(PROTOCOL, node.number, PRIORITY, "nopreempt", config.block("track_script", "chk")),
            globals_=(f"vrrp_cpu_affinity {self.processor(node)}",)))

    def processor(self, node):
        return PROCESSORS[self.nodes.index(node) % len(PROCESSORS)]

    def set_health(self, node, good):
        path = node.namespace.path(HEALTHY)
        path.touch() if good else path.unlink(missing_ok=True)

    def event(self, kind, phase):
        """Loses the master `phase` of an interval after one of its adverts; returns Figures."""
        self.lab.watch.drain()
        self.lab.capture.clear()
        os.sched_setaffinity(0, {self.processor(self.master)})
        prober = EchoClient(self.client.namespace, PROTOCOL.virtual_address)
        try:
            return self._measure(kind, phase)
        finally:
            prober.close()
            self._restore(kind)

    def _measure(self, kind, phase):
        capture, lost, taker = self.lab.capture, self.master.name, self.backup.name
        self.lab.watch.until(lambda: len(self._answers(0)) > 50, PATIENCE, "answers before the event")
        self.lab.wait_adverts(3, lost)
        self.lab.watch.observe(capture.adverts(node=lost)[-1].stamp + phase * PROTOCOL.interval - time.time())
        LOSE[kind](self)
        self.lab.watch.until(lambda: capture.announcements(node=taker), PATIENCE, "the take-over")
        announced = capture.announcements(node=taker)[0].stamp
        self.lab.watch.until(lambda: len(self._answers(announced)) > 5, PATIENCE, "answers after it")
        first = capture.adverts(node=taker)[0].stamp
        return Figures(first - self.earliest(lost), announced - first, outage(capture.echoes(), announced))

    def _answers(self, since):
        return [echo for echo in self.lab.capture.echoes(since) if echo.reply]

    def earliest(self, lost):
        """When the protocol lets the backup take over: after its skew time from priority 0,
        else after the master down interval from the last advert."""
        last = self.lab.capture.adverts(node=lost)[-1]
        wait = PROTOCOL.skew if last.priority == 0 else PROTOCOL.master_down
        return last.stamp + wait(PRIORITY)

    def _restore(self, kind):
        MEND[kind](self)
        self.master.daemon.wait_state("BACKUP", PATIENCE)
        self.master, self.backup = self.backup, self.master

    def stop(self):
        self.master.daemon.signal(15)

    def crash(self):
        """Power loss: nothing leaves any more, and all processes end."""
        self.master.cut()
        self.master.daemon.kill()

    def restart(self):
        self.master.daemon.wait_exit()
        self.master.mend()
        self.start(self.master)

    def close(self):
        self.lab.close()


LOSE = {
    "graceful stop": Pair.stop,
    "loss of master": Pair.crash,
    "link down": lambda pair: pair.master.cut(),
    "script failure": lambda pair: pair.set_health(pair.master, False),
}
MEND = {
    "graceful stop": Pair.restart,
    "loss of master": Pair.restart,
    "link down": lambda pair: pair.master.mend(),
    "script failure": lambda pair: pair.set_health(pair.master, True),
}
