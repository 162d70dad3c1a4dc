"""How the kernel treats our processes, and the scripts around their life."""

import os
import resource
import signal

from lab import config
from lab.namespace import children

ADDRESS = config.V3.virtual_address
TUNED = ("vrrp_priority -7", "vrrp_rt_priority 20", "vrrp_no_swap", "vrrp_cpu_affinity 0", "vrrp_rlimit_rttime 500000")
REPORT = """#!/bin/sh
{ nice; taskset -p $$ | sed 's/.*: //'; chrt -p $$ | sed -n 's/.*policy: //p'; } > /run/lab/report
"""


def vrrp_child(node):
    return children(node.daemon.pid)[-1]


def status(pid, name):
    with open(f"/proc/{pid}/status") as lines:
        return next(line.split(":", 1)[1].strip() for line in lines if line.startswith(name))


def test_the_vrrp_process_is_treated_as_configured(subject):
    subject.start(config.whole(config.pair_instance(config.V3, 1, 100), globals_=TUNED))
    subject.wait_holds(ADDRESS)
    pid = vrrp_child(subject)
    assert os.sched_getscheduler(pid) & ~os.SCHED_RESET_ON_FORK == os.SCHED_RR
    assert os.sched_getparam(pid).sched_priority == 20
    assert os.sched_getaffinity(pid) == {0}
    assert int(status(pid, "VmLck").split()[0]) > 0 or is_sanitized(pid)


def is_sanitized(pid):
    """The address sanitizer makes mlockall do nothing."""
    with open(f"/proc/{pid}/maps") as maps:
        return "libasan" in maps.read()


def locked(pid):
    """KiB of memory that must stay there; VmLck counts what may be used as well."""
    with open(f"/proc/{pid}/smaps_rollup") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith("Locked:"))


def test_no_memory_is_locked_but_what_is_used(node):
    """A thread's stack is 8 MiB otherwise, of which it uses some pages."""
    own = config.pair_instance(config.V3, 1, 100)
    node.start(config.whole(own, globals_=("vrrp_no_swap",)))
    node.wait_holds(ADDRESS)
    pid = vrrp_child(node)
    before, threads = locked(pid), int(status(pid, "Threads"))
    assert before > 0 or is_sanitized(pid)
    node.reload(config.whole(own, globals_=("vrrp_no_swap", "enable_dbus", "enable_snmp_vrrp")))
    node.lab.watch.until(lambda: int(status(pid, "Threads")) >= threads + 2, 10, "two more threads")
    assert locked(pid) - before < 12 * 1024


def test_scripts_inherit_nothing_of_it(node):
    node.namespace.write("/run/lab/report.sh", REPORT, mode=0o755)
    globals_ = ("script_user root", *TUNED)
    node.start(config.whole(config.pair_instance(config.V3, 1, 100, 'notify_master "/run/lab/report.sh"'),
                            globals_=globals_))
    report = node.namespace.path("/run/lab/report")
    node.lab.watch.until(lambda: report.exists() and report.read_text().count("\n") >= 3, 10, "the script's report")
    everything = f"{(1 << os.cpu_count()) - 1:x}"
    assert report.read_text().split()[:3] == [str(os.nice(0)), everything, "SCHED_OTHER"]


def test_a_process_that_is_scheduled_too_late_raises_its_priority(node):
    own = config.pair_instance(config.V3, 1, 100).replace("advert_int 0.1", "advert_int 0.5")
    node.start(config.whole(own, globals_=("max_auto_priority 5", "min_auto_priority_delay 200000")))
    node.wait_holds(ADDRESS)
    pid = vrrp_child(node)
    os.kill(pid, signal.SIGSTOP)
    node.lab.watch.observe(0.9)
    os.kill(pid, signal.SIGCONT)
    node.daemon.wait_said("realtime priority is now 1")
    assert os.sched_getscheduler(pid) & ~os.SCHED_RESET_ON_FORK == os.SCHED_RR
    assert os.sched_getparam(pid).sched_priority == 1


def test_scripts_run_before_everything_and_after_it(subject):
    globals_ = ("script_user root", 'startup_script "/bin/sh -c \'ip -o address > /run/lab/before\'"',
                'shutdown_script "/bin/sh -c \'ip -o address > /run/lab/after\'"')
    subject.start(config.whole(config.pair_instance(config.V3, 1, config.OWNER), globals_=globals_))
    subject.wait_holds(ADDRESS)
    subject.daemon.stop()
    for moment in ("before", "after"):
        text = subject.namespace.path(f"/run/lab/{moment}").read_text()
        assert "10.9.0.1/" in text and ADDRESS not in text


def test_a_startup_script_that_hangs_is_ended(subject):
    globals_ = ("script_user root", 'startup_script "/usr/bin/sleep 1000"', "startup_script_timeout 1")
    subject.start(config.whole(config.pair_instance(config.V3, 1, config.OWNER), globals_=globals_))
    subject.wait_holds(ADDRESS, 15)


def test_a_realtime_process_may_work_as_long_as_it_takes(node):
    """keepalived's is killed after 10 ms."""
    node.start(config.whole(config.pair_instance(config.V3, 1, 100), globals_=("vrrp_rt_priority 20",)))
    node.wait_holds(ADDRESS)
    pid = vrrp_child(node)
    assert os.sched_getparam(pid).sched_priority == 20
    assert resource.prlimit(pid, resource.RLIMIT_RTTIME) == (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
