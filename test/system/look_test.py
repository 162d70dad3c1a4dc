"""In every state the kernel has what keepalived would have put there (issue 4, must show 1).

The same file on the same node under both daemons, with a rival that comes and goes:
the whole of `ip -j` for links, addresses, routes and rules after start, as backup, as
master, as backup again, and after the stop.
"""

import json

import pytest

from lab import config, kernel
from lab.daemon import BINARY

LOW, HIGH = 100, 200
COMPARED = ("links", "addresses", "routes", "rules")
V3, V6, UNICAST = config.V3, config.PROTOCOLS[2], config.PROTOCOLS[4]
LINES = config.block("virtual_ipaddress_excluded", "10.9.4.1/32", "10.9.0.5/24 brd + label eth0:five scope link",
                     "fd00:9::200/64")
PATHS = config.block("virtual_routes", "10.20.0.0/16 via 10.9.0.3 dev eth0 metric 7", "blackhole 10.24.0.0/16") + \
    config.block("virtual_rules", "from 10.1.0.0/16 table 100 preference 500", "to 10.9.1.0/24 blackhole preference 501")
SECOND = config.instance("priority 100", "advert_int 0.1", config.block("virtual_ipaddress", "10.9.0.102/24"),
                         name="VI_2", vrid=52)
GROUP = config.block("vrrp_sync_group G", config.block("group", "VI_1", "VI_2"))

# The protocol, what else is in the instance, and what else is in the file.
CASES = {
    "v3 IPv4": (V3, (LINES,), ""),
    "v3 IPv6": (V6, (LINES,), ""),
    "routes and rules": (V3, (PATHS,), ""),
    "unicast": (UNICAST, (), ""),
    "nopreempt and preempt_delay": (V3, ("preempt_delay 0.1",), ""),
    "sync group": (V3, (), SECOND + GROUP),
    "VMAC": (V3, ("use_vmac", PATHS), ""),
    "VMAC from its base": (V3, ("use_vmac", "vmac_xmit_base"), ""),
    "VMAC IPv6": (V6, ("use_vmac",), ""),
    "VMACs of addresses": (V3, ("use_vmac_addr", config.block("virtual_ipaddress_excluded", "fd00:9::7/64")), ""),
}


class Look:
    """One daemon's life on node `a`, seen from the kernel."""

    def __init__(self, lab, node, rival, case, slack):
        self.lab, self.node, self.rival, self.slack = lab, node, rival, slack
        self.protocol, self.lines, self.more = case
        self.address = self.protocol.virtual_address

    def text(self, number, priority):
        more = self.more.replace("priority 100", f"priority {priority}")
        return config.pair(self.protocol, number, priority, *self.lines) + more

    def rule(self):
        self.rival.start(self.text(2, HIGH))
        self.rival.wait_holds(self.address, 10 * self.slack)

    def picture(self):
        """Once nothing changes any more."""
        last = [None, kernel.state(self.node)]

        def rests():
            last[:] = last[1], kernel.state(self.node)
            return last[0] == last[1]
        self.lab.watch.until(rests, 5 * self.slack, "the kernel at rest")
        return {name: last[1][name] for name in COMPARED}

    def become_master(self):
        self.rival.daemon.stop()
        self.node.wait_holds(self.address, 10 * self.slack)
        self.lab.wait_adverts(2, self.node.name)

    def become_backup(self):
        self.rule()
        self.node.wait_lacks(self.address, 10 * self.slack)

    def live(self, binary):
        """The pictures of one life, by the name of the moment."""
        before = self.picture()
        self.rule()
        self.node.start(self.text(1, LOW), binary=binary).wait_state("BACKUP", 10 * self.slack)
        found = {"backup": self.picture()}
        self.become_master()
        found["master"] = self.picture()
        self.become_backup()
        found["backup again"] = self.picture()
        self.node.daemon.stop()
        self.rival.daemon.stop()
        found["stopped"] = self.picture()
        assert found["stopped"] == before, difference(found["stopped"], before)
        assert found["master"] != found["backup"] == found["backup again"]
        return found


def difference(one, other):
    return json.dumps({name: [sorted(set(one[name]) ^ set(other[name]))] for name in one if one[name] != other[name]},
                      indent=1)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_kernel_looks_as_with_keepalived_in_every_state(lab, binaries, slack, case):
    look = Look(lab, lab.node("a", binaries["ours"]), lab.node("b", binaries["ours"]), case, slack)
    lab.watch.until(lambda: "tentative" not in look.node.run("ip", "address"), 5, "usable addresses")
    theirs, ours = look.live(binaries["keepalived"]), look.live(BINARY)
    for moment, picture in theirs.items():
        assert ours[moment] == picture, f"{moment}: {difference(ours[moment], picture)}"
