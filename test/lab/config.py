"""Configuration texts, as small as the question asked of them allows."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Protocol:
    """A way of running one virtual router between two nodes, the same on both."""

    name: str
    version: int
    family: int
    interval: float
    unicast: bool = False
    authentication: str = ""

    @property
    def virtual_address(self):
        return "10.9.0.100" if self.family == 4 else "fd00:9::100"

    def address(self, number):
        """The address of node `number` (1, 2, …) from which it sends its adverts."""
        return f"10.9.0.{number}" if self.family == 4 else f"fe80::{number}"

    @property
    def addresses(self):
        """The virtual_ipaddress lines; for IPv6 the first is link-local (RFC 9568 section 5.2.9)."""
        first = () if self.family == 4 else ("fe80::100/64",)
        return (*first, self.virtual_address + ("/24" if self.family == 4 else "/64"))

    def skew(self, priority):
        return (256 - priority) / 256 * (1 if self.version == 2 else self.interval)

    def master_down(self, priority):
        return 3 * self.interval + self.skew(priority)


PROTOCOLS = (
    Protocol("v2-pass", 2, 4, 1, authentication="PASS"),
    Protocol("v3-ipv4", 3, 4, 0.1),
    Protocol("v3-ipv6", 3, 6, 0.1),
    Protocol("unicast-v2", 2, 4, 1, unicast=True),
    Protocol("unicast-v3", 3, 4, 0.1, unicast=True),
    Protocol("v2-ah", 2, 4, 1, authentication="AH"),
)
V3 = PROTOCOLS[1]
OWNER = 255


def block(head, *lines):
    """`head { lines }`; without lines nothing at all."""
    if not lines:
        return ""
    body = "\n".join("    " + line for text in lines for line in text.splitlines())
    return f"{head} {{\n{body}\n}}\n"


def pair_instance(protocol, number, priority, *lines):
    """The instance of node `number`; `lines` go inside as they are."""
    own, other = protocol.address(number), protocol.address(3 - number)
    peers = (f"unicast_src_ip {own}", block("unicast_peer", other)) if protocol.unicast else ()
    secret = (block("authentication", f"auth_type {protocol.authentication}", "auth_pass 1234"),) if protocol.authentication else ()
    state = "MASTER" if priority == OWNER else "BACKUP"
    return instance(f"priority {priority}", f"advert_int {protocol.interval}", *peers, *secret, *lines,
                    block("virtual_ipaddress", *protocol.addresses), state=state)


def instance(*lines, name="VI_1", vrid=51, state="BACKUP"):
    return block(f"vrrp_instance {name}", f"state {state}", "interface eth0", f"virtual_router_id {vrid}", *lines)


def whole(*blocks, version=3, globals_=()):
    """A configuration file."""
    return block("global_defs", f"vrrp_version {version}", "router_id lab", *globals_) + "".join(blocks)


def pair(protocol, number, priority, *lines):
    """The whole file of node `number` of a pair."""
    return whole(pair_instance(protocol, number, priority, *lines), version=protocol.version)
