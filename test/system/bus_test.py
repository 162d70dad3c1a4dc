"""D-Bus: what clients see and hear of our service is what they see and hear of keepalived's."""

import pathlib

import pytest

from lab import config
from lab.bus import Bus
from lab.laboratory import Laboratory, project_root

POLICY = (pathlib.Path(project_root()) / "contrib/dbus/org.keepalived.Vrrp1.conf").read_text()
ROOT = "/org/keepalived/Vrrp1"
GENERAL, FIRST, SIXTH = f"{ROOT}/Vrrp", f"{ROOT}/Instance/eth0/51/IPv4", f"{ROOT}/Instance/eth0_7/66/IPv6"
OURS, INSTANCE = "org.keepalived.Vrrp1.Vrrp", "org.keepalived.Vrrp1.Instance"


def text(second_vrid=66, *globals_):
    return config.whole(
        config.instance("priority 100", "advert_int 0.5", config.block("virtual_ipaddress", "10.9.0.100/24")),
        config.instance("priority 90", "advert_int 0.5", config.block("virtual_ipaddress", "fe80::100/64"),
                        name="VI_6", vrid=second_vrid).replace("eth0", "eth0.7"),
        globals_=("enable_dbus", *globals_))


class Stand:
    """A node with a bus and a daemon on it, and a second interface."""

    def __init__(self, lab, binary, name="a"):
        self.node = lab.node(name, binary)
        self.node.run("ip", "link", "add", "eth0.7", "type", "veth", "peer", "other")
        for link in ("other", "eth0.7"):
            self.node.run("ip", "link", "set", link, "up")
        self.bus = Bus(self.node, POLICY)

    def start(self, configuration=None):
        self.node.start(configuration or text())
        self.wait_signal((FIRST, "VrrpStatusChange", [2]))
        self.wait_signal((SIXTH, "VrrpStatusChange", [2]))

    def wait_signal(self, signal, count=1):
        self.node.lab.watch.until(lambda: self.bus.signals.count(signal) >= count, 15, f"signal {signal}")

    def heard(self, path):
        return [(member, data) for where, member, data in self.bus.signals if where == path]


@pytest.fixture
def stand(lab, binaries):
    stand = Stand(lab, binaries["ours"])
    yield stand
    stand.bus.close()


def live(stand):
    """A life with everything clients can follow; returns what they saw."""
    stand.start()
    seen = {"tree": [path for path in stand.bus.tree() if path.startswith("/org")],
            "members": {path: stand.bus.members(path) for path in (GENERAL, FIRST, SIXTH)},
            "master": stand.bus.properties(FIRST)}
    stand.node.run("ip", "link", "set", "eth0", "down")
    stand.wait_signal((FIRST, "VrrpStatusChange", [3]))
    seen["fault"] = stand.bus.properties(FIRST)
    stand.node.run("ip", "link", "set", "eth0", "up")
    stand.wait_signal((FIRST, "VrrpStatusChange", [2]), 2)
    stand.node.namespace.write("/run/lab/keepalived.conf", text(67))
    stand.bus.call(GENERAL, OURS, "ReloadConfig")
    stand.wait_signal((SIXTH.replace("66", "67"), "VrrpStatusChange", [2]))
    seen["tree after reload"] = [path for path in stand.bus.tree() if path.startswith("/org")]
    stand.node.daemon.stop()
    stand.wait_signal((GENERAL, "VrrpStopped", []))
    for path in (GENERAL, FIRST, SIXTH, SIXTH.replace("66", "67")):
        seen[f"signals of {path}"] = stand.heard(path)
    return seen


def test_clients_see_what_they_see_of_keepalived(binaries):
    """Issue 6, must show 2: names, types, values and signals on the same configuration."""
    seen = {}
    for kind in ("keepalived", "ours"):
        with Laboratory() as lab:
            stand = Stand(lab, binaries[kind])
            try:
                seen[kind] = live(stand)
            finally:
                stand.bus.close()
    name = (INSTANCE, "property", "Name")
    for path in (FIRST, SIXTH):
        # 2.2.7 says "s" of the property and sends "(s)"; later versions and ours say what they send.
        assert seen["keepalived"]["members"][path].pop(name) == ("s", "read")
        assert seen["ours"]["members"][path].pop(name) == ("(s)", "read")
    assert seen["ours"] == seen["keepalived"]


