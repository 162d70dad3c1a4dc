"""Mails about changes of state: the same as keepalived's, and nobody waits for them."""

import re

import pytest

from lab import config, oracle
from lab.mail_server import MailServer

ADDRESS = config.V3.virtual_address
POST = ("script_user root", "smtp_server 127.0.0.1 2525", "notification_email_from lab@example.org",
        "smtp_helo_name a.example.org", config.block("notification_email", "one@example.org", "two@example.org"))
DATE = re.compile(r"Date: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}")
OWNS, OWNS_NOT = ("=> VRRP Instance is %s owning VRRP VIPs <=" % word for word in ("now", "no longer"))


def writing(*lines, globals_=(), priority=100):
    return config.whole(config.pair_instance(config.V3, 1, priority, *lines), globals_=(*POST, *globals_))


def wire_up(node):
    node.run("ip", "link", "set", "lo", "up")


@pytest.fixture
def server(lab, request):
    """Makes mail servers, and closes them in time."""
    made = []

    def make(node, **how):
        wire_up(node)
        made.append(MailServer(node.namespace, lab.watch, **how))
        return made[-1]
    yield make
    for one in made:
        one.close()


def test_mails_are_what_keepalived_sends(subject, server):
    post = server(subject)
    subject.start(writing("smtp_alert"))
    post.wait_mails(2)
    subject.cut()
    post.wait_mails(3)
    assert post.mails[0].envelope == ["HELO a.example.org", "MAIL FROM:<lab@example.org>",
                                      "RCPT TO:<one@example.org>", "RCPT TO:<two@example.org>"]
    for mail, (state, body) in zip(post.mails, (("BACKUP", OWNS_NOT), ("MASTER", OWNS), ("FAULT", OWNS_NOT))):
        assert DATE.fullmatch(mail.lines[0])
        assert mail.lines[1:] == ["From: lab@example.org", f"Subject: [lab] VRRP Instance VI_1 - Entering {state} state",
                                  "X-Mailer: Keepalived", "To: one@example.org, two@example.org", "", body, ""]


@pytest.mark.parametrize("lines, globals_, count", (
    ((), ("smtp_alert",), 2),
    ((), ("smtp_alert_vrrp",), 2),
    (("smtp_alert",), ("smtp_alert off",), 2),
    (("smtp_alert off",), ("smtp_alert",), 0),
    ((), ("smtp_alert", "smtp_alert_vrrp off"), 0),
    ((), (), 0),
))
def test_the_nearest_setting_decides_who_writes(subject, server, lines, globals_, count):
    post = server(subject)
    subject.start(writing(*lines, globals_=globals_))
    subject.wait_holds(ADDRESS)
    post.wait_mails(count)
    subject.lab.watch.observe(0.3)
    assert len(post.mails) == count


def test_faults_are_silent_under_no_email_faults(subject, server):
    post = server(subject)
    subject.start(writing("smtp_alert", globals_=("no_email_faults",)))
    post.wait_mails(2)
    subject.cut()
    subject.daemon.wait_state("FAULT")
    subject.mend()
    post.wait_mails(4)
    assert not any("FAULT" in subject_ for subject_ in post.subjects())


def test_a_refused_recipient_does_not_keep_the_others_from_their_mail(node, server):
    post = server(node, refused=("one@",))
    node.start(writing("smtp_alert"))
    post.wait_mails(2)


def test_mails_arrive_in_the_order_of_events(node, server):
    post = server(node)
    node.start(writing("smtp_alert", priority=config.OWNER))
    post.wait_mails(1)
    for _ in range(5):
        node.cut()
        node.daemon.wait_state("FAULT")
        node.mend()
        node.daemon.wait_state("MASTER")
    post.wait_mails(11)
    states = [subject_.split()[-2] for subject_ in post.subjects()]
    assert states == ["MASTER", *["FAULT", "MASTER"] * 5]


@pytest.mark.alone
def test_a_server_that_hangs_delays_no_advert(node, server, slack):
    post = server(node, mute=True)
    node.start(writing("smtp_alert", globals_=("smtp_connect_timeout 1",), priority=150))
    node.wait_holds(ADDRESS)
    node.lab.watch.until(lambda: post.connections >= 2, 10, "a second connection")
    assert oracle.worst_lateness(node.lab.capture.adverts(), 0.1) < 0.005 * slack
    node.daemon.wait_said(r"Cannot send mail through \[127.0.0.1\]:2525: no answer in time")


def test_a_server_that_is_not_there_is_reported(node):
    wire_up(node)
    node.start(writing("smtp_alert"))
    node.daemon.wait_said(r"Cannot send mail through \[127.0.0.1\]:2525: Connection refused")
    node.wait_holds(ADDRESS)
