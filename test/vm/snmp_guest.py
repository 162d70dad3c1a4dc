"""In the machine: what managers read and hear of a daemon's virtual servers, through its
life: started, two servers gone, back, a weight set, stopped.

    snmp_guest.py OUTPUT BINARY...

Writes [{event: {name: "TYPE: value"}, "traps": [...]}] in the order of the binaries.
"""

import contextlib
import json
import pathlib
import re
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from lab.snmp import KEEPALIVED, SOCKET, Snmp  # noqa: E402
from lab.watch import Watch  # noqa: E402

MODULES = ("ip_vs", "ip_vs_rr", "ip_vs_wrr", "ip_vs_wlc", "ip_vs_mh", "ip_vs_sh", "dummy")
PATIENCE = 90
REQUESTS = 5
PORT = 8001
SERVERS = ("10.0.5.1", "10.0.5.2", "10.0.5.3")
SERVERS6 = ("fd00::1", "fd00::2")
SERVICE = "192.0.2.1"
TCP = "TCP_CHECK {\n connect_timeout 3\n connect_port %d\n }" % PORT


def server(address, port=PORT, *lines):
    return f" real_server {address} {port} {{\n " + "\n ".join(lines) + f"\n {TCP}\n }}\n"


# Everything a table shows, in another form in each service.
CONFIGURATION = f"""
global_defs {{
 script_user root
 router_id LAB
 enable_snmp_checker
 enable_traps
 snmp_socket {SOCKET}
 lvs_timeouts tcp 100 tcpfin 20 udp 60
 lvs_sync_daemon d0 VI id 5 maxlen 1400 port 8900 ttl 3 group 224.0.0.99
 smtp_alert true
 smtp_server 127.0.0.1 2525
 notification_email {{
  admin@example.org
 }}
 notification_email_from lab@example.org
}}
vrrp_instance VI {{
 interface d0
 virtual_router_id 9
 priority 100
 advert_int 1
 virtual_ipaddress {{
  10.0.5.100/32 dev d0
 }}
}}
virtual_server_group G {{
 192.0.2.16-18 8001
 192.0.2.30 8002
 fwmark 11
}}
virtual_server_group H {{
 192.0.2.40 0
}}
virtual_server_group UNUSED {{
 2001:db8::10-12 8001
 2001:db8::20 80
}}
virtual_server {SERVICE} {PORT} {{
 delay_loop 1
 delay_before_retry 0.5
 connect_timeout 2.5
 retry 2
 warmup 0
 lb_algo wrr
 lb_kind NAT
 protocol TCP
 persistence_timeout 77
 persistence_granularity 255.255.255.0
 quorum 5
 hysteresis 1
 quorum_up "/usr/bin/true up 1"
 quorum_down "/usr/bin/true down"
 virtualhost www.example.org
 snmp_name web
 alpha
 omega
 ha_suspend
 smtp_alert true
 sorry_server 10.0.5.9 {PORT}
{server(SERVERS[0], PORT, "weight 3", "uthreshold 100", "lthreshold 20", "snmp_name one", 'notify_up "/usr/bin/true a"', "notify_down /usr/bin/true")}
{server(SERVERS[1], PORT, "weight 2", "inhibit_on_failure", "virtualhost two.example.org", "retry 1", "delay_loop 2", "smtp_alert false")}
{server(SERVERS[2], PORT, "weight 4", "retry 3", "alpha", "delay_before_retry 0.25", "warmup 1.5")}
}}
virtual_server fwmark 7 {{
 delay_loop 1
 retry 1
 warmup 0
 lb_kind DR
 persistence_timeout 40
 persistence_granularity 255.255.0.0
 weight 8
 inhibit_on_failure
{server(SERVERS[0], 0)}
{server(SERVERS[1], 0, "weight 0")}
}}
virtual_server group G {{
 delay_loop 1
 retry 1
 warmup 0
 lb_algo mh
 mh-port
 mh-fallback
 lb_kind TUN type gue port 6080 csum
 protocol TCP
{server(SERVERS[0])}
{server(SERVERS[2], PORT, "lvs_method TUN type gre")}
}}
virtual_server group H {{
 delay_loop 1
 retry 1
 warmup 0
 lb_algo sh
 sh-port
 flag-3
 lb_kind NAT
 persistence_timeout 50
 protocol UDP
 sorry_server 10.0.5.9 8002
 sorry_server_inhibit
 sorry_server_lvs_method DR
{server(SERVERS[1], PORT)}
}}
virtual_server 2001:db8::1 {PORT} {{
 delay_loop 1
 retry 1
 warmup 0
 lb_algo rr
 lb_kind NAT
 protocol SCTP
 persistence_timeout 60
 persistence_granularity 64
{server(SERVERS6[0])}
{server(SERVERS6[1], 8002, "weight 7")}
}}
virtual_server 192.0.2.2 53 {{
 delay_loop 1
 retry 1
 warmup 0
 lb_algo rr
 lb_kind NAT
 ops
 protocol UDP
{server(SERVERS[0])}
}}
virtual_server 192.0.2.3 80 {{
 lb_kind NAT
 protocol TCP
 real_server {SERVERS[0]} 80 {{
 }}
}}
"""
# Who goes and comes back, one after the other, and where it then shows: the second and
# third server of each service; the first number of a service with a sorry server is that.
GONE = {SERVERS[1]: ("1.3", "2.2", "4.2"), SERVERS[2]: ("1.4", "3.2")}
PLACES = ("1.2", "1.3", "1.4", "2.1", "2.2", "3.1", "3.2", "4.2", "5.1", "5.2", "6.1", "7.1")
INTERFACES = ("ip link add d0 type dummy", "ip link set d0 multicast on up", "ip addr add 10.0.5.10/24 dev d0",
              *(f"ip addr add {address}/32 dev d0" for address in (*SERVERS, SERVICE)),
              *(f"ip addr add {address}/128 dev d0 nodad" for address in SERVERS6))
