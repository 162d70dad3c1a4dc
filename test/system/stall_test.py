"""Whatever hangs around us, adverts leave in time (issue 4, must show 4)."""

import os
import signal

import pytest

from lab import config, oracle
from lab.daemon import OPTIONS
from lab.mail_server import MailServer

ADDRESS = config.V3.virtual_address
LIMIT = 0.005
CHATTY = config.block("track_interface", "track0 weight -20")


def flapping(node):
    node.run("ip", "link", "add", "track0", "type", "veth", "peer", "name", "track1")
    for link in ("lo", "track0", "track1"):
        node.run("ip", "link", "set", link, "up")


def flap(node, times=300):
    """Each flap is several log lines."""
    for _ in range(times // 10):
        node.run("bash", "-c", "for n in {0..9}; do ip link set track1 down; ip link set track1 up; done")
        node.lab.watch.drain()


def in_time(node, slack):
    node.lab.wait_adverts(5)
    adverts = node.lab.capture.adverts()
    return oracle.worst_lateness(adverts, 0.1) < LIMIT * slack


@pytest.mark.alone
def test_a_log_file_that_nobody_reads_delays_no_advert(node, slack):
    flapping(node)
    node.run("mkfifo", "/run/lab/log")
    stuck = os.open(node.namespace.path("/run/lab/log"), os.O_RDWR | os.O_NONBLOCK)
    node.start(config.pair(config.V3, 1, 150, CHATTY), options=(*OPTIONS, "--log-file=/run/lab/log"))
    node.wait_holds(ADDRESS)
    node.lab.capture.clear()
    flap(node)
    assert in_time(node, slack)
    os.close(stuck)


@pytest.mark.alone
@pytest.mark.parametrize("log", ("/run/small/log", "/dev/full"))
def test_a_full_disk_delays_no_advert(node, slack, log):
    """Neither under the log nor under the dumps that somebody asks for meanwhile."""
    flapping(node)
    node.run("sh", "-c", "mkdir /run/small && mount -t tmpfs -o size=4k none /run/small")
    dumps = ("state_dump_file /run/small/data", "stats_dump_file /run/small/stats")
    text = config.whole(config.pair_instance(config.V3, 1, 150, CHATTY), globals_=dumps)
    node.start(text, options=(*OPTIONS, f"--log-file={log}"))
    node.wait_holds(ADDRESS)
    node.lab.capture.clear()
    for _ in range(5):
        node.daemon.signal(signal.SIGUSR1)
        node.daemon.signal(signal.SIGUSR2)
        flap(node, 60)
    assert in_time(node, slack)


@pytest.mark.alone
def test_a_tracked_file_that_nobody_writes_to_delays_no_advert(node, slack):
    """A FIFO in the place of the file: opening or reading it could wait for ever."""
    node.run("mkfifo", "/run/lab/number")
    tracked = config.block("track_file tf", "file /run/lab/number", "weight 1")
    own = config.pair_instance(config.V3, 1, 150, config.block("track_file", "tf"))
    node.start(config.whole(tracked, own))
    node.wait_holds(ADDRESS)
    node.lab.capture.clear()
    for _ in range(5):
        node.run("sh", "-c", "echo 5 1<> /run/lab/number")
        node.lab.wait_adverts(1)
    assert in_time(node, slack)


@pytest.mark.alone
def test_two_hundred_hanging_scripts_delay_no_advert(node, slack):
    scripts = [config.block(f"vrrp_script s{number}", 'script "/usr/bin/sleep 1000"', "interval 2", "timeout 1",
                            "weight -1") for number in range(200)]
    tracks = config.block("track_script", *(f"s{number}" for number in range(200)))
    own = config.pair_instance(config.V3, 1, 250, tracks)
    node.start(config.whole(*scripts, own, globals_=("script_user root",)))
    node.wait_holds(ADDRESS, 20)
    node.lab.watch.observe(3)
    node.lab.capture.clear()
    node.lab.watch.observe(5)
    assert in_time(node, slack)


@pytest.mark.alone
def test_all_of_it_at_once_delays_no_advert(node, lab, slack):
    flapping(node)
    post = MailServer(node.namespace, lab.watch, mute=True)
    node.run("mkfifo", "/run/lab/log")
    stuck = os.open(node.namespace.path("/run/lab/log"), os.O_RDWR | os.O_NONBLOCK)
    track = config.block("track_interface", "track0")
    text = config.whole(
        config.pair_instance(config.V3, 1, 150, CHATTY, "smtp_alert", 'notify "/usr/bin/sleep 1000"'),
        config.instance("priority 255", "advert_int 1", track, "smtp_alert", 'notify "/usr/bin/sleep 1000"',
                        config.block("virtual_ipaddress", "10.9.0.102/24"), name="VI_2", vrid=52, state="MASTER"),
        globals_=("script_user root", "smtp_server 127.0.0.1 2525", "notify_fifo /run/lab/fifo",
                  config.block("notification_email", "a@example.org")))
    node.start(text, options=(*OPTIONS, "--log-file=/run/lab/log"))
    node.wait_holds(ADDRESS)
    node.lab.capture.clear()
    flap(node, 100)
    lab.wait_adverts(5)
    lateness = oracle.worst_lateness(lab.capture.adverts(vrid=51), 0.1)
    post.close()
    os.close(stuck)
    assert lateness < LIMIT * slack
