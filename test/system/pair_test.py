"""Our daemon and Debian's keepalived hold one virtual address together, in both roles.

Each test follows the wire: who sends adverts, one after the other, is who was
master; two masters would show as an alternation.
"""

import pytest

from lab import oracle
from pairs import HIGH, LOW, ROOM, Pair, every_pair


@pytest.fixture
def pair(request, lab, binaries, slack):
    return Pair(lab, binaries, *request.param, slack)


@every_pair()
def test_the_higher_priority_becomes_the_only_master(pair):
    pair.start(pair.low)
    pair.start(pair.high)
    pair.settle(pair.high, pair.low)
    assert pair.masters() in (["high"], ["low", "high"])
    protocol, advert = pair.protocol, pair.adverts()[-1]
    assert (advert.version, advert.vrid, advert.priority) == (protocol.version, 51, HIGH)
    assert advert.interval == protocol.interval and advert.ttl == 255
    assert advert.source == protocol.address(1)
    assert advert.addresses == tuple(address.split("/")[0] for address in protocol.addresses)
    assert pair.lab.capture.announcements(protocol.virtual_address, node="high")


@every_pair()
def test_a_stopped_master_hands_over_and_takes_back(pair):
    pair.converge()
    pair.high.daemon.stop()
    pair.settle(pair.low, pair.high)
    resigned = [advert for advert in pair.adverts(pair.high) if advert.priority == 0]
    taken = pair.adverts(pair.low)[0]
    assert len(resigned) == 1
    assert 0 <= taken.stamp - resigned[0].stamp - pair.protocol.skew(LOW) < ROOM * pair.slack
    pair.start(pair.high)
    pair.settle(pair.high, pair.low)
    assert pair.masters() == ["high", "low", "high"]


@every_pair()
def test_a_crashed_master_is_replaced_and_cleans_up_on_return(pair):
    pair.converge()
    pair.high.daemon.kill()
    pair.lab.wait_master("low", pair.patience())
    pair.low.wait_holds(pair.protocol.virtual_address)
    assert pair.high.holds(pair.protocol.virtual_address), "nobody was left to remove it"
    pair.lab.wait_adverts(2)
    pair.start(pair.high)
    pair.high.wait_lacks(pair.protocol.virtual_address)
    pair.settle(pair.high, pair.low)
    assert pair.masters() == ["high", "low", "high"]
    assert not [advert for advert in pair.adverts() if advert.priority == 0]
    assert oracle.longest_silence(pair.adverts()) < pair.longest_silence_allowed()


@every_pair()
def test_a_master_without_link_is_replaced_until_it_is_back(pair):
    pair.converge()
    pair.high.cut()
    pair.settle_addresses(pair.low, pair.high)
    pair.high.daemon.wait_state("FAULT")
    silence = oracle.longest_silence(pair.adverts())
    pair.high.mend()
    pair.settle(pair.high, pair.low)
    assert silence < pair.longest_silence_allowed()
    if pair.protocol.unicast and pair.kinds[0] == "keepalived":
        assert pair.masters()[:2] == ["high", "low"] and pair.masters()[-1] == "high"
    else:
        assert pair.masters() == ["high", "low", "high"]
        assert_nothing_stale(pair)


def assert_nothing_stale(pair):
    """What was sent while the link was down must not leave when it returns, as keepalived's
    unicast adverts do, which have waited for ARP: the first advert is the new election's."""
    low, back = oracle.reigns(pair.adverts())[1:]
    assert back.first - low.last < pair.protocol.interval + 0.1 * pair.slack
    assert not [advert for advert in pair.adverts(pair.high) if advert.priority == 0 and advert.stamp > low.first]


@every_pair()
def test_pain_11_with_nopreempt_the_higher_priority_does_not_take_back(pair):
    pair.converge("nopreempt")
    pair.high.daemon.stop()
    pair.settle(pair.low, pair.high)
    pair.start(pair.high, "nopreempt").wait_state("BACKUP")
    pair.lab.watch.observe(2 * pair.protocol.master_down(HIGH))
    assert pair.masters() == ["high", "low"]
    assert not pair.high.holds(pair.protocol.virtual_address)


@every_pair()
def test_preempt_delay_defers_taking_back(pair):
    delay = 2
    pair.converge(f"preempt_delay {delay}")
    pair.high.daemon.stop()
    pair.settle(pair.low, pair.high)
    pair.start(pair.high, f"preempt_delay {delay}").wait_state("BACKUP")
    first_seen = pair.adverts()[-1].stamp
    pair.settle(pair.high, pair.low)
    taken = oracle.reigns(pair.adverts())[-1]
    assert pair.masters() == ["high", "low", "high"]
    longest = delay + pair.protocol.interval + pair.protocol.master_down(HIGH) + ROOM * pair.slack
    assert delay <= taken.first - first_seen < longest
