"""Addresses by a bare netlink batch, and when the kernel says that addresses came or went.

Run as a program it is the one who watches, or the one who sets, inside a node:
`watch added|removed COUNT` prints the stamps of the first and last message,
`set added|removed INTERFACE ADDRESS/LENGTH...` sends one batch in slices of 32 KiB.

Who sets and who watches have a processor each: on one, all messages are read when all
is done, and the kernel, which wakes nobody meanwhile, takes a third of the time.
"""

import ipaddress
import os
import pathlib
import select
import socket
import struct
import subprocess
import sys
import time

RTMGRP = 0x10 | 0x100  # IPv4 and IPv6 addresses
RTM_NEWADDR, RTM_DELADDR = 20, 21
NLM_F_REQUEST, NLM_F_CREATE, NLM_F_EXCL = 1, 0x400, 0x200
IFA_ADDRESS, IFA_LOCAL, IFA_FLAGS = 1, 2, 8
IFA_F_NODAD = 2
SLICE = 32768
SO_RCVBUFFORCE = 33


# The daemons' is in their configuration.
SETTER, WATCHER = 0, 1


def settle_on(processor):
    if processor < os.cpu_count():
        os.sched_setaffinity(0, {processor})


class Watcher:
    """Notes the first and the last of `count` addresses that come or go in a node."""

    def __init__(self, namespace, added, count):
        self._process = subprocess.Popen(
            namespace.command_from_outside(sys.executable, pathlib.Path(__file__).resolve(), "watch",
                                           "added" if added else "removed", str(count)),
            stdout=subprocess.PIPE, text=True)
        assert self._process.stdout.readline() == "watching\n"

    def wait(self, within):
        """(first, last), in seconds since the epoch."""
        output, _ = self._process.communicate(timeout=within)
        first, last = map(float, output.split())
        return first, last


class Floor:
    """The addresses set and removed by nothing but the kernel."""

    def __init__(self, namespace, interface, addresses):
        self._namespace, self._interface, self._addresses = namespace, interface, addresses

    def run(self, added, within):
        """Seconds from the first to the last."""
        watcher = Watcher(self._namespace, added, len(self._addresses))
        subprocess.run(self._namespace.command_from_outside(
            sys.executable, pathlib.Path(__file__).resolve(), "set", "added" if added else "removed",
            self._interface, *self._addresses), check=True)
        first, last = watcher.wait(within)
        return last - first


def attribute(kind, value):
    return struct.pack("HH", 4 + len(value), kind) + value


def request(added, index, text, sequence):
    """One RTM_NEWADDR or RTM_DELADDR, as our daemon asks for it."""
    interface = ipaddress.ip_interface(text)
    address = interface.ip
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    body = struct.pack("BBBBi", family, interface.network.prefixlen, 0, 0, index) + attribute(IFA_LOCAL, address.packed)
    if address.version == 6 and added:
        body += attribute(IFA_FLAGS, struct.pack("I", IFA_F_NODAD))
    flags = NLM_F_REQUEST | (NLM_F_CREATE | NLM_F_EXCL if added else 0)
    return struct.pack("IHHII", 16 + len(body), RTM_NEWADDR if added else RTM_DELADDR, flags, sequence, 0) + body


def slices(requests):
    part = b""
    for one in requests:
        if len(part) + len(one) > SLICE:
            yield part
            part = b""
        part += one
    yield part


def set_addresses(added, interface, addresses):
    endpoint = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE)
    index = socket.if_nametoindex(interface)
    parts = list(slices(request(added, index, one, number) for number, one in enumerate(addresses, 1)))
    for part in parts:
        endpoint.send(part)


def watch(added, count):
    endpoint = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE)
    endpoint.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 16 << 20)
    endpoint.bind((0, RTMGRP))
    print("watching", flush=True)
    wanted, stamps = RTM_NEWADDR if added else RTM_DELADDR, []
    room = bytearray(4096)
    ready = select.poll()
    ready.register(endpoint, select.POLLIN)
    while len(stamps) < count:
        ready.poll()
        endpoint.recv_into(room)
        # Host addresses only: the router's own link-local one is none of those counted.
        if struct.unpack_from("H", room, 4)[0] == wanted and room[17] in (32, 128):
            stamps.append(time.time())
    print(stamps[0], stamps[-1])


if __name__ == "__main__":
    settle_on(WATCHER if sys.argv[1] == "watch" else SETTER)
    if sys.argv[1] == "watch":
        watch(sys.argv[2] == "added", int(sys.argv[3]))
    else:
        set_addresses(sys.argv[2] == "added", sys.argv[3], sys.argv[4:])
