"""A client asking once a millisecond: ICMP echo requests to one address.

The sender is a process of its own so that the test's work does not disturb its
pace; requests and answers are read from the capture.
"""

import subprocess
import sys

SENDER = """
import os, socket, struct, sys, time
period, address = float(sys.argv[1]), sys.argv[2]
endpoint = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
endpoint.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 0)
def checksum(data):
    total = sum(struct.unpack("!4H", data))
    total = (total & 0xFFFF) + (total >> 16)
    return ~(total + (total >> 16)) & 0xFFFF
sequence, due = 0, time.monotonic()
while True:
    head = struct.pack("!BBHHH", 8, 0, 0, 7, sequence)
    try:
        endpoint.sendto(head[:2] + struct.pack("!H", checksum(head)) + head[4:], socket.MSG_DONTWAIT, (address, 0))
    except OSError:
        pass
    sequence = (sequence + 1) & 0xFFFF
    due = max(due + period, time.monotonic() - period)
    time.sleep(max(0.0, due - time.monotonic()))
"""


class Prober:
    """Probes `address` from `node` until closed."""

    def __init__(self, node, address, period=0.001):
        self._process = subprocess.Popen(node.command(sys.executable, "-c", SENDER, str(period), address),
                                         stdin=subprocess.DEVNULL)

    def close(self):
        self._process.terminate()
        self._process.wait()


def outage(echoes, after):
    """The longest time without an answer that began or ended later than `after`, in seconds."""
    answers = [echo.stamp for echo in echoes if echo.reply]
    return max((later - earlier for earlier, later in zip(answers, answers[1:]) if later >= after), default=0.0)
