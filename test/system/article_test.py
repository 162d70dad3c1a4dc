"""The article's loop: the check script restarts the daemon that runs it.

`service keepalived restart` runs inside the daemon's own child, by a SysV script
with start-stop-daemon; the restart must complete, or the machine is lost.
"""

import pathlib

import pytest
from conftest import ROOT

from lab import oracle
from lab.article import INTERFACE, VIRTUAL_ADDRESS, Article

INIT_SCRIPTS = {"ours": ROOT / "contrib/sysv/keepalived", "Debian's": pathlib.Path("/etc/init.d/keepalived")}


@pytest.fixture(params=INIT_SCRIPTS)
def article(request, lab, binaries):
    setup = Article(lab, binaries["ours"], INIT_SCRIPTS[request.param])
    setup.start()
    lab.wait_master("A", 15)
    setup.a.node.wait_holds(VIRTUAL_ADDRESS)
    yield setup
    setup.close()


def pid_of_keepalived(balancer):
    return balancer.namespace.path("/run/keepalived.pid").read_text()


def test_the_address_is_secondary_and_requests_are_balanced_one_to_two(article):
    (entry,) = [one for one in article.a.node.addresses.details(INTERFACE) if one["local"] == VIRTUAL_ADDRESS]
    assert (entry["prefixlen"], entry["scope"], entry["secondary"]) == (24, "global", True)
    pages = [article.request() for _ in range(12)]
    assert (pages.count("192.168.11.13"), pages.count("192.168.11.14")) == (4, 8)


def test_a_stopped_nginx_moves_the_address_and_the_restart_from_within_completes(lab, article):
    before = pid_of_keepalived(article.a)
    article.a.stop_nginx()
    lab.wait_master("B", 15)
    article.b.node.wait_holds(VIRTUAL_ADDRESS)
    article.a.syslog.wait_said(r"Entering BACKUP STATE", 15, count=2)
    assert pid_of_keepalived(article.a) != before
    assert article.request() in ("192.168.11.13", "192.168.11.14")
    lab.watch.observe(5)
    assert oracle.masters(lab.capture.adverts()) == ["A", "B"], "nopreempt keeps it on B"
    assert article.b.node.holds(VIRTUAL_ADDRESS) and not article.a.node.holds(VIRTUAL_ADDRESS)
    words = [line.split(" ", 2)[2] for line in article.a.monitor_log().splitlines()]
    assert words == ["nginx error,start nginx", "restart keepalived"]


def test_when_nginx_cannot_start_the_service_is_restarted_all_the_same(lab, article):
    article.a.namespace.write("/usr/local/nginx/conf/nginx.conf", "broken\n")
    article.a.namespace.run("pkill", "nginx")
    article.a.syslog.wait_said(r"^Starting Keepalived", 15, count=2)
    lab.wait_master("B", 15)
    assert "start nginx failed, kill keepalived" in article.a.monitor_log()


def test_a_manual_restart_gives_the_address_to_the_other_node(lab, article):
    article.a.service("restart")
    lab.wait_master("B", 15)
    article.b.node.wait_holds(VIRTUAL_ADDRESS)
    article.a.syslog.wait_said(r"Entering BACKUP STATE", 15, count=2)
