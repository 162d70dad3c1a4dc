"""Configurations that differ in one subject: what reload_state_test.py goes from one to the other of."""

from lab.config import OWNER, block, instance, whole

KEYS = ("0123456789abcdef0123456789abcdef", "fedcba9876543210fedcba9876543210")


def vi(number, *lines, addresses=None, priority=100, name=None, vrid=None, interval=0.1):
    """VI_1 has VRID 51 and address 10.9.0.101, and so on."""
    held = addresses if addresses is not None else (f"10.9.0.{100 + number}/24",)
    return instance(f"priority {priority}", f"advert_int {interval}", *lines, block("virtual_ipaddress", *held),
                    name=name or f"VI_{number}", vrid=vrid or 50 + number)


def on_lan(number, *lines):
    return vi(number, *lines, addresses=(f"10.8.0.{100 + number}/24",)).replace("interface eth0", "interface lan1")


def one(*lines, **how):
    return whole(vi(1, *lines, **how))


def owner(*lines, version, **how):
    return whole(vi(1, *lines, priority=OWNER, interval=1, **how), version=version)


def group(*names, lines=()):
    return block("vrrp_sync_group G", block("group", *names), *lines)


def routes(*lines):
    return one(block("virtual_routes", *lines))


def rules(*lines):
    return one(block("virtual_rules", *lines))


def globally(*settings, body=vi(1)):
    return whole(body, globals_=settings)


def tracking(kind, *lines):
    return one(block(f"track_{kind}", *lines))


V6 = ("fe80::100/64", "fd00:9::100/64")
PASSWORD = block("authentication", "auth_type PASS", "auth_pass 1234")
HEADER = block("authentication", "auth_type AH", "auth_pass 1234")
PAIR = vi(1) + vi(2)
SCRIPT = block("vrrp_script good", 'script "/usr/bin/true"', "interval 1", "weight 10")
BAD = block("vrrp_script bad", 'script "/usr/bin/false"', "interval 1")
FILE = block("track_file tf", "file /run/lab/number", "weight 2")
STATIC = (block("static_ipaddress", "10.30.0.1/24 dev eth0"), block("static_routes", "10.31.0.0/16 dev eth0"),
          block("static_rules", "from 10.32.0.0/16 table 7 preference 700"))

