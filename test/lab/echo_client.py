"""A client asking once a millisecond: ICMP echo requests to one address.

Run as `echo_client.py ADDRESS PERIOD`, it sends until killed, as a process of its
own so that the test's work does not disturb its pace; who asks and who answers is
read from the capture.
"""

import socket
import struct
import subprocess
import sys
import time

ECHO_REQUEST = 8
IDENTIFIER = 7


class EchoClient:
    """Probes `address` from `namespace` until closed."""

    def __init__(self, namespace, address, period=0.001):
        self._process = subprocess.Popen(
            namespace.command_from_outside(sys.executable, __file__, address, period), stdin=subprocess.DEVNULL)

    def close(self):
        self._process.terminate()
        self._process.wait()


def outage(echoes, since):
    """The longest time between two answers of which the later came after `since`, in seconds."""
    answers = [echo.stamp for echo in echoes if echo.reply]
    return max((later - earlier for earlier, later in zip(answers, answers[1:]) if later >= since), default=0.0)


def echo_request(sequence):
    head = struct.pack("!BBHHH", ECHO_REQUEST, 0, 0, IDENTIFIER, sequence)
    total = sum(struct.unpack("!4H", head))
    checksum = ~((total & 0xFFFF) + (total >> 16)) & 0xFFFF
    return head[:2] + struct.pack("!H", checksum) + head[4:]


def send(endpoint, sequence, address):
    try:
        endpoint.sendto(echo_request(sequence), socket.MSG_DONTWAIT, (address, 0))
    except OSError:
        pass  # no neighbour entry, or nobody there: the answer will be missing


def probe(address, period):
    endpoint = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
    endpoint.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 0)
    sequence, due = 0, time.monotonic()
    while True:
        send(endpoint, sequence, address)
        sequence = (sequence + 1) & 0xFFFF
        due = max(due + period, time.monotonic() - period)
        time.sleep(max(0.0, due - time.monotonic()))


if __name__ == "__main__":
    probe(sys.argv[1], float(sys.argv[2]))
