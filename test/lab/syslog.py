"""A node's system log: what its processes send to /dev/log (RFC 3164 as glibc writes it)."""

import re
import socket

LINE = re.compile(r"^<(?P<code>\d+)>\w{3} [ \d]\d [\d:]{8} (?P<ident>[^:\[]+)(?:\[\d+\])?: (?P<text>.*)$", re.S)


class Syslog:
    """`lines` are (ident, text) pairs in the order of arrival."""

    def __init__(self, namespace, watch):
        self.lines = []
        self._watch = watch
        self._name = namespace.name
        path = namespace.path("/dev/log")
        with namespace.network():  # whose limit of waiting datagrams it gets
            self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        self._socket.bind(str(path))
        path.chmod(0o666)
        watch.add(self._socket, self._read)

    def said(self, pattern, count=1):
        """True when at least `count` texts match."""
        return sum(bool(re.search(pattern, text)) for _, text in self.lines) >= count

    def wait_said(self, pattern, within=10, count=1):
        self._watch.until(lambda: self.said(pattern, count), within, f"{self._name}: syslog says {pattern!r}")

    def close(self):
        self._socket.close()

    def _read(self):
        try:
            while True:
                self._keep(self._socket.recv(65536).decode(errors="replace"))
        except BlockingIOError:
            return True

    def _keep(self, datagram):
        match = LINE.match(datagram)
        self.lines.append((match["ident"], match["text"].rstrip("\n\0")) if match else ("", datagram))