# The first of each is where the others are gone to and come back from.
WALKS = {
    "instances": (
        whole(PAIR), whole(vi(1)), whole(PAIR + vi(3)), whole(vi(2) + vi(1)), whole(vi(3) + vi(4)),
        whole(vi(1, name="OTHER") + vi(2)), whole(vi(1, name="VI_2") + vi(2, name="VI_1")),
        whole(vi(1, vrid=52) + vi(2, vrid=51)),
        whole(vi(1, vrid=61) + vi(2)), whole(vi(1) + on_lan(2)), whole(on_lan(1) + on_lan(2))),
    "addresses": (
        whole(PAIR), whole(vi(1, addresses=("10.9.0.101/24", "10.9.0.111/24")) + vi(2)),
        whole(vi(1, addresses=("10.9.0.102/24",)) + vi(2, addresses=("10.9.0.101/24",))),
        whole(vi(1, addresses=("10.9.0.103/24",)) + vi(2, addresses=("10.9.0.101/24", "10.9.0.102/24"))),
        whole(vi(1, addresses=("10.9.0.101/32",)) + vi(2)), whole(vi(1, addresses=("10.9.0.101/24 dev lan1",)) + vi(2)),
        whole(vi(1, addresses=("10.9.0.101/24 label eth0:x brd +",)) + vi(2)),
        whole(vi(1, addresses=("10.9.6.101/24 label eth0:y scope link",)) + vi(2)),
        whole(vi(1, block("virtual_ipaddress_excluded", "10.9.0.101/24", "fd00:9::8/64"), addresses=("10.9.0.1/32",))
              + vi(2)),
        whole(vi(1, block("virtual_ipaddress_excluded", "10.9.0.102/24")) + vi(2, addresses=("10.9.0.112/24",)))),
    "routes and rules": (
        one(), routes("10.20.0.0/16 via 10.9.0.3", "10.21.0.0/16 dev eth0 src 10.9.0.101"),
        routes("10.20.0.0/16 via 10.9.0.4", "10.22.0.0/16 dev lan1 metric 7"), routes("10.20.0.0/16 dev eth0 metric 9"),
        routes("10.20.0.0/16 dev eth0 mtu 1400", "blackhole 10.24.0.0/16 table 9"),
        rules("from 10.1.0.0/16 table 7", "from 10.2.0.0/16 table 8"), rules("from 10.2.0.0/16 table 8"),
        rules("from 10.2.0.0/16 table 9 preference 50", "to 10.3.0.0/16 blackhole preference 51"),
        whole(*STATIC, vi(1)), whole(*STATIC[1:], vi(1, block("virtual_rules", "from 10.32.0.0/16 table 7 preference 7"))),
        whole(STATIC[0].replace("10.30.0.1", "10.30.0.2"), vi(1, "promote_secondaries"))),
    "virtual links": (
        one(), one("use_vmac"), one("use_vmac other"), one("use_vmac other 02:00:00:00:00:09"),
        one("use_vmac", "vmac_xmit_base"), one("use_vmac", addresses=V6), one("use_vmac_addr", addresses=(
            "10.9.0.101/24", "10.8.0.101/24 dev lan1")),
        globally("vmac_prefix vm", body=vi(1, "use_vmac")), whole(vi(1, "use_vmac") + vi(2, "use_vmac")),
        whole(vi(1, "use_vmac", vrid=52) + vi(2, "use_vmac", vrid=51)), whole(on_lan(1, "use_vmac"))),
    "tracking and groups": (
        whole(PAIR), whole(PAIR + group("VI_1", "VI_2")), whole(PAIR + vi(3) + group("VI_1", "VI_3")),
        whole(PAIR + group("VI_1", "VI_2", lines=(block("track_interface", "off1"),))),
        whole(vi(1, block("track_interface", "off1")) + vi(2)), whole(vi(1, block("track_interface", "off1 weight 20")) + vi(2)),
        whole(SCRIPT, vi(1, block("track_script", "good")) + vi(2)), whole(BAD, vi(1, block("track_script", "bad")) + vi(2)),
        whole(FILE, vi(1, block("track_file", "tf")) + vi(2)), whole(FILE, vi(1, block("track_file", "tf weight 4")) + vi(2)),
        whole(vi(1, priority=150) + vi(2, priority=1))),
    "wire": (
        one(), one(interval=0.15), one("version 3", "v3_checksum_as_v2"), one("mcast_src_ip 10.9.0.1", "mcast_dst_ip 224.0.0.77"),
        globally("vrrp_mcast_group4 224.0.0.99"), one(block("unicast_peer", "10.9.0.9")),
        one("unicast_src_ip 10.9.0.1", "unicast_ttl 77", block("unicast_peer", "10.9.0.9", "10.9.0.8")),
        one("unicast_fault_no_peer"), one(addresses=V6), one(block("auth_hmac", f"key 1 {KEYS[0]}", "active_key 1")),
        one(block("auth_hmac", f"key 2 {KEYS[1]}", "active_key 2"))),
    "versions and passwords": (
        owner(version=3), owner(version=2), owner(PASSWORD, version=2), owner(PASSWORD.replace("1234", "4321"), version=2),
        owner(HEADER, version=2), owner(HEADER, "vmac_xmit_base", "use_vmac", version=2)),
    "packet filter": (
        one(), one("no_accept"), one("no_accept", addresses=("10.9.0.101/24", "10.9.0.102/24")), globally("vrrp_strict"),
        one("no_accept", "use_vmac"), one("no_accept", addresses=V6), globally("nftables_counters", body=vi(1, "no_accept"))),
}
