"""VRRP packets made by scapy, good ones and bad ones, and the socket to send them from."""

import random
import socket

from scapy.all import ICMP, IP, IPv6, Ether, Raw  # noqa: E402
from scapy.layers.vrrp import VRRP, VRRPv3

MULTICAST = "224.0.0.18"
MULTICAST_MAC = "01:00:5e:00:00:12"
SENDER = "10.9.0.3"
ADDRESSES = ["10.9.0.100"]


def frame(message, ttl=255, source=SENDER, destination=MULTICAST, **ip):
    return Ether(dst=MULTICAST_MAC) / IP(src=source, dst=destination, ttl=ttl, proto=112, tos=0xC0, **ip) / message


def advert3(**fields):
    """What a good VRRPv3 router of priority 254 would send."""
    return VRRPv3(**{"vrid": 51, "priority": 254, "addrlist": ADDRESSES, "adv": 10, **fields})


def advert2(**fields):
    """The same for VRRPv2 with the password 1234."""
    return VRRP(**{"vrid": 51, "priority": 254, "addrlist": ADDRESSES, "authtype": 1, "adv": 1,
                   "auth1": 0x31323334, "auth2": 0, **fields})


def payload(message, **ip):
    """The bytes of the VRRP message with its checksum filled in."""
    return bytes(frame(message, **ip))[34:]


def raw(data, **ip):
    return frame(Raw(data), **ip)


def with_byte(data, position, value):
    return data[:position] + bytes([value]) + data[position + 1:]


def fixed_checksum(data, ip_source=SENDER, destination=MULTICAST, pseudo=True):
    """`data` with a right checksum, whatever else is wrong in it."""
    head = socket.inet_aton(ip_source) + socket.inet_aton(destination) + bytes([0, 112]) + len(data).to_bytes(2, "big")
    blank = data[:6] + b"\0\0" + data[8:]
    words = ((head if pseudo else b"") + blank + b"\0" * (len(data) % 2))
    total = sum(int.from_bytes(words[at:at + 2], "big") for at in range(0, len(words), 2))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return data[:6] + (~total & 0xFFFF).to_bytes(2, "big") + data[8:]


def hostile_v3():
    """Name and frame of packets that a VRRPv3 router must not use."""
    good = payload(advert3())
    yield from {
        "TTL 254": frame(advert3(), ttl=254),
        "TTL 1": frame(advert3(), ttl=1),
        "wrong VRID": frame(advert3(vrid=52)),
        "VRID 0": frame(advert3(vrid=0)),
        "bad checksum": raw(with_byte(good, 7, good[7] ^ 1)),
        "checksum 0": raw(good[:6] + b"\0\0" + good[8:]),
        "checksum without pseudo header, one off": raw(with_byte(fixed_checksum(good, pseudo=False), 6, 0)),
        "version 2": raw(fixed_checksum(with_byte(good, 0, 0x21), pseudo=False)),
        "version 4": raw(fixed_checksum(with_byte(good, 0, 0x41))),
        "version 0": raw(fixed_checksum(with_byte(good, 0, 0x01))),
        "type 2": raw(fixed_checksum(with_byte(good, 0, 0x32))),
        "type 0": raw(fixed_checksum(with_byte(good, 0, 0x30))),
        "more addresses announced than there are": raw(fixed_checksum(with_byte(good, 3, 2))),
        "255 addresses announced": raw(fixed_checksum(with_byte(good, 3, 255))),
        "no address announced": raw(fixed_checksum(with_byte(good, 3, 0))),
        "interval 0": raw(fixed_checksum(good[:4] + b"\0\0" + good[6:])),
        "empty": raw(b""),
        "another protocol": Ether(dst=MULTICAST_MAC) / IP(src=SENDER, dst=MULTICAST, ttl=255) / ICMP(),
        "our own address as source": frame(advert3(), source="10.9.0.1"),
        "cut off within the IP header": Ether(bytes(frame(advert3()))[:30]),
        "IP header longer than the packet": frame(advert3(), ihl=15),
        "a fragment": frame(advert3(), flags="MF"),
        "a later fragment": frame(advert3(), frag=100),
    }.items()
    for length in range(1, len(good)):
        yield f"cut off after {length} bytes", raw(fixed_checksum(good[:length]) if length >= 8 else good[:length])


def hostile_v2():
    """Name and frame of packets that a VRRPv2 router with a password must not use."""
    good = payload(advert2())
    yield from {
        "wrong password": frame(advert2(auth1=0x31323335)),
        "empty password": frame(advert2(auth1=0)),
        "no authentication": frame(advert2(authtype=0, auth1=0, auth2=0)),
        "authentication header type": frame(advert2(authtype=2)),
        "unknown authentication type": frame(advert2(authtype=9)),
        "another interval": frame(advert2(adv=2)),
        "TTL 64": frame(advert2(), ttl=64),
        "bad checksum": raw(with_byte(good, 7, good[7] ^ 0x10)),
        "version 3": raw(fixed_checksum(with_byte(good, 0, 0x31))),
        "without its authentication data": raw(fixed_checksum(good[:-8], pseudo=False)),
        "half its authentication data": raw(fixed_checksum(good[:-4], pseudo=False)),
        "addresses in place of authentication data": raw(fixed_checksum(with_byte(good, 3, 3), pseudo=False)),
    }.items()


def noise(count, seed=7):
    """Random bytes behind a faultless IP header, some with a plausible VRRP head."""
    source = random.Random(seed)
    for number in range(count):
        data = source.randbytes(source.randrange(0, 120))
        if number % 2 and len(data) >= 8:
            data = bytes([0x31, 51, 254, source.randrange(0, 5)]) + data[4:]
        yield raw(data)


def noise6(count, seed=8):
    source = random.Random(seed)
    for _ in range(count):
        yield (Ether(dst="33:33:00:00:00:12") / IPv6(src="fe80::3", dst="ff02::12", hlim=255, nh=112) /
               Raw(source.randbytes(source.randrange(0, 120))))


class Sender:
    """Sends frames from a node's interface as they are."""

    def __init__(self, node):
        with node.namespace.network():
            self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
        self._socket.bind((node.interface, 0))

    def send(self, one):
        data = bytes(one)
        self._socket.send(data.ljust(60, b"\0") if len(data) < 14 else data)

    def close(self):
        self._socket.close()
