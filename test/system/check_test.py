"""--check and -t on the article's file, as a person at the prompt would use them."""

import json
import os
import pty
import re
import subprocess

import pytest
from conftest import ROOT

from lab.daemon import BINARY, CONFIG

ARTICLE = ROOT / "test/data/article/keepalived.conf"


@pytest.fixture
def ours(binaries):
    def run(*arguments, **options):
        return subprocess.run([binaries["ours"], *map(str, arguments)], stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, timeout=20, check=False, **options)
    run.binary = binaries["ours"]
    return run


def test_the_articles_file_is_good(ours):
    done = ours("--check", "-f", ARTICLE)
    assert done.returncode == 0 and "error" not in done.stdout


def test_a_misspelt_keyword_is_placed_and_the_right_one_suggested(ours, tmp_path):
    wrong = tmp_path / "keepalived.conf"
    wrong.write_text(ARTICLE.read_text().replace("virtual_router_id", "virtual_router_idd"))
    line, text = next((number, text) for number, text in enumerate(wrong.read_text().splitlines(), 1)
                      if "virtual_router_idd" in text)
    done = ours("--check", "-f", wrong)
    assert done.returncode == 1
    place = re.search(rf"^{re.escape(str(wrong))}:(\d+):(\d+): error: .*virtual_router_idd", done.stdout, re.M)
    assert place and (int(place[1]), int(place[2])) == (line, text.index("virtual_router_idd") + 1)
    assert text.rstrip() in done.stdout and "^" in done.stdout
    assert re.search(r"\bvirtual_router_id\b(?!d)", done.stdout)


def test_every_error_is_listed(ours, tmp_path):
    wrong = tmp_path / "keepalived.conf"
    wrong.write_text("vrrp_instance A {\n  statte BACKUP\n  priority 999\n  interfacee lo\n}\n")
    done = ours("--check", "-f", wrong)
    assert done.returncode == 1
    assert {int(number) for number in re.findall(r":(\d+):\d+: error:", done.stdout)} >= {2, 3, 4}


def test_it_needs_no_root_and_touches_nothing(node):
    node.namespace.write("/tmp/keepalived.conf", ARTICLE.read_text())
    seen = "find /tmp /run -newer /tmp/keepalived.conf"
    before = node.run("sh", "-c", seen)
    node.run("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
             BINARY, "--check", "-f", "/tmp/keepalived.conf")
    assert node.run("sh", "-c", seen) == before


def test_a_missing_file_is_an_error(ours):
    done = ours("--check", "-f", "/nonexistent/keepalived.conf")
    assert done.returncode == 1 and "/nonexistent/keepalived.conf" in done.stdout


@pytest.mark.parametrize("change", (
    (r"^$", ""),
    (r"priority 200", "priorityy 200"),
    (r"notification_email \{\s*\}", "enable_script_security\n script_user root"),
), ids=("the article", "misspelt", "secured"))
def test_config_test_exits_as_keepalived_does(lab, binaries, change):
    codes = {}
    for kind, binary in binaries.items():
        node = lab.node(kind, binary, interface="enp0s3", layers=("/usr",))
        node.namespace.write("/usr/local/ha_nginx/ha_nginx.sh", "#!/bin/sh\n", mode=0o755)
        node.namespace.write(CONFIG, re.sub(*change, ARTICLE.read_text()))
        done = subprocess.run(node.namespace.command(BINARY, "-t", "-f", CONFIG), capture_output=True, timeout=20,
                              check=False)
        codes[kind] = done.returncode
    assert codes["ours"] == codes["keepalived"]


def test_signal_numbers_are_those_of_keepalived(binaries):
    for word in ("STOP", "RELOAD", "DATA", "STATS", "STATS_CLEAR", "JSON"):
        shown = {subprocess.run([binary, f"--signum={word}"], capture_output=True, text=True, timeout=20,
                                check=False).stdout for binary in binaries.values()}
        assert len(shown) == 1, shown


def test_strict_fails_on_warnings_only_then(ours, tmp_path):
    conf = tmp_path / "keepalived.conf"
    conf.write_text("vrrp_script s {\n  script /bin/true\n}\n")
    assert ours("--check", "-f", conf).returncode == 0
    assert ours("--check=strict", "-f", conf).returncode == 1
    conf.write_text("bfd_instance b {\n  neighbor_ip 192.0.2.1\n}\n")
    done = ours("--check=strict", "-f", conf)
    assert done.returncode == 0 and "note:" in done.stdout


