"""reload(A->B) == start(B) and reload(A->A) == nothing, as the kernel and the wire see it (issue 4, item 7)."""

import dataclasses
import re

import pytest
from reload_walks import WALKS

from lab import kernel
from lab.daemon import ENTERING

HEAD = re.compile(r"vrrp_instance (\S+) {\n.*\n +interface (\S+)\n +virtual_router_id (\d+)")
PEER = re.compile(r"(?m)^ +10\.9\.0\.\d+$")
SETTLED = {"MASTER", "FAULT"}


@pytest.fixture
def host(node):
    """A node with another link (lan1), one without carrier (off1), and unicast peers that need no resolution."""
    node.run("sh", "-ec", """
ip link add lan1 type veth peer name lan2
ip link add off1 type veth peer name off2
for link in lan1 lan2 off1; do ip link set $link up; done
ip address add 10.8.0.1/24 dev lan1
for peer in 8 9; do ip neighbour add 10.9.0.$peer lladdr 02:00:00:00:00:0$peer dev eth0 nud permanent; done
echo 5 > /run/lab/number
""")
    node.lab.watch.until(lambda: "tentative" not in node.run("ip", "address"), 5, "usable addresses")
    return node


def reload(node, text):
    """Returns when the daemon has taken it."""
    before = node.daemon.log.count("Reload complete")
    node.reload(text)
    node.lab.watch.until(lambda: node.daemon.log.count("Reload complete") > before, 5, "reload")


def wait_settled(node, text):
    """Until each instance has found its place, and the kernel's picture stays."""
    def found():
        entered = {match["instance"]: match["state"] for match in map(ENTERING.search, node.daemon.log) if match}
        return all(entered.get(name) in SETTLED for name in kernel.instances(text))
    node.lab.watch.until(found, 10, "all instances master or faulty")
    next_adverts(node, all_heard(node, text))
    pictures = [kernel.state(node)]

    def stays():
        pictures.append(kernel.state(node))
        return pictures[-1] == pictures[-2]
    node.lab.watch.until(stays, 5, "the kernel at rest")
    return pictures[-1]


def next_adverts(node, enough):
    """What each virtual router sends from now on and whereto, as soon as that is `enough`."""
    node.lab.watch.drain()
    node.lab.capture.clear()

    def found():
        return {(advert.vrid, advert.destination): dataclasses.replace(advert, stamp=0)
                for advert in node.lab.capture.adverts()}
    node.lab.watch.until(lambda: enough(found()), 5, "adverts")
    return found()


def all_heard(node, text):
    """A predicate: every master whose adverts can be seen has sent one, to each of its peers."""
    masters = {int(vrid) for name, interface, vrid in HEAD.findall(text)
               if interface == "eth0" and node.daemon.states(name)[-1:] == ["MASTER"]}
    peers = max(1, len(PEER.findall(text)))
    return lambda found: {vrid for vrid, _ in found} >= masters and (not masters or len(found) >= peers)


def reference(node, text):
    """What there is after a start; and a reload of the same file changes nothing of it and says nothing."""
    node.start(text)
    picture = wait_settled(node, text)
    heard = all_heard(node, text)
    said = next_adverts(node, heard)
    events = kernel.Events(node, node.lab.watch)
    reload(node, text)
    assert next_adverts(node, heard) == said
    assert events.count == 0 and node.lab.capture.announcements() == []
    assert kernel.difference(kernel.state(node), picture) == {}
    events.close()
    node.daemon.stop()
    return picture, said


def arrive(node, text, wanted):
    """Reloads, and waits for what a start would have brought about."""
    picture, said = wanted
    reload(node, text)
    kernel.wait_state(node, picture)
    next_adverts(node, lambda found: found == said)


@pytest.mark.parametrize("subject", WALKS)
def test_pain_1_a_reload_ends_where_a_start_would(host, subject):
    """From the first to each and on to the next, which goes back to the first."""
    texts = WALKS[subject]
    clean = kernel.state(host)
    after_start = []
    for text in texts:
        after_start.append(reference(host, text))
        assert kernel.difference(kernel.state(host), clean) == {}, text
    host.start(texts[0])
    wait_settled(host, texts[0])
    child = host.run("pidof", "keepalived")
    for at in range(1, len(texts)):
        for step in (at, (at + 1) % len(texts), 0):
            arrive(host, texts[step], after_start[step])
    assert host.run("pidof", "keepalived") == child, "nothing had to be restarted"
    assert not host.daemon.said("removed by somebody else|cannot (set|remove)")
    assert host.daemon.stop() == 0
    assert kernel.difference(kernel.state(host), clean) == {}
