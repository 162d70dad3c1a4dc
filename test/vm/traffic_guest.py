"""In the machine: a director, three real servers and a client in network namespaces, and
requests through IPVS while servers come and go; see traffic.

    traffic_guest.py DAEMON
"""

import asyncio
import contextlib
import itertools
import pathlib
import signal
import subprocess
import sys
import tempfile
import threading
import time

from space import Space

MODULES = ("ip_vs", "ip_vs_rr", "ipip", "bridge")
SERVERS = ("10.1.0.11", "10.1.0.12", "10.1.0.13")
# By forwarding method: the service's address, and the client's.
METHODS = {"NAT": ("10.2.0.100", "10.2.0.2"), "DR": ("10.1.0.100", "10.1.0.2"), "TUN": ("10.1.0.101", "10.1.0.2")}
BODY = "x" * 20000
PATIENCE = 120
REQUEST = b"GET /%s HTTP/1.0\r\n\r\n"
DRAIN = 40
# So many bytes a second of a slow page, which then takes some eight seconds.
SLOW = 2500

DIRECTOR = ("ip link add br0 type bridge", "ip link set br0 up", "ip addr add 10.1.0.1/24 dev br0",
            "ip addr add 10.2.0.100/32 dev lo", "ip addr add 10.1.0.100/32 dev lo", "ip addr add 10.1.0.101/32 dev lo",
            "echo 1 >/proc/sys/net/ipv4/ip_forward", "echo 0 >/proc/sys/net/ipv4/conf/all/send_redirects",
            "echo 0 >/proc/sys/net/ipv4/conf/br0/send_redirects")
SERVER = ("ip addr add 10.1.0.100/32 dev lo", "ip addr add 10.1.0.101/32 dev lo",
          "echo 1 >/proc/sys/net/ipv4/conf/all/arp_ignore", "echo 2 >/proc/sys/net/ipv4/conf/all/arp_announce",
          "ip link set tunl0 up", "echo 0 >/proc/sys/net/ipv4/conf/all/rp_filter",
          "echo 0 >/proc/sys/net/ipv4/conf/tunl0/rp_filter")
NGINX = """
daemon off; master_process off; pid {0}/pid; error_log {0}/error;
events {{ worker_connections 512; }}
http {{
  access_log off; client_body_temp_path {0}/body; proxy_temp_path {0}/proxy; fastcgi_temp_path {0}/fast;
  uwsgi_temp_path {0}/uwsgi; scgi_temp_path {0}/scgi; default_type text/plain;
  server {{ listen 80; root {0}; add_header Server-Name {1}; location /slow {{ limit_rate {2}; }} }}
}}
"""


class Server:
    """One nginx in a namespace of its own."""

    def __init__(self, address, folder):
        self.address, self.folder = address, folder
        folder.mkdir()
        for name in ("page", "slow"):
            (folder / name).write_text(BODY)
        (folder / "conf").write_text(NGINX.format(folder, address, SLOW))
        self.space = Space(commands=SERVER)
        self.process = None

    def start(self):
        with self.space.network():
            self.process = subprocess.Popen(["nginx", "-c", str(self.folder / "conf")], stdin=subprocess.DEVNULL)

    def kill(self):
        self.process.kill()
        self.process.wait()


class Wires:
    """Joins namespaces: a cable between two, or to the director's bridge."""

    def __init__(self, director):
        self.director, self.count = director, 0

    def to_bridge(self, space, address):
        self.count += 1
        name = f"port{self.count}"
        run(self.director, f"ip link add {name} type veth peer name eth0 netns {space.holder.pid}; "
                           f"ip link set {name} master br0 up")
        run(space, f"ip addr add {address}/24 dev eth0; ip link set eth0 up; ip route add default via 10.1.0.1")

    def to_client(self, space):
        run(self.director, f"ip link add front type veth peer name eth1 netns {space.holder.pid}; "
                           "ip addr add 10.2.0.1/24 dev front; ip link set front up")
        run(space, "ip addr add 10.2.0.2/24 dev eth1; ip link set eth1 up")


def run(space, text):
    with space.network():
        subprocess.run(["sh", "-ec", text], check=True)