STATUS, QUORUM = "3.4.1.6", "3.3.1.23"
UP = f"{KEEPALIVED}.3.3.1.21"
# Of the first server behind the sorry server.
WEIGHT = f"{KEEPALIVED}.3.4.1.7.1.2"
CONNECTIONS = "3.3.1.27.1"
# What is waited for: walking everything takes long.
WATCHED = ("3.4.1.6", "3.4.1.7", "3.3.1.23", "3.3.1.27")


class Here:
    """This machine as a node of the laboratory, as far as Snmp needs one."""

    class Machine:
        @staticmethod
        def path(name):
            return pathlib.Path(name)

        @staticmethod
        def write(name, text):
            path = pathlib.Path(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

        @staticmethod
        def command(*words):
            return words

    class Lab:
        def __init__(self):
            self.watch = Ticking()

    def __init__(self):
        self.namespace, self.lab = self.Machine(), self.Lab()

    @staticmethod
    def run(*words, check=True):
        return subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=check, timeout=120).stdout


class Ticking(Watch):
    """There is no source of events here but the clock."""

    def until(self, predicate, within, what):
        end = time.monotonic() + PATIENCE
        while not predicate():
            if time.monotonic() > end:
                raise RuntimeError(f"not in time: {what}")
            time.sleep(0.2)


class Servers:
    """Real servers that accept and say nothing."""

    def __init__(self):
        self._open = {}
        self.start(SERVERS[0], *SERVERS6)

    def start(self, *addresses):
        for address in addresses:
            listener = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((address, PORT))
            listener.listen(4096)
            self._open[address] = listener

    def stop(self, *addresses):
        for address in addresses:
            self._open.pop(address).close()


