"""Frames as values. Only what the tests ask about is decoded; the rest is None."""

import dataclasses
import ipaddress
import struct

VRRP = 112
AH = 51
AH_HEADER = 24
ICMP = 1
ICMPV6 = 58
ARP_REQUEST = 1
NEIGHBOUR_ADVERTISEMENT = 136


@dataclasses.dataclass(frozen=True)
class Advert:
    """A VRRP advertisement; `interval` in seconds, `stamp` when its sender sent it."""

    stamp: float
    node: str
    version: int
    vrid: int
    priority: int
    interval: float
    source: str
    destination: str
    ttl: int
    addresses: tuple


@dataclasses.dataclass(frozen=True)
class Announcement:
    """A gratuitous ARP or an unsolicited neighbour advertisement for `address`."""

    stamp: float
    node: str
    address: str


@dataclasses.dataclass(frozen=True)
class Echo:
    """One ICMP or ICMPv6 echo packet; `node` sent it."""

    stamp: float
    node: str
    sequence: int
    reply: bool


def decode(frame, stamp, node):
    """The value of an Ethernet frame that `node` sent at `stamp`."""
    if len(frame) < 34:
        return None
    reader = ETHERTYPES.get(frame[12:14])
    return reader(frame[14:], stamp, node) if reader else None


def decode_arp(packet, stamp, node):
    """Gratuitous: sender and target protocol address are equal."""
    if len(packet) < 28 or packet[14:18] != packet[24:28]:
        return None
    return Announcement(stamp, node, str(ipaddress.IPv4Address(packet[14:18])))


def decode_ipv4(packet, stamp, node):
    header = (packet[0] & 15) * 4
    length = struct.unpack_from("!H", packet, 2)[0]
    source, destination = (str(ipaddress.IPv4Address(packet[at:at + 4])) for at in (12, 16))
    message = packet[header:length]
    if packet[9] == AH:
        message = message[AH_HEADER:]
    if packet[9] in (VRRP, AH):
        return decode_vrrp(message, stamp, node, source, destination, packet[8])
    return decode_echo(message, stamp, node, request=8, reply=0) if packet[9] == ICMP else None


def decode_ipv6(packet, stamp, node):
    length = struct.unpack_from("!H", packet, 4)[0]
    source, destination = (str(ipaddress.IPv6Address(packet[at:at + 16])) for at in (8, 24))
    message = packet[40:40 + length]
    if packet[6] == VRRP:
        return decode_vrrp(message, stamp, node, source, destination, packet[7])
    if packet[6] != ICMPV6:
        return None
    if message[0] == NEIGHBOUR_ADVERTISEMENT and destination == "ff02::1":
        return Announcement(stamp, node, str(ipaddress.IPv6Address(message[8:24])))
    return decode_echo(message, stamp, node, request=128, reply=129)


def decode_echo(message, stamp, node, request, reply):
    if len(message) < 8 or message[0] not in (request, reply):
        return None
    return Echo(stamp, node, struct.unpack_from("!H", message, 6)[0], message[0] == reply)


def decode_vrrp(message, stamp, node, source, destination, ttl):
    """RFC 3768 section 5.1 and RFC 9568 section 5.1."""
    if len(message) < 8 or message[0] & 15 != 1:
        return None
    version, vrid, priority, count = message[0] >> 4, message[1], message[2], message[3]
    interval = message[5] if version == 2 else (struct.unpack_from("!H", message, 4)[0] & 0xFFF) / 100
    width = 16 if ":" in source else 4
    packed = [message[8 + i * width:8 + (i + 1) * width] for i in range(count)]
    addresses = tuple(str(ipaddress.ip_address(one)) for one in packed if len(one) == width)
    return Advert(stamp, node, version, vrid, priority, interval, source, destination, ttl, addresses)


ETHERTYPES = {b"\x08\x00": decode_ipv4, b"\x08\x06": decode_arp, b"\x86\xdd": decode_ipv6}
