"""A client that requests one page over and over, a connection for each.

Run as `web_client.py ADDRESS`, it writes a line for each request: when it was
made, when it ended, and the page's first line, or `-` if there was no answer.
"""

import os
import socket
import subprocess
import sys
import time

PERIOD = 0.001
PATIENCE = 0.05
REQUEST = b"GET / HTTP/1.0\r\n\r\n"


class WebClient:
    """Requests from `namespace` until closed; `requests` are (begin, end, page) tuples,
    the page being None for a lost one."""

    def __init__(self, namespace, address, watch):
        self.requests = []
        self._rest = b""
        self._watch = watch
        self._process = subprocess.Popen(
            namespace.command_from_outside(sys.executable, "-u", __file__, address),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        watch.add(self._process.stdout, self._read)

    def answered(self, since=0.0):
        return [request for request in self.requests if request[2] and request[0] >= since]

    def close(self):
        self._process.terminate()
        self._watch.remove(self._process.stdout)
        self._process.communicate()

    def _read(self):
        *lines, self._rest = (self._rest + os.read(self._process.stdout.fileno(), 65536)).split(b"\n")
        for line in lines:
            begin, end, page = line.decode().split(" ")
            self.requests.append((float(begin), float(end), None if page == "-" else page))
        return True


def gaps(requests, longer_than):
    """(begin, end, lost) of each time longer than `longer_than` without an answer."""
    found, last, lost = [], None, 0
    for _, end, page in requests:
        if page is None:
            lost += 1
            continue
        if lost and last is not None and end - last > longer_than:
            found.append((last, end, lost))
        last, lost = end, 0
    return found


def fetch(address):
    """The first line of the page, or "-"."""
    try:
        with socket.create_connection((address, 80), timeout=PATIENCE) as connection:
            connection.sendall(REQUEST)
            answer = b"".join(iter(lambda: connection.recv(4096), b""))
    except OSError:
        return "-"
    head, _, body = answer.partition(b"\r\n\r\n")
    return body.split(b"\n")[0].decode() if b" 200 " in head[:16] else "-"


def request_for_ever(address):
    while True:
        begin = time.time()
        page = fetch(address)
        end = time.time()
        print(f"{begin:.6f} {end:.6f} {page}")
        time.sleep(max(0.0, begin + PERIOD - end))


if __name__ == "__main__":
    request_for_ever(sys.argv[1])
