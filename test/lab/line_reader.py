"""Lines from a FIFO in a node, as a program that reads it sees them."""

import os


class LineReader:
    """`lines` so far; `ended` once the last writer has closed the FIFO."""

    def __init__(self, namespace, inside, watch):
        self.lines = []
        self.ended = False
        self._rest = b""
        self._watch = watch
        self._name = inside
        self._fifo = open(os.open(namespace.path(inside), os.O_RDONLY | os.O_NONBLOCK), "rb", buffering=0)
        watch.add(self._fifo, self._read)

    def wait_lines(self, count, within=10):
        self._watch.until(lambda: len(self.lines) >= count, within, f"{count} lines from {self._name}: {self.lines}")

    def wait_line(self, line, within=10):
        self._watch.until(lambda: line in self.lines, within, f"{line!r} from {self._name}: {self.lines}")

    def _read(self):
        data = self._fifo.read(65536)
        if data is None:
            return True
        if not data:
            self.ended = True
            self._watch.remove(self._fifo)
            self._fifo.close()
            return True
        *lines, self._rest = (self._rest + data).split(b"\n")
        self.lines += [line.decode() for line in lines]
        return True
