"""The dump files: what monitoring reads must be there, named and ordered as keepalived has it."""

import json
import re
import signal
import stat

from lab import config, exporter
from lab.laboratory import Laboratory

JSON_SIGNAL, CLEAR_SIGNAL = signal.SIGRTMIN + 2, signal.SIGRTMAX - 1
FILES = ("/tmp/keepalived_parent.data", "/tmp/keepalived.data", "/tmp/keepalived.stats", "/tmp/keepalived.json")
ADDRESS = config.V3.virtual_address

SCRIPT = config.block("vrrp_script chk", 'script "/usr/bin/test -e /run"', "interval 1", "weight 10", "rise 2", "fall 3")
FILE = config.block("track_file tf", "file /run/lab/number", "weight 2", "init_file 5")
PROCESS = config.block("vrrp_track_process tp", "process sleep 1234", "weight 3", "quorum 1", "delay 0.5")
RICH = config.instance(
    "priority 100", "advert_int 1", 'notify_master "/usr/bin/true up"', 'notify_backup "/usr/bin/true down"',
    'notify_fault "/usr/bin/true"', 'notify_stop "/usr/bin/true"', 'notify "/usr/bin/true any"', "notify_deleted",
    'notify_master_rx_lower_pri "/usr/bin/true"', "smtp_alert", "garp_master_refresh 60",
    config.block("track_script", "chk"), config.block("track_file", "tf"), config.block("track_process", "tp"),
    config.block("track_interface", "lo weight 5"), config.block("virtual_ipaddress", ADDRESS + "/24",
                                                                 "10.9.0.101/24 label eth0:1"),
    config.block("virtual_ipaddress_excluded", "fd00:9::100/64"),
    config.block("virtual_routes", "10.77.0.0/24 via 10.9.0.9 dev eth0"),
    config.block("virtual_rules", "from 10.9.0.100 table 100 priority 500"))
SECOND = config.instance(
    "priority 90", "version 2", "advert_int 1", "preempt_delay 3", config.block("authentication", "auth_type PASS",
                                                                                  "auth_pass s3cr"),
    "unicast_src_ip 10.9.0.1", config.block("unicast_peer", "10.9.0.77"),
    config.block("virtual_ipaddress", "10.9.0.110/24"), name="VI_2", vrid=52)
MEMBERS = [config.instance("priority 90", "advert_int 1", config.block("virtual_ipaddress", f"10.9.0.12{number}/24"),
                           name=f"VI_{number}", vrid=60 + number) for number in (3, 4)]
GROUP = config.block("vrrp_sync_group G1", config.block("group", "VI_3", "VI_4"), 'notify_master "/usr/bin/true"')
EVERYTHING = config.whole(SCRIPT, FILE, PROCESS, RICH, SECOND, *MEMBERS, GROUP, globals_=(
    "script_user root", "notification_email_from k@example.org", "smtp_server 127.0.0.1 2525", "smtp_alert", "smtp_helo_name a.example.org",
    config.block("notification_email", "a@example.org", "b@example.org"), "process_names",
    "notify_fifo /run/lab/fifo", "vrrp_notify_priority_changes"))

# What only we count, at the end; lines about libraries and sysctls that only keepalived has.
OUR_OWN = "------< VRRP Counters >------"
ITS_OWN = re.compile(r"libnftnl version|IPv[46] forwarding\. Last checked")


def dumped(node):
    """All four files, once they are complete."""
    for number in (signal.SIGUSR1, signal.SIGUSR2, JSON_SIGNAL):
        node.daemon.signal(number)
    return [wait_file(node, path) for path in FILES]


def wait_file(node, path):
    file = node.namespace.path(path)
    node.lab.watch.until(lambda: file.exists() and file.stat().st_size > 0 and is_whole(file), 10, f"{path} written")
    return file.read_text()


def is_whole(file):
    text = file.read_text()
    return text.endswith("\n") or text.endswith("]") or text.endswith("}")


def names(text):
    """What stands before the values, without what differs between any two runs."""
    text = text.split(OUR_OWN)[0]
    lines = [re.sub(r"^     .*/.*|^     from.*", "     item", line) for line in text.splitlines()
             if not ITS_OWN.search(line)]
    return [re.sub(r"[0-9]+|[0-9a-f]{1,4}:[0-9a-f:]*", "N", re.split(r" = | \d|: |, ifindex|prepend|from", line)[0])
            for line in lines]


def run_both(binaries, text):
    """The dumps of each daemon, on a wire of its own."""
    found = []
    for kind in ("keepalived", "ours"):
        with Laboratory() as lab:
            node = lab.node("a", binaries[kind])
            node.run("ip", "link", "set", "lo", "up")
            node.start(text)
            for address in (ADDRESS, "10.9.0.110", "10.9.0.124"):
                node.wait_holds(address, 20)
            found.append(dumped(node))
    return found