def test_an_announcement_can_be_asked_for(stand):
    stand.start()
    before = len(stand.node.lab.capture.announcements("10.9.0.100"))
    stand.bus.call(FIRST, INSTANCE, "SendGarp")
    stand.node.lab.watch.until(lambda: len(stand.node.lab.capture.announcements("10.9.0.100")) > before, 5, "a gratuitous ARP")


def test_a_backup_announces_nothing_when_asked(stand, binaries):
    lab, path = stand.node.lab, stand.node.namespace.path("/tmp/keepalived.data")
    stand.start()
    rival = lab.node("b", binaries["ours"])
    rival.start(text().replace("priority 100", "priority 200").replace("eth0.7", "eth0").replace("enable_dbus", ""))
    stand.wait_signal((FIRST, "VrrpStatusChange", [1]), 2)
    lab.wait_adverts(len(lab.capture.adverts()) + 2)
    since = len(lab.capture.announcements(node=stand.node.name))
    stand.bus.call(FIRST, INSTANCE, "SendGarp")
    # What is asked for later is done later.
    stand.bus.call(GENERAL, OURS, "PrintData")
    lab.watch.until(path.exists, 5, "the data")
    lab.wait_adverts(len(lab.capture.adverts()) + 2)
    assert len(lab.capture.announcements(node=stand.node.name)) == since


@pytest.mark.parametrize("method, file", (("PrintData", "data"), ("PrintStats", "stats"), ("PrintStatsClear", "stats")))
def test_dumps_can_be_asked_for(stand, method, file):
    stand.start()
    stand.bus.call(GENERAL, OURS, method)
    path = stand.node.namespace.path(f"/tmp/keepalived.{file}")
    stand.node.lab.watch.until(path.exists, 5, f"{path} written")


def test_strangers_may_look_but_not_act(stand):
    stand.start()
    stranger = ("setpriv", "--reuid=65534", "--clear-groups", "busctl")
    shown = stand.node.run(*stranger, "get-property", "org.keepalived.Vrrp1", FIRST, INSTANCE, "State")
    assert shown == '(us) 2 "Master"\n'
    refused = stand.node.run(*stranger, "call", "org.keepalived.Vrrp1", GENERAL, OURS, "ReloadConfig", check=False)
    assert "denied" in refused or "rejected" in refused


def test_a_bus_that_comes_late_or_goes_away_costs_nothing(stand):
    stand.bus.close()
    stand.node.namespace.path("/run/dbus/system_bus_socket").unlink(missing_ok=True)
    stand.node.start(text())
    stand.node.wait_holds("10.9.0.100")
    stand.node.daemon.wait_said("DBus: cannot offer org.keepalived.Vrrp1")
    stand.bus = Bus(stand.node, POLICY)
    stand.node.lab.watch.until(lambda: FIRST in stand.bus.tree(), 15, "the service is on the bus")
    assert stand.bus.properties(FIRST)["State"]["data"] == [2, "Master"]


def test_names_are_where_the_configuration_puts_them(lab, binaries):
    stand = Stand(lab, binaries["ours"])
    stand.bus.close()
    stand.bus = Bus(stand.node, POLICY.replace("org.keepalived.Vrrp1", "org.example.Router"))
    configuration = "instance east-1\n" + text(66, "dbus_service_name org.example.Router")
    stand.node.start(configuration)
    path = f"{ROOT}/east_1/Instance/eth0/51/IPv4"
    stand.wait_signal((path, "VrrpStatusChange", [2]))
    assert path in stand.bus.tree("org.example.Router")
    assert f"{ROOT}/east_1/Vrrp" in stand.bus.tree("org.example.Router")
    stand.bus.close()
