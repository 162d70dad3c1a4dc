"""Network namespaces within the machine, for guests' programs."""

import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from lab.namespace import network_of  # noqa: E402


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

    def network(self):
        """Within this context, new sockets and processes belong here."""
        return network_of(self.holder.pid)

    def close(self):
        self.holder.stdin.close()
        self.holder.wait(60)
