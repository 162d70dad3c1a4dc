"""Who holds which address: a node's address list as netlink reports it.

Messages (rtnetlink(7)): a 16 byte header with length and type, 8 bytes of
struct ifaddrmsg, then attributes of a 4 byte head each, padded to 4.
"""

import dataclasses
import ipaddress
import json
import socket
import struct
import time

RTMGRP_IPV4_IFADDR = 0x10
RTMGRP_IPV6_IFADDR = 0x100
RTM_NEWADDR, RTM_DELADDR = 20, 21
IFA_ADDRESS, IFA_LOCAL = 1, 2
SO_RCVBUFFORCE = 33
BUFFER = 16 << 20  # thousands of addresses come and go at once


@dataclasses.dataclass(frozen=True)
class Change:
    """`added` or removed; `stamp` is when we were told, not when it happened."""

    stamp: float
    address: str
    added: bool


class Addresses:
    """`held` is the present list, `changes` what has happened to it so far."""

    def __init__(self, namespace, watch):
        self.changes = []
        self._namespace = namespace
        with namespace.network():
            self._socket = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_NONBLOCK,
                                         socket.NETLINK_ROUTE)
        self._socket.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, BUFFER)
        self._socket.bind((0, RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR))
        self.held = {entry["local"] for entry in self.details()}
        watch.add(self._socket, self._read)

    def details(self, interface=None):
        """`ip -j address`, one dict for each address, with the interface's name as "dev"; whether
        an address is still being looked for elsewhere is a matter of the moment and left out."""
        links = json.loads(self._namespace.run("ip", "-j", "address"))
        steady = lambda entry: {key: value for key, value in entry.items() if key != "tentative"}
        return [{"dev": link["ifname"], **steady(entry)} for link in links for entry in link.get("addr_info", [])
                if interface in (None, link["ifname"])]

    def close(self):
        self._socket.close()

    def _read(self):
        try:
            while True:
                self._take(self._socket.recv(65536), time.time())
        except BlockingIOError:
            return True

    def _take(self, data, stamp):
        while len(data) >= 16:
            length, kind = struct.unpack_from("IH", data)
            if kind in (RTM_NEWADDR, RTM_DELADDR):
                self._note(Change(stamp, address_of(data[24:length]), kind == RTM_NEWADDR))
            data = data[(length + 3) & ~3:]

    def _note(self, change):
        self.changes.append(change)
        (self.held.add if change.added else self.held.discard)(change.address)


def address_of(attributes):
    """The local address; IPv6 has it in IFA_ADDRESS only."""
    found = {}
    while len(attributes) >= 4:
        length, kind = struct.unpack_from("HH", attributes)
        found[kind] = attributes[4:length]
        attributes = attributes[(length + 3) & ~3:]
    return str(ipaddress.ip_address(found.get(IFA_LOCAL) or found[IFA_ADDRESS]))