class Client(threading.Thread):
    """Requests one after the other through every method, until told to end."""

    def __init__(self, space):
        super().__init__()
        self.space, self.ending = space, False
        self.loop = asyncio.new_event_loop()
        # None twice: IPVS takes a port it knows from a moment ago for the same connection.
        self.ports = itertools.count(10000)
        # (begin, end, method, server or None)
        self.requests = []

    def run(self):
        with self.space.network():
            self.loop.run_until_complete(self.all())

    async def all(self):
        await asyncio.gather(*(self.one_by_one(method) for method in METHODS for _ in range(2)))

    async def one_by_one(self, method):
        while not self.ending:
            await self.request(method, b"page", 20)
            await asyncio.sleep(0.1)

    async def request(self, method, page, within):
        begin, server = time.monotonic(), None
        with contextlib.suppress(OSError, asyncio.TimeoutError, ValueError):
            server = await asyncio.wait_for(self.fetch(method, page), within)
        self.requests.append((begin, time.monotonic(), method, server))
        return server

    async def fetch(self, method, page):
        address, own = METHODS[method]
        reader, writer = await asyncio.open_connection(address, 80, local_addr=(own, next(self.ports)))
        try:
            writer.write(REQUEST % page)
            answer = await reader.read(-1)
        finally:
            writer.close()
        head, _, body = answer.partition(b"\r\n\r\n")
        if len(body) != len(BODY):
            raise ValueError("not the whole page")
        return head.split(b"Server-Name: ")[1].split(b"\r\n")[0].decode()

    def slow_ones(self, count):
        """Begins slow downloads of every method; their futures end with the server's name or None."""
        return [asyncio.run_coroutine_threadsafe(self.request(method, b"slow", 60), self.loop)
                for method in METHODS for _ in range(count)]

    def failed(self, since):
        return [request for request in self.requests if request[0] >= since and request[3] is None]

    def served(self, since):
        return {(method, server) for begin, _, method, server in self.requests if begin >= since}


def configuration(servers, weights=None):
    text = "global_defs {\n script_user root\n}\n"
    for method, (address, _) in METHODS.items():
        text += (f"virtual_server {address} 80 {{\n delay_loop 1\n lb_algo rr\n lb_kind {method}\n protocol TCP\n"
                 f" drain_timeout {DRAIN}\n")
        for server in servers:
            text += (f" real_server {server} 80 {{\n weight {(weights or {}).get(server, 1)}\n TCP_CHECK {{\n"
                     "  connect_timeout 10\n  retry 0\n }\n }\n")
        text += "}\n"
    return text


class Director:
    """Our daemon, and the kernel's table."""

    def __init__(self, space, binary, folder):
        self.space, self.binary = space, binary
        self.config, self.log = folder / "conf", folder / "log"
        self.process = None

    def start(self, text):
        self.config.write_text(text)
        with self.space.network(), self.log.open("w") as log:
            self.process = subprocess.Popen([self.binary, "-n", "-l", "-D", "-G", "-C", f"--pid={self.config}.pid",
                                             f"--checkers_pid={self.config}.cpid", "-f", str(self.config)],
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)

    def reload(self, text):
        said = self.log.read_text().count("Reload complete")
        self.config.write_text(text)
        self.process.send_signal(signal.SIGHUP)
        wait(lambda: self.log.read_text().count("Reload complete") > said, "the reload")

    def activations(self):
        return self.log.read_text().count("Activating healthchecker")

    def weights(self):
        """{server: [weight, connections] of each service}"""
        with self.space.network():
            lines = pathlib.Path("/proc/thread-self/net/ip_vs").read_text().splitlines()[3:]
        found = {}
        for words in map(str.split, lines):
            if words[0] == "->":
                number = int(words[1][:8], 16)
                address = ".".join(str(number >> shift & 255) for shift in (24, 16, 8, 0))
                found.setdefault(address, []).append((int(words[3]), int(words[4])))
        return found

    def wait_servers(self, *wanted):
        wait(lambda: set(self.weights()) == set(wanted), f"a table with {wanted}")

    def stop(self):
        self.process.terminate()
        self.process.wait(60)


def wait(condition, what):
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            raise RuntimeError(f"no {what}")
        time.sleep(0.05)


class Show:
    """Counts and prints what was shown."""

    def __init__(self):
        self.passed = self.failed = 0

    def __call__(self, what, good, detail=""):
        self.passed += bool(good)
        self.failed += not good
        print(f"{'passed' if good else 'FAILED'}  {what}{': ' if detail else ''}{detail}", flush=True)


