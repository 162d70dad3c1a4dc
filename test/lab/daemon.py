"""A keepalived-compatible daemon in a node, with its log and its processes."""

import os
import re
import signal
import subprocess

from .namespace import children

BINARY = "/run/lab/keepalived"
CONFIG = "/run/lab/keepalived.conf"
OPTIONS = ("--dont-fork", "--log-console", "--log-detail")
TIMESTAMP = re.compile(r"^\w{3} \w{3} [ \d]\d [\d:]{8} \d{4}: ")
SANITIZER = re.compile(r"ERROR: \w+Sanitizer|runtime error:")
ENTERING = re.compile(r"\((?P<instance>[^)]+)\) Entering (?P<state>MASTER|BACKUP|FAULT) STATE")


class Daemon:
    """One run of the daemon; `log` is what it said so far, line by line."""

    def __init__(self, node, watch, options=OPTIONS, binary=BINARY, prefix=()):
        self.node = node
        self.log = []
        self._watch = watch
        self._rest = b""
        self._process = subprocess.Popen(
            node.command(*prefix, binary, "-f", CONFIG, *options),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd="/")
        os.set_blocking(self._process.stdout.fileno(), False)
        watch.add(self._process.stdout, self._read)

    @property
    def pid(self):
        """The parent process, as seen from outside; None once it is gone."""
        return next(iter(children(self._process.pid)), None)

    @property
    def exit_code(self):
        """None while it runs; negative for the signal that ended it."""
        return self._process.poll()

    def said(self, pattern):
        """The first log line that matches the regular expression."""
        return next((line for line in self.log if re.search(pattern, line)), None)

    def states(self, instance="VI_1"):
        """The states entered so far, as the log tells them."""
        found = filter(None, map(ENTERING.search, self.log))
        return [match["state"] for match in found if match["instance"] == instance]

    def wait_said(self, pattern, within=10):
        self._watch.until(lambda: self.said(pattern), within, f"{self.node.name}: log line {pattern!r}")

    def wait_state(self, state, within=10):
        self._watch.until(lambda: self.states()[-1:] == [state], within, f"{self.node.name}: state {state}")

    def wait_states(self, states, within=5):
        """Until exactly these have been entered; the log may lag a moment behind the wire."""
        self._watch.until(lambda: self.states() == states, within, f"{self.node.name}: states {states}")

    def wait_exit(self, within=10):
        """Returns the exit status; the log is complete then."""
        self._watch.until(lambda: self._process.stdout is None or self._process.stdout.closed, within,
                          f"{self.node.name}: exit")
        return self._process.wait(timeout=within)

    def wait_parent_exit(self, within=10):
        """With --handover a child stays, and with it the log goes on."""
        return self._process.wait(timeout=within)

    def stop_for_good(self, within=15):
        """With --handover, and nobody to take over."""
        self.signal(signal.SIGTERM)
        return self.wait_exit(within)

    def signal(self, number):
        if self.pid is not None:
            os.kill(self.pid, number)

    def reload(self):
        self.signal(signal.SIGHUP)

    def stop(self, within=10):
        """SIGTERM, then wait for the end; returns the exit status."""
        self.signal(signal.SIGTERM)
        return self.wait_exit(within)

    def kill(self):
        """SIGKILL to all of it, as a crashed machine ends: nobody has time to resign."""
        parent = self.pid
        for process in (*children(parent), parent):
            os.kill(process, signal.SIGKILL)
        self.wait_exit()

    def close(self):
        """Ends it if it still runs; a sanitizer's finding in the log is an error."""
        if self.exit_code is None:
            self.stop(30)
        self._process.wait(timeout=10)
        findings = [line for line in self.log if SANITIZER.search(line)]
        assert not findings, "\n".join(self.log)

    def _read(self):
        data = os.read(self._process.stdout.fileno(), 65536)
        if not data:
            self._watch.remove(self._process.stdout)
            self._process.stdout.close()
            return True
        *lines, self._rest = (self._rest + data).split(b"\n")
        self.log += [TIMESTAMP.sub("", line.decode(errors="replace")) for line in lines]
        return True
