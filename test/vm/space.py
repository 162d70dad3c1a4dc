"""Network namespaces within the machine, for guests' programs."""

import contextlib
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from lab.namespace import set_namespace  # noqa: E402


class Space:
    """A network namespace, with as few processes as can be: there are many, and a machine
    without hardware support starts ten a second."""

    def __init__(self, addresses=(), commands=()):
        commands = ["ip link set lo up", *(f"ip addr add {address}/128 dev lo nodad" for address in addresses), *commands]
        self.holder = subprocess.Popen(["unshare", "--net", "sh", "-c", "; ".join([*commands, "echo ready", "exec cat"])],
                                       stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def ready(self):
        if self.holder.stdout.readline() != b"ready\n":
            raise RuntimeError("no network namespace")

    @contextlib.contextmanager
    def network(self):
        """Within this context, new sockets and processes belong here."""
        with open("/proc/self/ns/net") as own, open(f"/proc/{self.holder.pid}/ns/net") as ours:
            set_namespace(ours)
            try:
                yield
            finally:
                set_namespace(own)

    def close(self):
        self.holder.stdin.close()
        self.holder.wait(60)
