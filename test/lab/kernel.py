"""What a node's kernel has that a daemon may change, as values that can be compared.

`State` is the picture at one moment, interface by name and without what differs
from run to run; `Events` is every word of the kernel about a change.
"""

import json
import re
import socket

SETTINGS = ("ipv4/conf/*/arp_ignore", "ipv4/conf/*/arp_filter", "ipv4/conf/*/rp_filter", "ipv4/conf/*/accept_local",
            "ipv4/conf/*/promote_secondaries", "ipv4/igmp_link_local_mcast_reports", "ipv6/conf/*/disable_ipv6",
            "ipv6/conf/*/accept_ra", "ipv6/conf/*/addr_gen_mode")
COMMANDS = {
    "links": "ip -j -d link",
    "addresses": "ip -j -d address",
    "routes": "ip -4 -j -d -N route show table all; ip -6 -j -d -N route show table all",
    "rules": "ip -4 -j -d -N rule; ip -6 -j -d -N rule",
    "filter": "nft -s list ruleset",
    "groups": "ip -j maddress",
    "settings": "cd /proc/sys/net && grep . " + " ".join(SETTINGS),
}
MARK = "=== "
CHANGING_OF_LINKS = ("ifindex", "linkinfo", "txqlen", "num_tx_queues", "num_rx_queues", "operstate")
CHANGING_OF_ADDRESSES = ("valid_life_time", "preferred_life_time", "dynamic")

RTM_GROUPS = (1, 5, 7, 8, 9, 11, 19)  # links; IPv4 addresses, routes, rules; IPv6 addresses, routes, rules
NETLINK_NETFILTER, NFNL_GROUP_NFTABLES = 12, 7
SOL_NETLINK, NETLINK_ADD_MEMBERSHIP = 270, 1


def state(node):
    """{what: sorted texts} of everything in COMMANDS."""
    script = "\n".join(f"echo '{MARK}{name}'; {command}" for name, command in COMMANDS.items())
    found = node.run("sh", "-c", script, check=False)
    parts = dict(part.split("\n", 1) for part in found.split(MARK)[1:])
    return {name: READERS[name](text) for name, text in parts.items()}


def wait_state(node, wanted, within=5):
    """Until the picture is `wanted`; else says where it differs."""
    seen = [None]

    def arrived():
        seen[0] = state(node)
        return seen[0] == wanted
    try:
        node.lab.watch.until(arrived, within, "another picture of the kernel")
    except AssertionError as overdue:
        raise AssertionError(json.dumps(difference(seen[0], wanted), indent=1)) from overdue


def difference(one, other):
    """What is in one of two states only, for a message."""
    return {name: {"only here": sorted(set(one[name]) - set(other[name])),
                   "only there": sorted(set(other[name]) - set(one[name]))}
            for name in COMMANDS if one[name] != other[name]}


def objects(text):
    """The members of all JSON arrays in the text, one array a line."""
    return [member for line in text.splitlines() if line.startswith("[") for member in json.loads(line)]


def texts(values):
    return sorted(json.dumps(value, sort_keys=True) for value in values)


def links(text):
    return texts([{**{key: value for key, value in link.items() if key not in CHANGING_OF_LINKS},
                   "kind": link.get("linkinfo", {}).get("info_kind"),
                   "data": link.get("linkinfo", {}).get("info_data")} for link in objects(text)])


def addresses(text):
    return texts([{**{key: value for key, value in entry.items() if key not in CHANGING_OF_ADDRESSES},
                   "dev": link["ifname"]} for link in objects(text) for entry in link.get("addr_info", [])])


def routes(text):
    return texts([{key: value for key, value in route.items() if key != "expires"} for route in objects(text)])


def rules(text):
    return texts(objects(text))


def rule_set(text):
    """Each line with its table and chain; elements of sets in an order of their own."""
    found, place = [], []
    text = re.sub(r"elements = \{(.*?)\}", lambda match: f"elements = {sorted(match[1].replace(',', ' ').split())}", text,
                  flags=re.S)
    for line in text.splitlines():
        if line.strip() == "}":
            place.pop()
        elif line.endswith("{"):
            place.append(line.strip())
        elif line.strip():
            found.append(" / ".join([*place, line.strip()]))
    return sorted(found)


def groups(text):
    return texts([{"dev": link["ifname"], **group} for link in objects(text) for group in link["maddr"]])


def settings(text):
    return sorted(text.splitlines())


READERS = {"links": links, "addresses": addresses, "routes": routes, "rules": rules, "filter": rule_set,
           "groups": groups, "settings": settings}


class Events:
    """`count` messages about changes since it was opened or cleared."""

    def __init__(self, node, watch):
        self.count = 0
        self._watch = watch
        self._sockets = [subscribe(node.namespace, socket.NETLINK_ROUTE, RTM_GROUPS),
                         subscribe(node.namespace, NETLINK_NETFILTER, (NFNL_GROUP_NFTABLES,))]
        for one in self._sockets:
            watch.add(one, lambda one=one: self._read(one))

    def close(self):
        for one in self._sockets:
            self._watch.remove(one)
            one.close()

    def _read(self, source):
        try:
            while source.recv(65536):
                self.count += 1
        except BlockingIOError:
            return True


def subscribe(namespace, family, wanted):
    with namespace.network():
        found = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_NONBLOCK, family)
    found.bind((0, 0))
    for group in wanted:
        found.setsockopt(SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, group)
    return found


def instances(text):
    """The names of a configuration's instances."""
    return re.findall(r"(?m)^vrrp_instance (\S+)", text)
