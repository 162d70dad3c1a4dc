"""What is left for others when a configuration has been read: its copy, and that reload_file is gone."""

from lab import config
from lab.daemon import BINARY, CONFIG

FILES = ("config_save_dir /tmp/saved", "reload_file /tmp/reloading")


def conf(priority):
    instance = config.instance("priority $P", config.block("virtual_ipaddress", "~SEQ(X, 1, 3) 10.9.0.10${X}/24"))
    return f"$P={priority}\n" + config.whole(instance, globals_=FILES)


def saved(node):
    return node.run("sh", "-c", "ls -t /tmp/saved/*").split()


def meant(node, path):
    return node.run(BINARY, "--dump-config", "-f", path)


def test_a_copy_is_saved_and_the_reload_file_removed(node):
    node.run("touch", "/tmp/reloading")
    node.start(conf(100))
    node.daemon.wait_said("Startup complete")
    first, = saved(node)
    assert meant(node, first) == meant(node, CONFIG) and "priority 100" in node.run("cat", first)
    assert node.run("stat", "-c", "%a", "/tmp/saved", first).split() == ["700", "600"]
    assert "reloading" not in node.run("ls", "/tmp")
    node.run("touch", "/tmp/reloading")
    node.reload(conf(90))
    node.daemon.wait_said("Reload complete")
    assert "reloading" not in node.run("ls", "/tmp")
    second, = set(saved(node)) - {first}
    assert first.endswith(".0") and second == first[:-1] + "1"
    assert meant(node, second) == meant(node, CONFIG) and "priority 90" in node.run("cat", second)


def written(node, path, text):
    """In place, as `echo TIME > FILE` does."""
    node.run("sh", "-c", f"printf %s '{text}' > {path}")


def soon(node, seconds):
    return node.run("date", "-d", f"+{seconds} seconds", "+%Y-%m-%d %H:%M:%S").strip()


def test_a_reload_at_the_time_that_stands_in_a_file(node):
    files = ("reload_time_file /tmp/when",)
    text = config.whole(config.instance(config.block("virtual_ipaddress", "10.9.0.100/24")), globals_=files)
    node.start(text)
    node.daemon.wait_said("Startup complete")
    written(node, "/tmp/when", "nonsense")
    node.daemon.wait_said("Invalid reload time 'nonsense' specified - ignoring")
    written(node, "/tmp/when", "1999-01-01 00:00:00")
    node.daemon.wait_said("Reload date/time is in the past - ignoring")
    written(node, "/tmp/when", (tomorrow := soon(node, 86400)))
    node.daemon.wait_said(f"Scheduling reload for {tomorrow}")
    written(node, "/tmp/when", (moment := soon(node, 2)))
    node.daemon.wait_said(f"Reload time updated from {tomorrow} to {moment}")
    node.daemon.wait_said("Reload complete")
    assert "when" not in node.run("ls", "/tmp")
    written(node, "/tmp/when", (later := soon(node, 3600)))
    node.daemon.wait_said(f"Scheduling reload for {later}")
    node.run("rm", "/tmp/when")
    node.daemon.wait_said(f"Cancelling reload scheduled for {later}")


def test_with_reload_repeat_a_time_of_day_is_one_of_every_day(node):
    files = ("reload_time_file /tmp/when", "reload_repeat")
    text = config.whole(config.instance(config.block("virtual_ipaddress", "10.9.0.100/24")), globals_=files)
    at = soon(node, 3).split()[1]
    node.namespace.write("/tmp/when", at)
    node.start(text)
    node.daemon.wait_said(rf"Scheduling reload for \S+ {at}")
    node.daemon.wait_said("Reload complete")
    node.daemon.wait_said(f"Scheduling reload for {soon(node, 86400).split()[0]} {at}")
    assert "when" in node.run("ls", "/tmp")
