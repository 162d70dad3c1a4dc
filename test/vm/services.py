"""Configurations whose IPVS tables are compared with keepalived's.

Each is made of virtual_server blocks over the same real servers, of which the first two
fail and return. A second text, for the reload, has the second server replaced by a new
one and another weight for the first.
"""

import dataclasses

SERVERS = ("127.0.1.1", "127.0.1.2", "127.0.1.3")
NEWCOMER = "127.0.1.4"
SERVERS6 = ("fd00::1", "fd00::2", "fd00::3")
NEWCOMER6 = "fd00::4"
PORT = 8001
CHECK = "TCP_CHECK {\n connect_timeout 3\n retry 0\n connect_port %d\n }" % PORT


@dataclasses.dataclass(frozen=True)
class Service:
    """`head` is the block's argument, `lines` what stands in it before its servers."""

    name: str
    head: str
    lines: str
    port: int = PORT
    six: bool = False
    server_lines: str = ""
    before: str = ""

    def text(self, reloaded=False):
        servers, newcomer = (SERVERS6, NEWCOMER6) if self.six else (SERVERS, NEWCOMER)
        chosen = (servers[0], servers[2], newcomer) if reloaded else servers
        blocks = [self.server(address, 9 if reloaded and address == servers[0] else index + 1)
                  for index, address in enumerate(chosen)]
        # A machine with fifty daemons is slow to stop them.
        return (f"child_wait_time 120\nglobal_defs {{\n script_user root\n}}\n{self.before}\nvirtual_server {self.head} {{\n delay_loop 1\n"
                f" delay_before_retry 1\n warmup 0\n{self.lines}\n" + "".join(blocks) + "}\n")

    def server(self, address, weight):
        port = f" {self.port}" if self.port else ""
        return f" real_server {address}{port} {{\n weight {weight}\n {self.server_lines}\n {CHECK}\n }}\n"


def nat(scheduler, more=""):
    return f" lb_algo {scheduler}\n lb_kind NAT\n protocol TCP\n{more}"


WEB = f"192.0.2.1 {PORT}"
WEB6 = f"2001:db8::1 {PORT}"
GROUP = "virtual_server_group G {\n 192.0.2.1-3 8001\n 192.0.2.9 8002\n}\n"
MIXED = "virtual_server_group G {\n 192.0.2.0/30 8001\n fwmark 11\n fwmark 12\n}\n"
SORRY = " sorry_server 127.0.1.9 8001\n quorum 3\n"

SERVICES = tuple(
    [Service(f"scheduler {name}", WEB, nat(name))
     for name in ("rr", "wrr", "lc", "wlc", "lblc", "lblcr", "sh", "mh", "dh", "fo", "ovf", "sed", "nq")] +
    [Service("sh with its flags", WEB, nat("sh", " sh-port\n sh-fallback\n")),
     Service("mh with its flags", WEB, nat("mh", " mh-port\n mh-fallback\n")),
     Service("numbered flags", WEB, nat("wrr", " flag-1\n flag-3\n")),
     Service("direct routing", WEB, " lb_algo rr\n lb_kind DR\n protocol TCP"),
     Service("IP in IP", WEB, " lb_algo rr\n lb_kind TUN\n protocol TCP"),
     Service("GUE", WEB, " lb_algo rr\n lb_kind TUN type gue port 6080\n protocol TCP"),
     Service("GUE with checksum", WEB, " lb_algo rr\n lb_kind TUN type gue port 6080 csum\n protocol TCP"),
     Service("GRE", WEB, " lb_algo rr\n lb_kind TUN type gre\n protocol TCP"),
     Service("a method for each server", WEB, nat("rr"), server_lines="lvs_method DR"),
     Service("persistence", WEB, nat("rr", " persistence_timeout 100\n persistence_granularity 255.255.255.0\n")),
     Service("all ports", "192.0.2.1 0", nat("rr"), port=0),
     Service("UDP and one packet at a time", WEB, " lb_algo rr\n lb_kind NAT\n protocol UDP\n ops"),
     Service("SIP persistence", WEB, " lb_algo rr\n lb_kind NAT\n protocol UDP\n persistence_timeout 60\n"
             " persistence_engine sip"),
     Service("SCTP", WEB, " lb_algo rr\n lb_kind NAT\n protocol SCTP"),
     Service("a firewall mark", "fwmark 7", " lb_algo rr\n lb_kind DR", port=0),
     Service("a persistent firewall mark", "fwmark 7", " lb_algo rr\n lb_kind NAT\n persistence_timeout 30", port=0),
     Service("IPv6", WEB6, nat("rr"), six=True),
     Service("IPv6, persistent, direct", WEB6, " lb_algo wlc\n lb_kind DR\n protocol TCP\n persistence_timeout 50\n"
             " persistence_granularity 64", six=True),
     Service("an IPv6 firewall mark", "fwmark 8", " ip_family inet6\n lb_algo rr\n lb_kind DR", port=0, six=True),
     Service("a group", "group G", nat("rr"), before=GROUP),
     Service("a group with marks", "group G", " lb_algo rr\n lb_kind DR\n protocol TCP", before=MIXED),
     Service("a sorry server", WEB, nat("rr", SORRY)),
     Service("an inhibited sorry server", WEB, nat("rr", SORRY + " sorry_server_inhibit\n")),
     Service("a direct sorry server", WEB, nat("rr", SORRY + " sorry_server_lvs_method DR\n")),
     Service("quorum with hysteresis", WEB, nat("rr", SORRY + " hysteresis 2\n")),
     Service("quorum without a sorry server", WEB, nat("rr", " quorum 4\n")),
     Service("inhibit on failure", WEB, nat("rr", " inhibit_on_failure\n")),
     Service("inhibit and sorry", WEB, nat("rr", SORRY + " inhibit_on_failure\n")),
     Service("alpha", WEB, nat("rr", " alpha\n")),
     Service("alpha, omega and sorry", WEB, nat("rr", SORRY + " alpha\n omega\n")),
     Service("thresholds", WEB, nat("lc"), server_lines="uthreshold 100\n lthreshold 20"),
     Service("another port behind", "192.0.2.1 80", nat("rr"))])
