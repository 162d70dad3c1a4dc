"""A machine of its own: namespaces held by one process and gone with it.

Nothing is named in /run/netns and nothing outlives the test, even if that is
killed: the holder ends when its standard input does, and with the first process
of a PID namespace the kernel ends all others.
"""

import contextlib
import ctypes
import os
import pathlib
import subprocess

CLONE_NEWNET = 0x40000000

FIRST_PROCESS = pathlib.Path(__file__).with_name("machine.sh")
NAMESPACES = ("--net", "--mount", "--uts", "--ipc", "--pid")


class Namespace:
    """`pid` is the first process, as seen from outside. What is written below the
    folders `layers` is seen in here only; `binds` maps paths in here (in /run, in a
    layer, or existing) to the outer files that appear there."""

    def __init__(self, name, binds=None, layers=()):
        self.name = name
        pairs = [f"{inside}={os.path.abspath(outer)}" for inside, outer in (binds or {}).items()]
        self._holder = subprocess.Popen(
            ["unshare", *NAMESPACES, "--fork", "--mount-proc", "--kill-child",
             "/bin/sh", FIRST_PROCESS, name, *layers, *pairs],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd="/")
        if self._holder.stdout.readline() != b"ready\n":
            raise RuntimeError(f"{name}: cannot make namespaces (root and CAP_SYS_ADMIN are needed)")
        self.pid = only_child(self._holder.pid)

    def command(self, *arguments):
        """The command line that runs `arguments` in here."""
        return ["nsenter", "--target", str(self.pid), "--net", "--mount", "--uts", "--ipc", "--pid",
                "--root", "--wd", "--", *map(str, arguments)]

    def command_from_outside(self, *arguments):
        """The command line that runs `arguments` with our network, but the outer files."""
        return ["nsenter", "--target", str(self.pid), "--net", "--", *map(str, arguments)]

    def run(self, *arguments, check=True, **options):
        """Runs a short command to its end and returns its output."""
        done = subprocess.run(self.command(*arguments), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, timeout=60, **options)
        if check and done.returncode != 0:
            raise RuntimeError(f"{self.name}: {' '.join(map(str, arguments))}: {done.stdout}")
        return done.stdout

    def launch(self, *arguments):
        """Runs a command that leaves a service behind, which would hold an output pipe open."""
        subprocess.run(self.command(*arguments), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, timeout=60, check=True)

    def path(self, inside):
        """The path from outside of the file `inside`."""
        return pathlib.Path(f"/proc/{self.pid}/root{inside}")

    def write(self, inside, text, mode=0o644):
        """Puts a file in place as a whole."""
        fresh = self.path(inside + ".fresh")
        fresh.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_text(text)
        fresh.chmod(mode)
        fresh.rename(self.path(inside))

    @contextlib.contextmanager
    def network(self):
        """Within this context, new sockets of this thread belong to our network."""
        with network_of(self.pid):
            yield

    def close(self):
        self._holder.stdin.close()
        self._holder.stdout.close()
        self._holder.wait(timeout=30)


@contextlib.contextmanager
def network_of(pid):
    """Within this context, new sockets and processes of this thread belong to the network of `pid`."""
    with open("/proc/self/ns/net") as own, open(f"/proc/{pid}/ns/net") as other:
        set_namespace(other)
        try:
            yield
        finally:
            set_namespace(own)


def set_namespace(namespace):
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.setns(namespace.fileno(), CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "setns")


def children(pid):
    """The processes `pid` has started, oldest first."""
    try:
        return [int(child) for task in pathlib.Path(f"/proc/{pid}/task").iterdir()
                for child in (task / "children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []


def only_child(pid):
    (child,) = children(pid)
    return child
