"""A D-Bus of a node's own: private bus, one monitor, busctl."""

import json
import subprocess
import xml.etree.ElementTree

SOCKET = "/run/dbus/system_bus_socket"
SETTINGS = "/run/dbus/bus.conf"
# As Debian's: nothing may be owned or sent that no policy file allows.
BUS = f"""<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type><listen>unix:path={SOCKET}</listen><auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/><deny own="*"/><deny send_type="method_call"/>
    <allow send_type="signal"/>
    <allow send_requested_reply="true" send_type="method_return"/>
    <allow send_requested_reply="true" send_type="error"/>
    <allow receive_type="method_call"/><allow receive_type="method_return"/>
    <allow receive_type="error"/><allow receive_type="signal"/>
    <allow send_destination="org.freedesktop.DBus"/>
  </policy>
  <policy user="root"><allow send_destination="org.freedesktop.DBus" send_interface="org.freedesktop.DBus.Monitoring"/></policy>
  <include>/run/dbus/policy.conf</include>
</busconfig>
"""


class Bus:
    """`policy` is the text of the service's policy file; `signals` what the service named
    `sender` has emitted so far: (path, member, data)."""

    def __init__(self, node, policy):
        self.node = node
        self.signals = []
        self._rest = b""
        node.namespace.write("/run/dbus/policy.conf", policy)
        node.namespace.write(SETTINGS, BUS)
        self._daemon = self._popen("dbus-daemon", f"--config-file={SETTINGS}", "--nofork", "--nopidfile",
                                   "--print-address=1")
        self._daemon.stdout.readline()
        self._monitor = self._popen("busctl", "monitor", "--json=short", "--match=type='signal'")
        node.lab.watch.add(self._monitor.stdout, self._read)
        node.lab.watch.until(self._monitors, 10, "busctl monitors")

    def call(self, path, interface, method, service="org.keepalived.Vrrp1", **how):
        return self.node.namespace.run("busctl", "call", service, path, interface, method, **how)

    def tree(self, service="org.keepalived.Vrrp1"):
        return self.node.namespace.run("busctl", "tree", "--list", service, check=False).splitlines()

    def members(self, path, service="org.keepalived.Vrrp1"):
        """Each member of our interfaces at `path`: {(interface, kind, name): types}."""
        text = self.node.namespace.run("busctl", "introspect", "--xml-interface", service, path)
        root = xml.etree.ElementTree.fromstring(text)
        return {(face.get("name"), member.tag, member.get("name")): signature(member)
                for face in root.findall("interface") if face.get("name").startswith("org.keepalived") for member in face}

    def properties(self, path, service="org.keepalived.Vrrp1"):
        text = self.node.namespace.run("busctl", "--json=short", "call", service, path,
                                       "org.freedesktop.DBus.Properties", "GetAll", "s", "org.keepalived.Vrrp1.Instance")
        return json.loads(text)["data"][0]

    def close(self):
        for process in (self._monitor, self._daemon):
            process.terminate()
            process.wait(timeout=10)
        if not self._monitor.stdout.closed:
            self.node.lab.watch.remove(self._monitor.stdout)
            self._monitor.stdout.close()
        self._daemon.stdout.close()

    def _popen(self, *arguments):
        return subprocess.Popen(self.node.namespace.command(*arguments), stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd="/")

    def _monitors(self):
        return self._monitoring

    _monitoring = False

    def _read(self):
        data = self._monitor.stdout.read1(65536)
        self._monitoring = True
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in filter(lambda line: line.startswith(b"{"), lines):
            message = json.loads(line)
            if message.get("interface", "").startswith("org.keepalived"):
                self.signals.append((message["path"], message["member"], message["payload"]["data"]))
        return bool(data)


def signature(member):
    """The types of a method's or signal's arguments, or of a property."""
    if member.tag == "property":
        return member.get("type"), member.get("access")
    return "".join(argument.get("type") for argument in member.findall("arg"))
