"""Every frame at the port of its sender, with the kernel's time of sending.

The socket lives in the bridge's namespace and sees each frame as it comes in at
a port, that is when the node on the other end of the veth pair sends it.
"""

import ctypes
import socket
import struct
import subprocess

from .packets import Advert, Announcement, Echo, decode

SO_TIMESTAMPNS = 35
SO_ATTACH_FILTER = 26
SO_RCVBUFFORCE = 33
SOL_PACKET = 263
PACKET_IGNORE_OUTGOING = 23
ETH_P_ALL = 3
FILTER = "vrrp or ah or arp or icmp or icmp6 or ip6 proto 112"
BUFFER = 16 << 20


class Capture:
    """`frames` are the decoded values in the order of sending; `count` includes all others."""

    def __init__(self, namespace, watch):
        self.frames = []
        self._ports = {}
        with namespace.network():
            self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW | socket.SOCK_NONBLOCK,
                                         socket.htons(ETH_P_ALL))
        self._socket.setsockopt(SOL_PACKET, PACKET_IGNORE_OUTGOING, 1)
        self._socket.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self._socket.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, BUFFER)
        attach_filter(self._socket, compile_filter(namespace))
        watch.add(self._socket, self._read)

    def name_port(self, port, node):
        """Frames that come in at the bridge port `port` were sent by `node`."""
        self._ports[port] = node

    def adverts(self, vrid=None, since=0.0, node=None):
        return [frame for frame in self._of(Advert, since, node) if vrid in (None, frame.vrid)]

    def announcements(self, address=None, since=0.0, node=None):
        return [frame for frame in self._of(Announcement, since, node) if address in (None, frame.address)]

    def echoes(self, since=0.0):
        return self._of(Echo, since, None)

    def clear(self):
        self.frames.clear()

    def close(self):
        self._socket.close()

    def _of(self, kind, since, node):
        return [frame for frame in self.frames
                if isinstance(frame, kind) and frame.stamp >= since and node in (None, frame.node)]

    def _read(self):
        try:
            while True:
                self._keep(*self._socket.recvmsg(2048, 64))
        except BlockingIOError:
            return True

    def _keep(self, frame, ancillary, _flags, address):
        node = self._ports.get(address[0])
        if node is None:
            return
        seconds, nanoseconds = struct.unpack("qq", ancillary[0][2])
        value = decode(frame, seconds + nanoseconds / 1e9, node)
        if value is not None:
            self.frames.append(value)


def compile_filter(namespace):
    """tcpdump's own compiler: a line with the count, then one instruction a line."""
    text = subprocess.run(namespace.command("tcpdump", "-i", "lo", "-y", "EN10MB", "-ddd", FILTER),
                          check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
    return [tuple(map(int, line.split())) for line in text.splitlines()[1:]]


def attach_filter(endpoint, program):
    """struct sock_fprog with its struct sock_filter array."""
    code = b"".join(struct.pack("HBBI", *instruction) for instruction in program)
    held = ctypes.create_string_buffer(code)
    endpoint.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER,
                        struct.pack("HL", len(program), ctypes.addressof(held)))