def through_all(show, client, since, servers, what):
    """Waits until every method has used every server since then; none may have failed."""
    wanted = {(method, server) for method in METHODS for server in servers}
    wait(lambda: wanted <= client.served(since), f"requests to {servers}")
    failed = client.failed(since)
    count = sum(request[0] >= since for request in client.requests)
    show(what, not failed, f"{count} requests, {len(failed)} failed")


def scenes(show, client, director, servers):
    begin = time.monotonic()
    through_all(show, client, begin, SERVERS, "all servers answer through NAT, DR and TUN")

    killed_at = time.monotonic()
    servers[0].kill()
    director.wait_servers(*SERVERS[1:])
    removed_at = time.monotonic()
    through_all(show, client, removed_at, SERVERS[1:], "after a killed server has left the table nothing fails")
    lost = [request for request in client.failed(killed_at - 20)]
    outside = [request for request in lost if not (request[1] >= killed_at and request[0] <= removed_at)]
    show("what failed was sent to it before it left", not outside, f"{len(lost)} failed in {removed_at - killed_at:.1f} s")

    returned_at = time.monotonic()
    servers[0].start()
    director.wait_servers(*SERVERS)
    through_all(show, client, returned_at, SERVERS, "nothing fails when it returns")

    reloaded_at = time.monotonic()
    slow = client.slow_ones(3)
    wait(lambda: sum(active for pairs in director.weights().values() for _, active in pairs) >= len(slow), "downloads")
    before = director.activations()
    director.reload(configuration(SERVERS))
    director.reload(configuration(SERVERS, {SERVERS[1]: 2}))
    show("a reload activates new checks only", director.activations() == before > 0)
    ended = [one.result(PATIENCE) for one in slow]
    show("downloads survive reloads", None not in ended, f"{len(ended)} downloads")
    through_all(show, client, reloaded_at, SERVERS, "nothing fails through reloads")

    drained_at = time.monotonic()
    slow = client.slow_ones(3)
    wait(lambda: sum(active for pairs in director.weights().values() for _, active in pairs) >= len(slow), "downloads")
    director.reload(configuration(SERVERS[1:]))
    wait(lambda: {weight for weight, _ in director.weights()[SERVERS[0]]} == {0}, "weight 0")
    gone_at = time.monotonic()
    ended = [one.result(PATIENCE) for one in slow]
    show("downloads from a server that a reload removed are finished", None not in ended and SERVERS[0] in ended,
         f"{ended.count(SERVERS[0])} of {len(ended)} from it")
    through_all(show, client, drained_at, SERVERS[1:], "nothing fails while it drains")
    late = [f"{method} {begin - gone_at:.2f} s later" for begin, _, method, server in client.requests
            if server == SERVERS[0] and begin > gone_at]
    show("it gets no new connection", not late, ", ".join(late))
    director.wait_servers(*SERVERS[1:])
    show("it leaves the table when its time is over", time.monotonic() - gone_at > DRAIN / 2)
    through_all(show, client, drained_at, SERVERS[1:], "nothing fails afterwards")


def main():
    subprocess.run(["modprobe", "-a", *MODULES], check=False)
    show = Show()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        front, back = Space(commands=DIRECTOR), Space()
        servers = [Server(address, folder / address) for address in SERVERS]
        for space in (front, back, *(server.space for server in servers)):
            space.ready()
        wires = Wires(front)
        for server in servers:
            wires.to_bridge(server.space, server.address)
            server.start()
        wires.to_bridge(back, "10.1.0.2")
        wires.to_client(back)
        director = Director(front, sys.argv[1], folder)
        director.start(configuration(SERVERS))
        director.wait_servers(*SERVERS)
        client = Client(back)
        client.start()
        try:
            scenes(show, client, director, servers)
        except RuntimeError as why:
            show(str(why), False)
        finally:
            client.ending = True
            client.join(60)
            director.stop()
            for server in servers:
                server.kill()
        if show.failed:
            print(director.log.read_text())
    print(f"{show.passed} passed, {show.failed} failed")
    sys.exit(1 if show.failed else 0)


if __name__ == "__main__":
    main()
