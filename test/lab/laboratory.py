"""All parts together: nodes on a wire, one event loop, one capture."""

import os
import pathlib

from .addresses import Addresses
from .capture import Capture
from .daemon import BINARY, CONFIG, OPTIONS, Daemon
from .namespace import Namespace
from .network import Network
from .watch import Watch

REPORT_LINES = 40


class Node:
    """A machine: namespaces, a link to the wire, the address list, the daemons it ran."""

    def __init__(self, lab, number, name, interface, addresses, binds, layers):
        self.lab, self.number, self.name, self.interface = lab, number, name, interface
        self.namespace = Namespace(name, binds, layers)
        port = lab.network.attach(self.namespace, interface, addresses)
        lab.capture.name_port(port, name)
        self.addresses = Addresses(self.namespace, lab.watch)
        self.daemons = []

    @property
    def daemon(self):
        """The daemon started last."""
        return self.daemons[-1]

    def start(self, config, options=OPTIONS, **how):
        """Starts the daemon with this configuration text."""
        self.namespace.write(CONFIG, config)
        self.daemons.append(Daemon(self.namespace, self.lab.watch, options, **how))
        return self.daemon

    def reload(self, config=None):
        """SIGHUP, with a new file if one is given."""
        if config is not None:
            self.namespace.write(CONFIG, config)
        self.daemon.reload()

    def holds(self, address):
        return address in self.addresses.held

    def wait_holds(self, address, within=10):
        self.lab.watch.until(lambda: self.holds(address), within, f"{self.name} holds {address}")

    def wait_lacks(self, address, within=10):
        self.lab.watch.until(lambda: not self.holds(address), within, f"{self.name} gives up {address}")

    def cut(self):
        self.lab.network.cut(self)

    def mend(self):
        self.lab.network.mend(self)

    def run(self, *arguments, **options):
        return self.namespace.run(*arguments, **options)

    def close(self):
        try:
            for daemon in self.daemons:
                daemon.close()
        finally:
            self.addresses.close()
            self.namespace.close()


class Laboratory:
    """Closed in any case by its `with` block, and with it all that runs in it."""

    def __init__(self):
        self.watch = Watch()
        self.watch.report = self.report
        self.network = Network()
        self.capture = Capture(self.network.namespace, self.watch)
        self.nodes = {}

    def node(self, name, daemon=None, addresses=None, interface="eth0", binds=None, layers=()):
        """Adds a node; `daemon` is the outer path of the binary it starts."""
        number = len(self.nodes) + 1
        binds = {**({BINARY: daemon} if daemon else {}), **(binds or {})}
        if addresses is None:
            addresses = (f"10.9.0.{number}/24", f"fe80::{number}/64", f"fd00:9::{number}/64")
        self.nodes[name] = Node(self, number, name, interface, addresses, binds, layers)
        return self.nodes[name]

    def wait_master(self, name, within=10, since=0.0):
        """Until the last advert heard is one of `name`'s, and no resignation."""
        def leads():
            adverts = self.capture.adverts(since=since)
            return bool(adverts) and adverts[-1].node == name and adverts[-1].priority > 0
        self.watch.until(leads, within, f"{name} sends adverts")

    def wait_adverts(self, count, name=None, within=10):
        """Until `count` more adverts have been heard."""
        goal = len(self.capture.adverts(node=name)) + count
        self.watch.until(lambda: len(self.capture.adverts(node=name)) >= goal, within, f"{count} more adverts")

    def report(self):
        """The last frames and log lines, for the message of a failure."""
        frames = [str(frame) for frame in self.capture.frames[-REPORT_LINES:]]
        logs = [f"{node.name}: {line}" for node in self.nodes.values() for daemon in node.daemons
                for line in daemon.log[-REPORT_LINES:]]
        return "\n".join([*frames, *logs])

    def close(self):
        errors = [error for part in (*self.nodes.values(), self.capture, self.network, self.watch)
                  if (error := closing_error(part))]
        if errors:
            raise errors[0]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def closing_error(part):
    """Closes `part`; what goes wrong is returned, so that the other parts are closed too."""
    try:
        part.close()
    except (AssertionError, OSError, RuntimeError) as error:
        return error
    return None


def project_root():
    return pathlib.Path(os.path.realpath(__file__)).parents[2]
