"""In the machine: what of load balancing follows VRRP state, namespaces and global settings,
as a daemon does it. Each scene gives lines that both daemons have to give alike.

    roles_guest.py OUTPUT BINARY
"""

import contextlib
import json
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import time

from space import Space

MODULES = ("ip_vs", "ip_vs_rr", "dummy")
PATIENCE = 60
OUTSIDE = ("ip link add d0 type dummy", "ip link set d0 multicast on up", "ip addr add 10.0.5.10/24 dev d0")
INSTANCE = """
vrrp_instance VI {
 interface d0
 state BACKUP
 virtual_router_id 9
 priority 100
 advert_int 1
 virtual_ipaddress {
  10.0.5.1/32 dev d0
 }
}
"""
SERVICE = """
virtual_server %s 80 {
 delay_loop 1
 warmup 0
 lb_algo rr
 lb_kind NAT
 protocol TCP
 %s
 real_server 127.0.1.1 8001 {
  TCP_CHECK {
   connect_timeout 5
   retry 0
  }
 }
}
"""


class Scene:
    """A namespace with a daemon in it; IPVS may be in another one."""

    def __init__(self, folder, binary, ipvs=None):
        self.folder, self.binary = folder, binary
        self.space = Space(commands=OUTSIDE)
        self.space.ready()
        self.ipvs = ipvs or self.space
        self.process = None

    def start(self, text, *options):
        config = self.folder / "conf"
        config.write_text("global_defs {\n script_user root\n router_id R\n" + text)
        pids = [f"--{kind}={config}.{kind}" for kind in ("pid", "vrrp_pid", "checkers_pid")]
        with self.space.network(), (self.folder / "log").open("a") as log:
            self.process = subprocess.Popen([self.binary, "-n", "-l", "-D", "-G", *pids, *options, "-f", str(config)],
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)

    def reload(self, text):
        (self.folder / "conf").write_text("global_defs {\n script_user root\n router_id R\n" + text)
        self.process.send_signal(signal.SIGHUP)

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(60)

    def close(self):
        self.stop()
        self.space.close()

    def show(self, *command, space=None):
        with (space or self.ipvs).network():
            done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, timeout=60)
        return sorted(line.rstrip() for line in done.stdout.splitlines())

    def table(self):
        return self.show("ipvsadm", "-Sn")

    def daemons(self):
        return self.show("ipvsadm", "-L", "--daemon")

    def until(self, look, good):
        """What `look` shows once it is `good`, or after a while."""
        end = time.monotonic() + PATIENCE
        while not good(found := look()) and time.monotonic() < end:
            time.sleep(0.3)
        return found

    def listen(self, address="127.0.1.1", port=8001):
        with self.space.network():
            server = socket.socket()
            server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            server.bind((address, port))
            server.listen(128)
            return server

    def link(self, *words):
        self.show("ip", "link", "set", "d0", *words, space=self.space)


def roles(role):
    return lambda lines: len(lines) == 1 and lines[0].startswith(role)


def sync_daemon(scene):
    sync = " lvs_sync_daemon d0 inst VI id %d maxlen 1400 port 8900 ttl 3 group 224.0.0.99\n}\n" + INSTANCE
    scene.start(sync % 33)
    yield "master", scene.until(scene.daemons, roles("master"))
    scene.link("down")
    yield "fault", scene.until(scene.daemons, roles("backup"))
    scene.link("up")
    yield "master again", scene.until(scene.daemons, roles("master"))
    scene.stop()
    yield "stopped", scene.daemons()


def sync_daemon_alone(scene):
    """Before it is master; with the defaults; found running by the next start."""
    text = " lvs_sync_daemon d0 VI\n vrrp_startup_delay 0\n}\n" + INSTANCE.replace("advert_int 1", "advert_int 20")
    scene.start(text)
    yield "backup", scene.until(scene.daemons, roles("backup"))
    scene.stop()
    yield "stopped", scene.daemons()


def suspension(scene):
    with scene.listen() as server:
        scene.start("}\n" + SERVICE % ("10.0.5.1", "ha_suspend"), "-C")
        yield "address elsewhere", scene.until(scene.table, lambda lines: len(lines) == 2)
    scene.show("ip", "addr", "add", "10.0.5.1/32", "dev", "d0", space=scene.space)
    yield "address here, server gone", scene.until(scene.table, lambda lines: len(lines) == 1)
    scene.show("ip", "addr", "del", "10.0.5.1/32", "dev", "d0", space=scene.space)
    with scene.listen():
        until_suspended(scene)
        scene.show("ip", "addr", "add", "10.0.5.1/32", "dev", "d0", space=scene.space)
        yield "both here", scene.until(scene.table, lambda lines: len(lines) == 2)


def until_suspended(scene):
    scene.until(lambda: (scene.folder / "log").read_text().count("Suspending healthchecker"), lambda count: count > 1)


def other_namespace(scene):
    with scene.listen():
        scene.start("}\nnet_namespace_ipvs away\n" + SERVICE % ("10.0.5.1", ""), "-C")
        yield "there", scene.until(scene.table, lambda lines: len(lines) == 2)
        yield "not here", scene.show("ipvsadm", "-Sn", space=scene.space)


def flush(scene):
    foreign = ("ipvsadm", "-A", "-t", "203.0.113.1:80", "-s", "rr")
    scene.show(*foreign)
    with scene.listen():
        scene.start(" lvs_flush\n lvs_flush_on_stop\n lvs_timeouts tcp 100 tcpfin 50 udp 25\n}\n" + SERVICE % ("10.0.5.1", ""), "-C")
        yield "flushed at start", scene.until(scene.table, lambda lines: len(lines) == 2)
        yield "timeouts", scene.show("ipvsadm", "-L", "--timeout")
        scene.show(*foreign)
        scene.stop()
        yield "flushed at stop", scene.table()
        scene.show(*foreign)
        scene.start(" lvs_flush_on_stop VS\n}\n" + SERVICE % ("10.0.5.1", ""), "-C")
        yield "both", scene.until(scene.table, lambda lines: len(lines) == 3)
        scene.stop()
        yield "only ours gone", scene.table()


SCENES = (sync_daemon, sync_daemon_alone, suspension, other_namespace, flush)


@contextlib.contextmanager
def away():
    """A namespace that `ip netns` knows as "away"."""
    subprocess.run(["ip", "netns", "add", "away"], check=True)
    holder = subprocess.Popen(["ip", "netns", "exec", "away", "sh", "-c", "ip link set lo up; echo ready; exec cat"],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    holder.stdout.readline()
    space = Space.__new__(Space)
    space.holder = holder
    yield space
    space.close()
    subprocess.run(["ip", "netns", "del", "away"], check=True)


def play(scene_function, folder, binary):
    with contextlib.ExitStack() as stack:
        ipvs = stack.enter_context(away()) if scene_function is other_namespace else None
        scene = Scene(folder, binary, ipvs)
        stack.callback(scene.close)
        found = dict(scene_function(scene))
    return {"seen": found, "log": (folder / "log").read_text().splitlines()}


def main():
    output, binary = sys.argv[1:]
    subprocess.run(["modprobe", "-a", *MODULES], check=False)
    result = {}
    for scene in SCENES:
        with tempfile.TemporaryDirectory() as folder:
            result[scene.__name__] = play(scene, pathlib.Path(folder), binary)
        print(scene.__name__, flush=True)
    pathlib.Path(output).write_text(json.dumps(result))


if __name__ == "__main__":
    main()
