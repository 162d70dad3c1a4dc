"""Tracked scripts: what they do to the priority and the state, and what they never do."""

import pytest

from lab import config, oracle

HEALTHY = "/run/lab/healthy"
RUNS = "/run/lab/runs"
CHECK = f'"/usr/bin/test -e {HEALTHY}"'
ADDRESS = config.V3.virtual_address


def script(*lines, command=CHECK):
    return config.block("vrrp_script chk", f"script {command}", "interval 1", *lines)


def tracking(*lines, track="chk", command=CHECK, priority=100, globals_=()):
    """A configuration whose one instance tracks one script."""
    own = config.pair_instance(config.V3, 1, priority, config.block("track_script", track))
    return config.whole(script(*lines, command=command), own, globals_=globals_)


def set_health(node, good):
    path = node.namespace.path(HEALTHY)
    path.touch() if good else path.unlink(missing_ok=True)


def wait_priority(node, priority, within=8):
    def seen():
        adverts = node.lab.capture.adverts(node=node.name)
        return bool(adverts) and adverts[-1].priority == priority
    node.lab.watch.until(seen, within, f"adverts of priority {priority}")


@pytest.mark.parametrize("track, good, bad", (
    ("chk weight -20", 100, 80),
    ("chk weight 20", 120, 100),
    ("chk weight -20 reverse", 100, 120),
    ("chk weight 20 reverse", 80, 100),
    ("chk weight -250", 100, 1),
    ("chk weight 250", 254, 100),
))
def test_a_weight_changes_the_priority_while_the_script_fails_or_succeeds(subject, track, good, bad):
    set_health(subject, True)
    subject.start(tracking(track=track))
    wait_priority(subject, good)
    set_health(subject, False)
    wait_priority(subject, bad)
    set_health(subject, True)
    wait_priority(subject, good)
    assert subject.daemon.states()[-1] == "MASTER"


def test_an_owner_keeps_its_priority_whatever_its_scripts_say(subject):
    subject.start(tracking(track="chk weight -20", priority=config.OWNER))
    wait_priority(subject, 255)
    subject.lab.watch.observe(2.5)
    assert {advert.priority for advert in subject.lab.capture.adverts()} == {255}


def test_without_a_weight_failure_is_a_fault_and_success_the_way_back(subject):
    set_health(subject, True)
    subject.start(tracking())
    subject.wait_holds(ADDRESS)
    set_health(subject, False)
    subject.daemon.wait_state("FAULT")
    subject.wait_lacks(ADDRESS)
    set_health(subject, True)
    subject.wait_holds(ADDRESS)
    subject.daemon.wait_states(["BACKUP", "MASTER", "FAULT", "BACKUP", "MASTER"])


def test_a_fault_resigns_exactly_once(node):
    set_health(node, True)
    node.start(tracking())
    node.wait_holds(ADDRESS)
    set_health(node, False)
    node.daemon.wait_state("FAULT")
    node.lab.watch.observe(0.3)
    assert [advert.priority for advert in node.lab.capture.adverts()].count(0) == 1


def recording(result):
    """A command that notes each of its runs and then exits as `result` does."""
    return f'"/bin/sh -c \'date +%s.%N >> {RUNS}; {result}\'"'


def runs_since(node, moment):
    path = node.namespace.path(RUNS)
    stamps = map(float, path.read_text().split()) if path.exists() else ()
    return [stamp for stamp in stamps if stamp >= moment]


def test_rise_and_fall_count_runs(subject):
    set_health(subject, True)
    subject.start(tracking("weight -20", "fall 3", "rise 2", command=recording(f"test -e {HEALTHY}")))
    wait_priority(subject, 100)
    for good, priority, count in ((False, 80, 3), (True, 100, 2)):
        before = len(runs_since(subject, 0))
        set_health(subject, good)
        wait_priority(subject, priority)
        changed = next(advert.stamp for advert in reversed(subject.lab.capture.adverts())
                       if advert.priority != priority)
        assert sum(stamp <= changed + 0.1 for stamp in runs_since(subject, 0)[before:]) == count


def test_init_fail_keeps_an_instance_out_until_its_script_succeeds(subject):
    subject.start(tracking("init_fail"))
    subject.lab.watch.observe(2)
    assert not subject.lab.capture.adverts()
    set_health(subject, True)
    subject.wait_holds(ADDRESS)


def test_a_script_runs_at_once_and_then_on_its_interval(node):
    node.start(tracking(command=recording("true")))
    node.lab.watch.until(lambda: len(runs_since(node, 0)) >= 5, 10, "five runs")
    stamps = runs_since(node, 0)
    assert stamps[4] - stamps[0] == pytest.approx(4, abs=0.5)


def processes(node):
    return node.run("ps", "-e", "-o", "args").splitlines()


def test_a_hanging_script_is_ended_with_its_group_and_counts_as_failed(subject):
    hanging = '"/bin/sh -c \'sleep 1234 & sleep 4321\'"'
    set_health(subject, True)
    subject.start(tracking("timeout 1", "weight -20", command=hanging))
    wait_priority(subject, 80)
    subject.daemon.stop()
    subject.lab.watch.until(lambda: not [line for line in processes(subject) if "sleep" in line], 5,
                            "the end of the script's processes")


@pytest.mark.alone
def test_a_script_that_ignores_its_end_is_killed_and_no_advert_is_late(node, slack):
    stubborn = '"/bin/sh -c \'trap : TERM; while :; do sleep 1234; done\'"'
    node.start(tracking("timeout 1", "weight -20", command=stubborn))
    wait_priority(node, 80)
    node.lab.watch.observe(4)
    assert oracle.worst_lateness(node.lab.capture.adverts(), 0.1) < 0.01 * slack


@pytest.mark.parametrize("command, message", (
    ("/run/lab/missing", r"[Uu]nable to access script|cannot be accessed"),
    ("no-such-command", r"Cannot find script no-such-command in path"),
    (HEALTHY, r"is not executable"),
), ids=("missing", "not in PATH", "not executable"))
def test_a_script_that_cannot_run_is_reported_and_disabled(subject, command, message):
    set_health(subject, True)
    subject.start(tracking(command=f'"{command}"'))
    subject.wait_holds(ADDRESS)
    assert subject.daemon.said(message), subject.daemon.log


@pytest.mark.parametrize("secured", (True, False))
def test_an_unsafe_script_is_run_only_without_script_security(subject, secured):
    subject.namespace.write("/run/lab/unsafe", "#!/bin/sh\nexit 1\n", mode=0o777)
    security = ("script_user root", *(("enable_script_security",) if secured else ()))
    subject.start(tracking("weight -20", command='"/run/lab/unsafe"', globals_=security))
    wait_priority(subject, 100 if secured else 80)
    assert subject.daemon.said("Unsafe permissions found for script '/run/lab/unsafe'" +
                               (" - disabling" if secured else r"\."))


def test_a_script_below_bin_is_safe_on_a_merged_usr_system(node):
    set_health(node, True)
    security = ("script_user root", "enable_script_security")
    node.start(tracking("weight -20", command=f'"/bin/test -e {HEALTHY}"', globals_=security))
    wait_priority(node, 100)
    set_health(node, False)
    wait_priority(node, 80)


def test_a_script_runs_as_its_user(subject):
    note = '"/bin/sh -c \'id -un >> /tmp/who; true\'"'
    subject.start(tracking("user nobody", command=note))
    who = subject.namespace.path("/tmp/who")
    subject.lab.watch.until(lambda: who.exists() and who.read_text(), 5, "a run")
    assert who.read_text().split()[0] == "nobody"
