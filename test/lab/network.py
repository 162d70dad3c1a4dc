"""The wire: a bridge in a namespace of its own, with one port for each node."""

import fcntl
import socket
import struct
import subprocess

from .namespace import Namespace

SIOCGIFFLAGS, SIOCSIFFLAGS = 0x8913, 0x8914
IFF_UP = 1
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
        with self.namespace.network():
            self._control = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)

    def attach(self, node, interface, addresses):
        """Joins `node` by a veth pair; returns the name of the bridge's port."""
        port = f"p-{node.name}"
        self._batch(self.namespace, f"""
link add name {port} type veth peer name {interface} netns {node.pid}
link set {port} master br0
link set {port} up
""")
        # At once there, and not first tentative: nobody else has it.
        own = (f"addr add {one} dev {interface}" + " nodad" * (":" in one) for one in addresses)
        lines = [f"link set {interface} up", *own]
        self._batch(node, "\n".join(lines))
        return port

    def cut(self, node):
        """Takes the cable out, at once: the node's interface loses its carrier."""
        self._set_flags(f"p-{node.name}", lambda flags: flags & ~IFF_UP)

    def mend(self, node):
        self._set_flags(f"p-{node.name}", lambda flags: flags | IFF_UP)

    def _set_flags(self, port, change):
        """netdevice(7): struct ifreq is the name and, here, 16 bits of flags."""
        name = port.encode()
        answer = fcntl.ioctl(self._control, SIOCGIFFLAGS, struct.pack("16sH14x", name, 0))
        flags = struct.unpack("16sH14x", answer)[1]
        fcntl.ioctl(self._control, SIOCSIFFLAGS, struct.pack("16sH14x", name, change(flags)))

    def close(self):
        self._control.close()
        self.namespace.close()

    @staticmethod
    def _batch(namespace, lines):
        """`ip` sees the outer process ids, as its `netns` argument needs them."""
        subprocess.run(namespace.command_from_outside("ip", "-batch", "-"), input=lines, text=True, check=True)