def test_names_and_their_order_are_keepalived_s(binaries):
    """Issue 6, must show 4: consumers of the dump files work unchanged."""
    its, ours = run_both(binaries, EVERYTHING)
    for path, its_text, our_text in zip(FILES[:3], its, ours):
        assert names(our_text) == names(its_text), path
    for theirs, mine in zip(json.loads(its[3]), json.loads(ours[3]), strict=True):
        assert list(mine) == list(theirs) == ["data", "stats"]
        assert list(mine["data"]) == list(theirs["data"]) and list(mine["stats"]) == list(theirs["stats"])
        assert {key: type(value) for key, value in mine["data"].items() if not isinstance(value, (int, float))} == \
            {key: type(value) for key, value in theirs["data"].items() if not isinstance(value, (int, float))}
        same = set(theirs["data"]) - {"last_transition", "auth_data", "vroutes", "vrules"}
        assert {key: mine["data"][key] for key in same} == {key: theirs["data"][key] for key in same}


# What no two runs have in common, and what ours says otherwise on purpose or in other words (README.md).
UNLIKE = re.compile(r"Last transition|Read timeout|MAC|Additional IPv6|Virtual R|Password|Timeout|fd_in"
                    r"|Gratuitous ARP lower priority (delay|repeat) \d")


def alike(text):
    """What an exporter reads, without what differs between any two runs."""
    lines = "\n".join(line for line in text.splitlines() if not ITS_OWN.search(line))
    return {(section, name): {key: value for key, value in facts.items() if not UNLIKE.match(key)}
            for (section, name), facts in exporter.read_data(lines).items() if not UNLIKE.match(name)}


def counted(text):
    """The counters; how many adverts were sent is a matter of the moment, that some were is not."""
    return {instance: {key: bool(value) if key == ("Advertisements", "Sent") else value for key, value in counters.items()}
            for instance, counters in exporter.read_statistics(text).items()}


def test_exporters_read_the_same(binaries):
    """Issue 6, must show 4: values as well, by a parser that knows keepalived's files only."""
    its, ours = run_both(binaries, EVERYTHING)
    assert counted(ours[2]) == counted(its[2])
    for path, its_text, our_text in zip(FILES[:2], its, ours):
        theirs, mine = alike(its_text), alike(our_text)
        assert list(mine) == list(theirs), path
        assert mine == theirs, path


def test_passwords_are_masked(node):
    node.start(EVERYTHING)
    node.wait_holds("10.9.0.110", 20)
    assert not any("s3cr" in text for text in dumped(node))


def test_statistics_count_and_can_be_cleared(subject):
    subject.start(config.pair(config.V3, 1, 100))
    subject.wait_holds(ADDRESS)
    subject.daemon.signal(CLEAR_SIGNAL)
    assert re.search(r"Became master: 1\n", wait_file(subject, FILES[2]))
    subject.namespace.path(FILES[2]).unlink()
    subject.daemon.signal(signal.SIGUSR2)
    assert re.search(r"Became master: 0\n", wait_file(subject, FILES[2]))


def test_dumps_are_for_root_only_and_follow_no_link(node):
    node.namespace.write("/run/lab/precious", "precious")
    for path in FILES:
        node.run("ln", "-s", "/run/lab/precious", path)
    node.start(config.pair(config.V3, 1, 100))
    node.wait_holds(ADDRESS)
    for number in (signal.SIGUSR1, signal.SIGUSR2, JSON_SIGNAL):
        node.daemon.signal(number)
    for path in FILES:
        file = node.namespace.path(path)
        node.lab.watch.until(lambda file=file: not file.is_symlink() and file.exists(), 5, f"{path} written")
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert node.namespace.path("/run/lab/precious").read_text() == "precious"


def test_files_are_where_they_are_asked_for(node):
    node.start(config.whole(config.pair_instance(config.V3, 1, 100), globals_=(
        "state_dump_file /run/lab/state.txt", "stats_dump_file /run/lab/stats", "json_dump_file /run/lab/all.json")))
    node.wait_holds(ADDRESS)
    for number in (signal.SIGUSR1, signal.SIGUSR2, JSON_SIGNAL):
        node.daemon.signal(number)
    for path in ("/run/lab/state.txt", "/run/lab/state_parent.txt", "/run/lab/stats", "/run/lab/all.json"):
        wait_file(node, path)


def test_the_second_version_of_json_shows_processes(node):
    text = EVERYTHING.replace("router_id lab", "router_id lab\n    json_version 2")
    node.start(text)
    node.wait_holds(ADDRESS)
    node.daemon.signal(JSON_SIGNAL)
    shown = json.loads(wait_file(node, FILES[3]))
    assert [one["data"]["iname"] for one in shown["vrrp"]] == ["VI_1", "VI_2", "VI_3", "VI_4"]
    assert shown["track_process"][0]["process"] == "sleep"