class Life:
    """One daemon from start to stop, and what is read and heard of it."""

    def __init__(self, folder, binary):
        self.folder, self.binary = folder, binary
        self.here = Here()
        self.snmp = Snmp(self.here)
        self.servers = Servers()
        self.seen = {}
        # Traps of the start.
        self.begun = 0

    def wait(self, what, predicate):
        def good():
            seen = {}
            for column in WATCHED:
                found = self.snmp.walk(f"{KEEPALIVED}.{column}")
                seen.update({f"{column}.{index}": value for index, value in found.items()})
            return predicate(seen)
        try:
            self.here.lab.watch.until(good, PATIENCE, what)
        except RuntimeError as error:
            # What differs is then shown by the comparison.
            print(error, flush=True)

    def until(self, what, predicate):
        self.wait(what, predicate)
        self.seen[what] = self.snmp.walk(KEEPALIVED)
        print(what, flush=True)

    def run(self):
        config = self.folder / "conf"
        config.write_text(CONFIGURATION)
        pids = [f"--{kind}={config}.{kind}" for kind in ("pid", "vrrp_pid", "checkers_pid")]
        with (self.folder / "log").open("w") as log:
            process = subprocess.Popen([self.binary, "-n", "-l", "-D", *pids, "-f", str(config)],
                                       stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)
        try:
            self.events()
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE)
            self.calm()
        finally:
            process.kill()
            process.wait()
            self.seen["log"] = (self.folder / "log").read_text().splitlines()
            self.seen["traps"] = sorted([kind, sorted(self.told(number, values))]
                                        for number, (kind, values) in enumerate(self.snmp.traps))
            self.snmp.close()
            self.servers.stop(*list(self.servers._open))
        return self.seen

    def told(self, number, values):
        """What a trap said; while all begin at once, how many are up is chance."""
        return [item for item in values.items() if number >= self.begun or not item[0].startswith(UP)]

    def calm(self):
        """Until no trap has come for a while: nobody says which is the last."""
        count, since = -1, time.monotonic()
        while time.monotonic() - since < 3:
            if len(self.snmp.traps) != count:
                count, since = len(self.snmp.traps), time.monotonic()
            time.sleep(0.2)

    def one_by_one(self, act, state):
        """A trap says how many are up: nobody's order must be chance."""
        for address, places in GONE.items():
            act(address)
            self.wait(f"{address} is {state}", lambda seen: {states(seen).get(place) for place in places} == {state})

    def events(self):
        gone = {place for places in GONE.values() for place in places}
        self.wait("nobody", lambda seen: all(states(seen).get(place) == ("2" if place in gone else "1") for place in PLACES))
        self.one_by_one(self.servers.start, "1")
        self.calm()
        self.begun = len(self.snmp.traps)
        self.until("start", lambda seen: all_are("1", seen) and seen.get(f"{QUORUM}.1") == "INTEGER: 1")
        for _ in range(REQUESTS):
            with socket.create_connection((SERVICE, PORT), PATIENCE):
                pass
        self.until("requests", lambda seen: seen.get(CONNECTIONS) == f"Gauge32: {REQUESTS}")
        self.one_by_one(self.servers.stop, "2")
        self.until("fail", lambda seen: seen.get(f"{QUORUM}.1") == "INTEGER: 2")
        self.one_by_one(self.servers.start, "1")
        self.until("recover", lambda seen: all_are("1", seen) and seen.get(f"{QUORUM}.1") == "INTEGER: 1")
        self.seen["set"] = self.snmp.set(WEIGHT, "i", "9")
        self.seen["refused"] = [self.snmp.set(f"{KEEPALIVED}.{name}", kind, "3")
                                for name, kind in (("3.4.1.7.1.1", "i"), ("3.4.1.8.1.2", "u"), ("3.4.1.7.1.2", "u"))]
        self.until("weight", lambda seen: seen.get("3.4.1.7.1.2") == "INTEGER: 9")
        self.seen["table"] = sorted(line.rstrip() for line in self.here.run("ipvsadm", "-Sn").splitlines())


def states(seen):
    """The real servers' states, by their places; 2 is down."""
    return {name.removeprefix(STATUS + "."): value[-1] for name, value in seen.items() if name.startswith(STATUS)}


def all_are(state, seen):
    return states(seen).keys() == set(PLACES) and set(states(seen).values()) == {state}


def main():
    output, *binaries = sys.argv[1:]
    subprocess.run(["modprobe", "-a", *MODULES], check=False)
    subprocess.run("; ".join(INTERFACES), shell=True, check=True)
    lives = []
    for binary in binaries:
        with tempfile.TemporaryDirectory() as folder:
            try:
                life = Life(pathlib.Path(folder), binary)
                lives.append(life.run())
            finally:
                pathlib.Path(output).write_text(json.dumps([*lives, life.seen]))
        subprocess.run(["ipvsadm", "-C"], check=False)
    pathlib.Path(output).write_text(json.dumps(lives))


if __name__ == "__main__":
    main()
