"""The article's two-node setup, live: nginx stops on the master, the address moves.

Everything shown is observed from outside: states from the daemons' own syslog
lines, mastership from the wire, the address from netlink, requests by a client.
"""

import argparse
import pathlib
import re
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "test"))

from demo_screen import Screen  # noqa: E402
from lab.article import VIRTUAL_ADDRESS, Article  # noqa: E402
from lab.laboratory import Laboratory  # noqa: E402
from lab.watch import Overdue  # noqa: E402
from lab.web_client import WebClient, gaps  # noqa: E402

STATE = re.compile(r"Entering (MASTER|BACKUP|FAULT) STATE|^(Stopped)")
WORDS = {"MASTER": "MASTER", "BACKUP": "backup", "FAULT": "fault", "Stopped": "stopped"}
NOTICED_GAP = 0.1
SETTLING = 0.03
PICTURE = """
  client ── .100 ──┬── A .10  priority 200 ──┬── web .13  weight 1
                   └── B .11  priority 100 ──┴── web .14  weight 2

  192.168.11.0/24 on enp0s3; keepalived.conf (nopreempt), ha_nginx.sh and
  nginx.conf are the article's own files.
"""


def state_of(balancer):
    """The state its last word in the system log means."""
    for _, text in reversed(balancer.syslog.lines):
        if match := STATE.search(text):
            return WORDS[match[1] or match[2]]
    return "–"