def test_a_wrong_option_is_wrong_usage(ours):
    assert ours("--check=nonsense").returncode == 2
    assert ours("--check", "--color=sometimes").returncode == 2


def test_findings_are_json_and_sarif(ours, tmp_path):
    (tmp_path / "more.conf").write_text("\n  $X BACKUP\n")
    conf = tmp_path / "with blank.conf"
    conf.write_text("$X=statte\nvrrp_instance ä {\n  include more.conf\n}\n")
    found = json.loads(ours("--check=json", "-f", conf).stdout)
    assert found["version"] == 1 and found["summary"]["errors"] > 1
    assert sum(found["summary"].values()) == len(found["findings"])
    first = next(finding for finding in found["findings"] if finding["id"] == "unknown-keyword")
    assert first["severity"] == "error"
    assert (first["file"], first["line"], first["column"], first["length"]) == (str(conf), 1, 4, 6)
    assert first["suggestion"] == "state"
    assert [(step["kind"], step["line"], step.get("name")) for step in first["trace"]] == [
        ("expanded_from", 2, "$X"), ("included_from", 3, None)]

    run = json.loads(ours("--check=sarif", "-f", conf).stdout)["runs"][0]
    rules = {rule["id"]: rule["shortDescription"]["text"] for rule in run["tool"]["driver"]["rules"]}
    assert {result["ruleId"] for result in run["results"]} <= set(rules) and all(rules.values())
    places = [location["physicalLocation"] for result in run["results"] for location in result["locations"]]
    assert {place["artifactLocation"]["uri"] for place in places} == {f"file://{tmp_path}/with%20blank.conf"}
    assert [place["region"] for place in places if place["region"]["startLine"] == 1] == [
        {"startLine": 1, "startColumn": 4, "endColumn": 10}]


def shown_on_a_terminal(command, **environment):
    """What a command writes when its output is a terminal."""
    master, slave = pty.openpty()
    try:
        done = subprocess.Popen(command, stdout=slave, stderr=slave, stdin=subprocess.DEVNULL,
                                env={"PATH": os.environ["PATH"], **environment})
        os.close(slave)
        shown = b""
        while True:
            try:
                piece = os.read(master, 65536)
            except OSError:  # the other end is closed
                piece = b""
            if not piece:
                break
            shown += piece
        done.wait(timeout=20)
        return shown.decode()
    finally:
        os.close(master)


def test_colours_are_for_terminals_and_who_wants_them(binaries, ours, tmp_path):
    conf = tmp_path / "keepalived.conf"
    conf.write_text("nonsense\n")
    check = [binaries["ours"], "--check", "-f", str(conf)]
    assert "\x1b[" in shown_on_a_terminal(check)
    assert "\x1b[" not in shown_on_a_terminal(check, NO_COLOR="1")
    assert "\x1b[" in shown_on_a_terminal(check, NO_COLOR="")
    assert "\x1b[" not in shown_on_a_terminal([*check, "--color=never"])
    assert "\x1b[" in shown_on_a_terminal([*check, "--color=always"], NO_COLOR="1")
    assert "\x1b[" not in ours("--check", "-f", conf).stdout
    assert "\x1b[" in ours("--check", "--color", "-f", conf).stdout


def once(pairs):
    """An object whose keys are all different."""
    made = dict(pairs)
    assert len(made) == len(pairs), [key for key, _ in pairs]
    return made


def test_every_dump_is_json_and_reads_back(ours, tmp_path):
    def dumped(style, conf):
        return subprocess.run([ours.binary, style, "-f", conf], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                              timeout=60, check=False).stdout
    for conf in sorted((ROOT / "test/corpus/own").glob("*.conf")):
        json.loads(dumped("--dump-config=json", conf), object_pairs_hook=once)
    # That each reads back as the same is tested with the corpora; here that the command prints it.
    again = tmp_path / "again.conf"
    again.write_bytes(dumped("--dump-config", ARTICLE))
    assert dumped("--dump-config", again) == again.read_bytes() != b""


