"""--check and -t on the article's file, as a person at the prompt would use them."""

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
