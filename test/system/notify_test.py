"""Notify scripts: which run, with which arguments, in which order."""

from lab import config

LOG = "/run/lab/notified"
SCRIPT = "/run/lab/notify.sh"
RECORD = f"""#!/bin/sh
echo "$@" >> {LOG}
"""
SLOW = f"""#!/bin/sh
echo "begin $@" >> {LOG}
read -t 0.3 nothing < /run/lab/never
echo "end $@" >> {LOG}
"""
ADDRESS = config.V3.virtual_address
EACH_STATE = tuple(f'notify_{state} "{SCRIPT} {state} was entered"'
                   for state in ("backup", "master", "fault", "stop"))
GENERAL = f'notify "{SCRIPT}"'


def notifying(*lines, priority=100):
    return config.whole(config.pair_instance(config.V3, 1, priority, *lines), globals_=("script_user root",))


def notified(node):
    path = node.namespace.path(LOG)
    return path.read_text().splitlines() if path.exists() else []


def wait_notified(node, count, within=5):
    node.lab.watch.until(lambda: len(notified(node)) >= count, within, f"{count} notifications, not {notified(node)}")


def test_every_state_has_its_script_and_the_general_one_gets_four_arguments(subject):
    """Within one transition keepalived runs both at once, so only their set is compared."""
    subject.namespace.write(SCRIPT, RECORD, mode=0o755)
    subject.start(notifying(*EACH_STATE, GENERAL))
    wait_notified(subject, 4)
    subject.cut()
    wait_notified(subject, 6)
    subject.mend()
    wait_notified(subject, 10)
    subject.daemon.stop()
    wait_notified(subject, 12)
    steps = ("backup", "master", "fault", "backup", "master", "stop")
    expected = [{f"{step} was entered", f"INSTANCE VI_1 {step.upper()} 100"} for step in steps]
    seen = notified(subject)
    assert [set(seen[at:at + 2]) for at in range(0, len(seen), 2)] == expected


def test_the_effective_priority_is_told(subject):
    subject.namespace.write(SCRIPT, RECORD, mode=0o755)
    chk = config.block("vrrp_script chk", 'script "/usr/bin/true"', "weight 20")
    own = config.pair_instance(config.V3, 1, 100, GENERAL, config.block("track_script", "chk"))
    subject.start(config.whole(chk, own, globals_=("script_user root",)))
    subject.lab.watch.until(lambda: "INSTANCE VI_1 MASTER 120" in notified(subject), 5, "priority 120 told")


def test_pain_8_a_later_script_waits_for_an_earlier_one(node):
    node.namespace.write(SCRIPT, SLOW.replace("#!/bin/sh", "#!/bin/bash"), mode=0o755)
    node.run("mkfifo", "/run/lab/never")
    node.namespace.write(SCRIPT, SLOW.replace("#!/bin/sh", "#!/bin/bash").replace("< ", "<> "), mode=0o755)
    node.start(notifying(*EACH_STATE, GENERAL))
    node.wait_holds(ADDRESS)
    node.cut()
    node.daemon.wait_state("FAULT")
    wait_notified(node, 12)
    steps = ("backup", "master", "fault")
    calls = [call for step in steps for call in (f"{step} was entered", f"INSTANCE VI_1 {step.upper()} 100")]
    assert notified(node) == [f"{edge} {call}" for call in calls for edge in ("begin", "end")]
