"""In the machine: runs a daemon on every configuration of services.py, each in network
namespaces of its own, and writes down the IPVS tables after every event.

    tables_guest.py DAEMON OUTPUT [EXPECTED]

EXPECTED is another daemon's output: with it each event is waited for until the table is
the one expected (with a deadline); without it until it has not changed for a while.
"""

import json
import pathlib
import socket
import subprocess
import sys
import tempfile
import time

from services import NEWCOMER, NEWCOMER6, PORT, SERVERS, SERVERS6, SERVICES
from space import Space

MODULES = ("ip_vs", "ip_vs_rr", "ip_vs_wrr", "ip_vs_lc", "ip_vs_wlc", "ip_vs_lblc", "ip_vs_lblcr", "ip_vs_sh", "ip_vs_mh",
           "ip_vs_dh", "ip_vs_fo", "ip_vs_ovf", "ip_vs_sed", "ip_vs_nq", "ip_vs_pe_sip")
DEADLINE = 60
CALM = 5


class Stage:
    """One configuration, one daemon."""

    def __init__(self, service, folder, daemon):
        self.service, self.daemon = service, daemon
        self.config = folder / (service.name.replace(" ", "_").replace(",", "") + ".conf")
        self.addresses = (*SERVERS6, NEWCOMER6) if service.six else (*SERVERS, NEWCOMER)
        self.space = Space(self.addresses if service.six else ())
        self.listeners = {}
        self.process = None
        self.tables, self.glances = {}, {}
    def open(self, addresses):
        """Real servers that accept."""
        with self.space.network():
            for address in addresses:
                listener = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                listener.bind((address, PORT))
                listener.listen(512)
                self.listeners[address] = listener

    def fail(self):
        for address in self.addresses[:2]:
            self.listeners.pop(address).close()

    def recover(self):
        self.open(self.addresses[:2])

    def start(self):
        self.space.ready()
        self.open(self.addresses)
        self.config.write_text(self.service.text())
        pids = [f"--{kind}={self.config}.{kind}" for kind in ("pid", "vrrp_pid", "checkers_pid")]
        with self.space.network(), open(f"{self.config}.log", "w") as log:
            self.process = subprocess.Popen(
                [self.daemon, "-n", "-l", "-D", "-G", "-C", *pids, "-f", str(self.config)],
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)

    def reload(self):
        self.config.write_text(self.service.text(reloaded=True))
        self.process.send_signal(1)

    def stop(self):
        self.process.terminate()

    def glance(self):
        """The table as the kernel shows it at once, without everything that is in it."""
        with self.space.network():
            return sorted(pathlib.Path("/proc/thread-self/net/ip_vs").read_text().splitlines()[3:])

    def table(self):
        with self.space.network():
            return sorted(subprocess.run(["ipvsadm", "-Sn"], stdout=subprocess.PIPE, text=True, check=False,
                                         timeout=60).stdout.splitlines())

    def end(self):
        if self.process.poll() is None:
            self.process.wait(60)
        self.space.close()


def accept_all(stages):
    """Takes what waits at the listeners, so that none of them fills up."""
    for stage in stages:
        for listener in stage.listeners.values():
            listener.setblocking(False)
            try:
                while True:
                    listener.accept()[0].close()
            except BlockingIOError:
                pass


def settle(stages, event, before, expected):
    """Waits until every table is as it should be; where nobody knows how, until it is
    another than before and calm. Then reads them whole."""
    begin = time.monotonic()
    seen = {stage.service.name: (None, begin) for stage in stages}
    waiting = list(stages)
    while waiting and time.monotonic() - begin < DEADLINE:
        accept_all(stages)
        for stage in list(waiting):
            name, glance = stage.service.name, stage.glance()
            if glance != seen[name][0]:
                seen[name] = (glance, time.monotonic())
            calm = glance != before.get(name) and time.monotonic() - seen[name][1] > CALM
            if (glance == expected[name]["glances"][event]) if expected else calm:
                waiting.remove(stage)
        time.sleep(0.05)
    for stage in stages:
        stage.glances[event] = stage.glance()
        stage.tables[event] = stage.table()
    return {stage.service.name: stage.glances[event] for stage in stages}


def run(daemon, expected):
    with tempfile.TemporaryDirectory() as folder:
        stages = [Stage(service, pathlib.Path(folder), daemon) for service in SERVICES]
        glances = {service.name: [] for service in SERVICES}
        for event in ("start", "fail", "recover", "reload", "stop"):
            for stage in stages:
                getattr(stage, event)()
            glances = settle(stages, event, glances, expected)
            print(event, flush=True)
        for stage in stages:
            stage.end()
        logs = {stage.service.name: pathlib.Path(f"{stage.config}.log").read_text() for stage in stages}
        return {stage.service.name: {**stage.tables, "glances": stage.glances, "log": logs[stage.service.name]}
                for stage in stages}


def main():
    daemon, output, *more = sys.argv[1:]
    subprocess.run(["modprobe", "-a", *MODULES], check=False)
    subprocess.run(["mount", "-o", "remount,rw", "/run"], check=False, stderr=subprocess.DEVNULL)
    expected = json.loads(pathlib.Path(more[0]).read_text()) if more else None
    pathlib.Path(output).write_text(json.dumps(run(daemon, expected)))


if __name__ == "__main__":
    main()