def test_the_schema_is_json_and_names_what_is_not_acted_on(ours):
    schema = json.loads(ours("--dump-schema").stdout, object_pairs_hook=once)
    keywords = {(place["path"], row["name"]): row for place in schema["places"] for row in place["keywords"]}
    assert schema["version"] == 1 and len(keywords) > 500
    assert all(row["help"] for row in keywords.values())
    assert not keywords["vrrp_instance", "priority"].get("not_supported_yet")


def test_an_owner_and_a_peer_are_known_by_this_machines_addresses(node):
    conf = ("vrrp_instance A {\n interface eth0\n virtual_router_id 5\n priority 255\n unicast_peer {\n  198.51.100.7\n"
            " }\n virtual_ipaddress {\n  198.51.100.9/24\n }\n}\n")
    node.namespace.write("/tmp/own.conf", conf)
    check = (BINARY, "--check", "-f", "/tmp/own.conf")
    assert "[owner-priority]" in node.run(*check) and "[own-address-as-peer]" not in node.run(*check)
    for address in ("198.51.100.7/24", "198.51.100.9/24"):
        node.run("ip", "address", "add", address, "dev", "lo")
    assert "[owner-priority]" not in node.run(*check) and "[own-address-as-peer]" in node.run(*check)


def test_the_interfaces_of_the_network_namespace_are_looked_at(node):
    """As -t of 2.2.7 does; who may not look there is told so."""
    conf = ("vrrp_instance A {\n interface inner0\n virtual_router_id 5\n virtual_ipaddress {\n  198.51.100.9/24\n"
            " }\n}\n")
    node.run("ip", "netns", "add", "inner")
    node.run("ip", "-n", "inner", "link", "add", "inner0", "type", "veth", "peer", "name", "inner1")
    node.namespace.write("/tmp/plain.conf", conf)
    node.namespace.write("/tmp/inner.conf", "net_namespace inner\n" + conf)
    unknown, hidden = "[unknown-interface]", "[hidden-namespace]"
    for words, found in (((), unknown), (("-s", "inner"), None)):
        said = node.run(BINARY, "--check", "-f", "/tmp/plain.conf", *words, check=False)
        assert (unknown in said) == (found == unknown) and hidden not in said
    said = node.run(BINARY, "--check", "-f", "/tmp/inner.conf")
    assert unknown not in said and hidden not in said
    said = node.run("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
                    BINARY, "--check", "-f", "/tmp/inner.conf")
    assert unknown not in said and hidden in said


def test_names_of_routing_tables_are_those_of_the_configured_folders(ours, tmp_path):
    conf = tmp_path / "keepalived.conf"
    conf.write_text(f"global_defs {{\n iproute_usr_dir {tmp_path}/usr\n iproute_etc_dir {tmp_path}/etc\n}}\n"
                    "static_rules {\n from 192.0.2.0/24 table ours preference 5\n"
                    " from 192.0.2.0/24 table theirs preference 6\n}\n")
    assert re.findall(r"no routing table `(\w+)`", ours("--check", "-f", conf).stdout) == ["ours", "theirs"]
    for folder, line in (("usr", "77 theirs"), ("etc", "78 ours")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "rt_tables").write_text(line + "\n")
    assert "no routing table" not in ours("--check", "-f", conf).stdout


def test_hostile_includes_are_said_and_passed_over(ours, tmp_path):
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "folder").mkdir()
    conf = tmp_path / "keepalived.conf"
    conf.write_text("include fifo\ninclude folder\ninclude /dev/zero\ninclude keepalived.conf\nnonsense\n")
    done = ours("--check", "-f", conf)
    assert done.returncode == 1
    assert re.findall(r"\[([\w-]+)\]$", done.stdout, re.M) == ["include-skipped"] * 3 + ["include-too-deep",
                                                                                         "unknown-keyword"]


def test_pain_12_an_address_that_will_not_answer_is_said_beforehand(ours, tmp_path):
    strict = tmp_path / "keepalived.conf"
    strict.write_text(ARTICLE.read_text().replace("global_defs {", "global_defs {\n vrrp_strict", 1))
    done = ours("--check", "-f", strict)
    assert "192.168.11.100 will not answer: strict mode drops packets to virtual addresses" in done.stdout
    assert "add `accept`, or remove vrrp_strict" in done.stdout
