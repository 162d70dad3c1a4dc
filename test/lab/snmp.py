"""SNMP in a node: a master agent, a receiver of its traps, and a walk."""

import re
import subprocess

AGENT, RECEIVER = "127.0.0.1:1161", "127.0.0.1:1162"
SOCKET = "unix:/run/agentx"
TRAPS = "/run/lab/traps"
MASTER = f"""rocommunity public 127.0.0.1
rwcommunity private 127.0.0.1
master agentx
agentXSocket {SOCKET}
trap2sink {RECEIVER} public
"""
KEEPALIVED, RFC2787, RFC6527 = "1.3.6.1.4.1.9586.100.5", "1.3.6.1.2.1.68", "1.3.6.1.2.1.207"
TRAP_KIND, UP_TIME = ".1.3.6.1.6.3.1.1.4.1.0", ".1.3.6.1.2.1.1.3.0"

# What the master agent tells of itself.
OWN_TRAP = re.compile(r"OID: \.1\.3\.6\.1\.(6\.3\.1\.1\.5|4\.1\.8072)\.")


class Snmp:
    """A node's master agent and receiver of traps."""

    def __init__(self, node):
        self.node = node
        node.namespace.write("/run/lab/snmpd.conf", MASTER)
        node.namespace.write("/run/lab/trapd.conf", "disableAuthorization yes\n")
        # One that another run has left would be taken for this one's.
        node.namespace.path("/run/agentx").unlink(missing_ok=True)
        self._processes = [
            self._launch("snmptrapd", "-f", "-Lf", TRAPS, "-m", "", "-On", "-F", "%v\n", "-C", "-c", "/run/lab/trapd.conf",
                         RECEIVER),
            self._launch("snmpd", "-f", "-Lf", "/run/lab/snmpd.log", "-m", "", "-C", "-c", "/run/lab/snmpd.conf", AGENT)]
        node.lab.watch.until(lambda: "NET-SNMP version" in self._read(), 20, "the receiver of traps runs")
        node.lab.watch.until(node.namespace.path("/run/agentx").exists, 20, "the master agent runs")

    @property
    def traps(self):
        """What has been received so far, each (kind, {name: "TYPE: value"}) with names as in walk()."""
        lines = [dict(part.split(" = ", 1) for part in line.split("\t") if " = " in part) for line in self._read().splitlines()]
        return [(values.pop(TRAP_KIND).removeprefix("OID: ."),
                 {name.lstrip("."): " ".join(value.split()) for name, value in values.items()})
                for values in lines if TRAP_KIND in values and values.pop(UP_TIME) and not OWN_TRAP.match(values[TRAP_KIND])]

    def walk(self, root):
        """{name below `root`: "TYPE: value"}"""
        text = self.node.run("snmpwalk", "-v2c", "-c", "public", "-m", "", "-On", "-Ir", "-t", "5", AGENT, root, check=False)
        lines = re.findall(r"^\.([\d.]+) = (.*(?:\n(?!\.).*)*)$", text, re.MULTILINE)
        return {name.removeprefix(root + "."): " ".join(value.split()) for name, value in lines
                if name.startswith(root + ".")}

    def set(self, name, kind, value):
        """What snmpset answers; `kind` as it wants it (i, u, s)."""
        return self.node.run("snmpset", "-v2c", "-c", "private", "-m", "", "-On", "-t", "5", AGENT, name, kind, value,
                             check=False)

    def wait_for(self, name, value, root=KEEPALIVED, within=20):
        self.node.lab.watch.until(lambda: self.walk(root).get(name) == value, within, f"SNMP says {value} of {name}")

    def close(self):
        for process in self._processes:
            process.terminate()
            process.wait(timeout=10)

    def _launch(self, *arguments):
        return subprocess.Popen(self.node.namespace.command(*arguments), stdin=subprocess.DEVNULL,
                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")

    def _read(self):
        path = self.node.namespace.path(TRAPS)
        return path.read_text(errors="replace") if path.exists() else ""
