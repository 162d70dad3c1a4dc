"""The wire: a bridge in a namespace of its own, with one port for each node."""

import subprocess

from .namespace import Namespace

BRIDGE = """
link add name br0 type bridge stp_state 0 forward_delay 0 mcast_snooping 0
link set br0 up
"""


class Network:
    def __init__(self):
        self.namespace = Namespace("wire")
        for kind in ("all", "default"):
            self.namespace.path(f"/proc/sys/net/ipv6/conf/{kind}/disable_ipv6").write_text("1")
        self._batch(self.namespace, BRIDGE)

    def attach(self, node, interface, addresses):
        """Joins `node` by a veth pair; returns the name of the bridge's port."""
        port = f"p-{node.name}"
        self._batch(self.namespace, f"""
link add name {port} type veth peer name {interface} netns {node.pid}
link set {port} master br0
link set {port} up
""")
        lines = [f"link set {interface} up", *(f"addr add {one} dev {interface}" for one in addresses)]
        self._batch(node, "\n".join(lines))
        return port

    def cut(self, node):
        """Takes the cable out: the node's interface loses its carrier."""
        self.namespace.run("ip", "link", "set", f"p-{node.name}", "down")

    def mend(self, node):
        self.namespace.run("ip", "link", "set", f"p-{node.name}", "up")

    def close(self):
        self.namespace.close()

    @staticmethod
    def _batch(namespace, lines):
        """`ip` sees the outer process ids, as its `netns` argument needs them."""
        subprocess.run(namespace.command_from_outside("ip", "-batch", "-"), input=lines, text=True, check=True)
