"""One event loop for all sources; waiting is always for an event, with a deadline."""

import selectors
import time


class Overdue(AssertionError):
    """What was waited for did not happen in time."""


class Watch:
    """Calls each source's reader when it has something to say."""

    def __init__(self):
        self._selector = selectors.DefaultSelector()
        self.report = lambda: ""  # what to add to the message of an overdue wait

    def add(self, source, reader):
        """`source` has a fileno(); `reader()` takes what is there and returns False at its end."""
        self._selector.register(source, selectors.EVENT_READ, reader)

    def remove(self, source):
        self._selector.unregister(source)

    def until(self, predicate, within, what):
        """Returns as soon as `predicate()` is true; raises Overdue after `within` seconds."""
        deadline = time.monotonic() + within
        while not predicate():
            left = deadline - time.monotonic()
            if left <= 0:
                raise Overdue(f"not within {within} s: {what}\n{self.report()}")
            self._dispatch(left)

    def observe(self, seconds):
        """Lets events come in for a while: for showing that something does not happen."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            self._dispatch(left)

    def drain(self):
        """Takes in what has already arrived."""
        while self._dispatch(0):
            pass

    def close(self):
        self._selector.close()

    def _dispatch(self, timeout):
        ready = self._selector.select(timeout)
        for key, _ in ready:
            if key.data() is False:
                self.remove(key.fileobj)
        return bool(ready)