class Show:
    """Runs the story and draws a row whenever a state or the address's place changes."""

    def __init__(self, lab, article, screen):
        self.lab, self.article, self.screen = lab, article, screen
        self.begin = time.time()
        self.shown = None  # what the last row said
        self.changed = None  # since when that is no longer true
        self.client = None

    def row(self, what):
        """A row for what the demo itself does or has seen."""
        self.draw_changes(settled=True)
        self._draw(time.time(), self.now(), what)

    def _draw(self, moment, seen, what):
        self.shown, self.changed = seen, None
        self.screen.row(moment - self.begin, *seen, what)

    def now(self):
        holders = [one.name for one in self.balancers() if one.node.holds(VIRTUAL_ADDRESS)]
        return (*map(state_of, self.balancers()), "+".join(holders) or "–")

    def balancers(self):
        return self.article.a, self.article.b

    def until(self, predicate, within, what):
        """Waits, drawing each change on the way."""
        def look():
            self.draw_changes()
            return predicate()
        self.lab.watch.until(look, within, what)

    def draw_changes(self, settled=False):
        """One row for changes that belong together, at the time of the first of them."""
        seen, now = self.now(), time.time()
        if self.shown is not None and seen != self.shown:
            self.changed = self.changed or now
            if settled or now - self.changed > SETTLING:
                self._draw(self.changed, seen, describe(self.shown, seen))
        if self.client:
            self.screen.status(f"{now - self.begin:6.2f} s  {self.tally()}")

    def tally(self):
        pages = [page for _, _, page in self.client.requests]
        web = {last: sum(page == f"192.168.11.{last}" for page in pages) for last in (13, 14)}
        return f"answered: {web[13]:,} by web .13, {web[14]:,} by web .14; lost: {pages.count(None):,}"

    def quietly(self, seconds):
        """Lets time pass, drawing what changes."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.lab.watch.observe(min(0.1, max(0.0, end - time.monotonic())))
            self.draw_changes()

    def answered_since(self, moment, count):
        return len(self.client.answered(moment)) >= count


def describe(before, after):
    """What a change of (state of A, state of B, holder) means, in words."""
    names = ("A", "B")
    changed = [became(name, old, new) for name, old, new in zip(names, before, after) if old != new]
    if before[2] != after[2]:
        changed.append(f"{VIRTUAL_ADDRESS} is on {after[2]}" if after[2] != "–" else "the address is on neither")
    return ", ".join(changed)


def became(name, old, new):
    if new == "stopped":
        return f"{name} has stopped"
    return f"{name} runs again, as {new}" if old == "stopped" else f"{name} is {new}"


def tell(show):
    """The story; raises Overdue when the next thing does not happen."""
    article, (a, b) = show.article, show.balancers()
    show.row("service keepalived start, on A and B")
    show.shown = None
    article.start()
    show.until(lambda: show.now()[:2] == ("backup", "backup"), 10, "both daemons up")
    show.row("both begin as backup and listen")
    show.until(lambda: a.node.holds(VIRTUAL_ADDRESS), 15, "the address on A")
    show.client = WebClient(article.client.namespace, VIRTUAL_ADDRESS, show.lab.watch)
    show.until(lambda: show.answered_since(0, 1), 5, "a first answer")
    show.row("a client requests page after page")
    show.quietly(2)
    show.row("nginx -s stop, on A")
    a.stop_nginx()
    show.until(lambda: a.monitor_log(), 10, "the check script's word")
    show.row("A's check script finds no nginx, starts it and calls service keepalived restart")
    show.until(lambda: b.node.holds(VIRTUAL_ADDRESS), 15, "the address on B")
    moved = time.time()
    show.until(lambda: show.answered_since(moved, 100), 10, "answers through B")
    show.row("requests are answered again, through B")
    show.until(lambda: a.syslog.said(r"Entering BACKUP STATE", 2), 15, "keepalived running again on A")
    show.quietly(5)
    show.row("A is healthy again; nopreempt: B keeps the address")


def summary(show, story_ended):
    """Figures and verdicts; True if all is as the article has it."""
    screen, requests = show.screen, show.client.requests if show.client else []
    screen.rule()
    if show.client:
        screen.figure("requests", f"{len(requests):,}", show.tally())
    for begin, end, _ in gaps(requests, NOTICED_GAP):
        screen.figure("outage", f"{(end - begin) * 1000:,.0f} ms", f"at {begin - show.begin:.2f} s: {reason(show, begin, end)}")
    screen.line()
    verdicts = list(judge(show, story_ended))
    for good, text in verdicts:
        screen.verdict(good, text)
    return all(good for good, _ in verdicts)


def reason(show, begin, end):
    """Why answers failed: the address had not moved yet, just moved, or it is long there."""
    first = min((advert.stamp for advert in show.lab.capture.adverts(node="B")), default=float("inf"))
    if end < first:
        return "nginx is down until the next check (interval 2)"
    return "the address moves; B's skew time is 609 ms" if begin < first else "a slow answer, the machine is busy"


def judge(show, story_ended):
    a, b = show.balancers()
    taken = [advert.stamp for advert in show.lab.capture.adverts(node="B")]
    moved = b.node.holds(VIRTUAL_ADDRESS) and not a.node.holds(VIRTUAL_ADDRESS)
    yield bool(taken) and moved, f"{VIRTUAL_ADDRESS} moved from A to B"
    pages = {page for _, _, page in show.client.answered(taken[0])} if taken and show.client else set()
    yield len(pages) == len(show.article.webs), "requests are answered again, by both web servers"
    yield (a.syslog.said(r"Entering BACKUP STATE", 2),
           "the restart called from inside the check script completed: A runs again")
    yield story_ended and moved, "nopreempt: A is healthy with priority 200, B keeps the address with 100"


def arguments():
    parser = argparse.ArgumentParser(prog="contrib/demo", description=__doc__.splitlines()[0])
    parser.add_argument("--plain", action="store_true", help="no colours, no moving line")
    parser.add_argument("--daemon", default=str(ROOT / "build/daemon/keepalived"), metavar="PATH",
                        help="any keepalived to show instead of ours")
    return parser.parse_args()


def main():
    options = arguments()
    screen = Screen(options.plain)
    screen.line()
    screen.line(screen.paint("  Sempervivum: the article's pair, live", "head"))
    screen.line(PICTURE)
    screen.line()
    with Laboratory() as lab:
        article = Article(lab, options.daemon, ROOT / "contrib/sysv/keepalived")
        show = Show(lab, article, screen)
        screen.heading()
        try:
            tell(show)
            story_ended = True
        except Overdue as overdue:
            show.row(str(overdue).splitlines()[0])
            story_ended = False
        good = summary(show, story_ended)
        if show.client:
            show.client.close()
        article.close()
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
