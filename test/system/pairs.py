"""Two nodes with one virtual address between them, for every protocol and pairing."""

import itertools

import pytest

from lab import config, oracle

HIGH, LOW = 200, 100
PAIRINGS = (("ours", "keepalived"), ("keepalived", "ours"), ("ours", "ours"))
CONTROL = ("keepalived", "keepalived")
# Room for process start, scheduling and the tests' own work beside the protocol's times.
ROOM = 0.25


def every_pair(protocols=config.PROTOCOLS):
    """Parameters: each pairing with each protocol, and keepalived with itself as a control."""
    cases = [*itertools.product(protocols, PAIRINGS), (config.V3, CONTROL)]
    return pytest.mark.parametrize("pair", cases, indirect=True,
                                   ids=[f"{protocol.name}-{high}-over-{low}" for protocol, (high, low) in cases])


class Pair:
    """`high` should be master and `low` its backup; `lines` are extra lines of their instances."""

    def __init__(self, lab, binaries, protocol, kinds, slack):
        self.lab, self.protocol, self.slack, self.kinds = lab, protocol, slack, kinds
        self.high, self.low = (lab.node(name, binaries[kind]) for name, kind in zip(("high", "low"), kinds))

    def start(self, node, *lines):
        priority = HIGH if node is self.high else LOW
        return node.start(config.pair(self.protocol, node.number, priority, *lines))

    def converge(self, *lines):
        """Both started, `high` first; it is master and alone holds the address."""
        self.start(self.high, *lines)
        self.lab.wait_master("high", self.patience())
        self.start(self.low, *lines)
        self.settle(self.high, self.low)

    def settle(self, master, backup):
        """Waits until `master` leads, and shows that it alone holds the address and stays."""
        self.lab.wait_master(master.name, self.patience())
        self.settle_addresses(master, backup)
        self.lab.wait_adverts(3, within=self.patience())
        assert self.holder() == master

    def settle_addresses(self, master, backup):
        """The same where adverts cannot be seen: unicast ones to a lost peer wait for ARP."""
        address = self.protocol.virtual_address
        master.wait_holds(address, self.patience())
        backup.wait_lacks(address)

    def holder(self):
        """The one node that holds the virtual address; None for none or both."""
        holders = [node for node in (self.high, self.low) if node.holds(self.protocol.virtual_address)]
        return holders[0] if len(holders) == 1 else None

    def patience(self):
        return (2 * self.protocol.master_down(LOW) + 4) * self.slack

    def masters(self):
        return oracle.masters(self.lab.capture.adverts())

    def adverts(self, node=None):
        return self.lab.capture.adverts(node=node and node.name)

    def longest_silence_allowed(self):
        return self.protocol.master_down(LOW) + ROOM * self.slack
