"""What our processes may do, what their scripts may, and how little is enough."""

import os
import re

from lab import config
from lab.daemon import OPTIONS
from lab.namespace import children

ADDRESS = config.V3.virtual_address
# By number in capabilities(7).
CHOWN, DAC_OVERRIDE, FOWNER, KILL, SETGID, SETUID = 0, 1, 3, 5, 6, 7
NET_BIND_SERVICE, NET_ADMIN, NET_RAW, IPC_LOCK, SYS_PTRACE, SYS_NICE = 10, 12, 13, 14, 19, 23
VRRP = {CHOWN, DAC_OVERRIDE, FOWNER, KILL, SETGID, SETUID, NET_ADMIN, NET_RAW, IPC_LOCK, SYS_PTRACE, SYS_NICE}
BARE = ("setpriv", "--bounding-set", "-all,+net_admin,+net_raw", "--inh-caps", "-all")
SHOW = "#!/bin/sh\ngrep -e CapEff -e NoNewPrivs /proc/self/status > /run/lab/seen.new\nmv /run/lab/seen.new /run/lab/seen\n"


def effective(status):
    mask = int(re.search(r"^CapEff:\s+(\w+)", status, re.M)[1], 16)
    return {number for number in range(64) if mask >> number & 1}


def status_of(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        return status.read()


def of_process(pid):
    return effective(status_of(pid))


def seen_by_script(node, options=OPTIONS, prefix=()):
    node.namespace.write("/run/lab/show", SHOW, 0o755)
    node.start(config.whole(config.pair_instance(config.V3, 1, 100, "notify_master /run/lab/show")), options=options,
               prefix=prefix)
    path = node.namespace.path("/run/lab/seen")
    node.lab.watch.until(path.exists, 10, "the script's look at itself")
    return path.read_text()


def test_each_process_has_what_it_needs_and_no_more(node):
    daemon = node.start(config.whole(config.pair_instance(config.V3, 1, 100)))
    node.wait_holds(ADDRESS)
    (vrrp,) = children(daemon.pid)
    assert of_process(vrrp) == VRRP
    assert of_process(daemon.pid) == VRRP | {NET_BIND_SERVICE}


def test_scripts_of_root_are_as_powerful_as_ever(node):
    seen = seen_by_script(node)
    bounding = int(re.search(r"CapBnd:\s+(\w+)", node.run("cat", "/proc/self/status"))[1], 16)
    assert effective(seen) == {number for number in range(64) if bounding >> number & 1}
    assert "NoNewPrivs:\t0" in seen


def test_scripts_gain_nothing_where_that_is_asked_for(node):
    seen = seen_by_script(node, options=(*OPTIONS, "--no-new-privileges"))
    assert "NoNewPrivs:\t1" in seen
    assert effective(seen) <= VRRP


def test_two_capabilities_are_enough(node):
    seen = seen_by_script(node, prefix=BARE)
    node.wait_holds(ADDRESS)
    assert effective(seen) == {NET_ADMIN, NET_RAW}
    assert node.daemon.stop() == 0
    node.wait_lacks(ADDRESS)


def test_it_runs_as_the_first_process_of_a_container(node):
    alone = ("unshare", "--pid", "--fork", "--mount-proc", "--kill-child=TERM", *BARE)
    seen_by_script(node, prefix=alone, options=("--dont-fork", "--log-console", "--log-detail", "--no-syslog"))
    node.wait_holds(ADDRESS)
    daemon = node.daemon
    daemon.wait_said("Entering MASTER STATE")
    (first,) = children(daemon.pid)
    assert re.search(r"^NSpid:.*\t1$", status_of(first), re.M)
    os.kill(first, 15)
    node.wait_lacks(ADDRESS)
    daemon.wait_exit()
    assert daemon.said("Stopped")
