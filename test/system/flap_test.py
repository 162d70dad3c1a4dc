"""A thousand changes of state with scripts slower than they are (issue 4, must show 3).

Eight instances on one link, each taken down and up 125 times. Their priorities
follow a file whose number grows from flap to flap, so that every event has its
place in the order and none can be taken for another.
"""

import collections
import re

import pytest

from lab import config
from lab.line_reader import LineReader

NAMES, FLAPS = tuple(f"VI_{number}" for number in range(8)), 125
TURN, FIFO, SCRIPT, TOLD = "/run/lab/turn", "/run/lab/fifo", "/run/lab/slow.sh", "/run/lab/told"
SLOW = f"""#!/bin/bash
echo "begin $*" >> {TOLD}
read -t 0.02 nothing <> /run/lab/never
echo "end $*" >> {TOLD}
"""
FIFO_LINE = re.compile(r'INSTANCE "(\w+)" (\w+) (\d+)')
# A master that was not scheduled for so long that a peer may be master listens first.
MAY_FOLLOW = {"BACKUP": ("MASTER", "FAULT"), "MASTER": ("FAULT", "BACKUP"), "FAULT": ("BACKUP",)}

Event = collections.namedtuple("Event", "state priority")


def instance(number, name):
    return config.instance("priority 1", "advert_int 0.02", f'notify "{SCRIPT}"', config.block("track_file", "turn"),
                           config.block("virtual_ipaddress", f"10.9.0.{100 + number}/24"), name=name, vrid=51 + number)


def set_turn(node, number):
    node.namespace.path(TURN).write_text(f"{number}\n")


def in_fifo(reader):
    """The events of each instance, in the order they were read."""
    events = {name: [] for name in NAMES}
    for name, state, priority in (FIFO_LINE.fullmatch(line).groups() for line in reader.lines):
        events[name].append(Event(state, int(priority)))
    return events


def told(node):
    """(begin or end, event) of the scripts of each instance, as they themselves wrote it down."""
    path = node.namespace.path(TOLD)
    steps = {name: [] for name in NAMES}
    for line in path.read_text().splitlines() if path.exists() else []:
        edge, _, name, state, priority = line.split()
        steps[name].append((edge, Event(state, int(priority))))
    return steps


def misplaced(events):
    """The pairs of neighbours that cannot follow one another."""
    return [pair for pair in zip(events, events[1:])
            if pair[1].state not in MAY_FOLLOW[pair[0].state] or pair[1].priority < pair[0].priority]


def is_part_of(some, every):
    """Whether `some` are among `every`, in the same order."""
    rest = iter(every)
    return all(event in rest for event in some)


@pytest.mark.alone
def test_pain_8_a_thousand_flaps_are_told_in_order_and_the_last_one_is_the_truth(node):
    node.run("mkfifo", "/run/lab/never")
    node.namespace.write(SCRIPT, SLOW, mode=0o755)
    set_turn(node, 0)
    turn = config.block("track_file turn", f"file {TURN}", "weight 1")
    node.start(config.whole(turn, *(instance(*one) for one in enumerate(NAMES)),
                            globals_=("script_user root", f"notify_fifo {FIFO}")))
    node.lab.watch.until(lambda: node.namespace.path(FIFO).exists(), 5, "the FIFO")
    reader = LineReader(node.namespace, FIFO, node.lab.watch)
    for turn in range(1, FLAPS + 1):
        node.cut()
        wait_all(node, reader, {"FAULT"}, {turn, turn - 1})
        set_turn(node, turn)
        node.mend()
        cut_short = turn % 2 == 1
        wait_all(node, reader, {"BACKUP", "MASTER"} if cut_short else {"MASTER"}, {turn, turn - 1})
    wait_silence(node)
    events = in_fifo(reader)
    for name, steps in told(node).items():
        begun = [event for edge, event in steps if edge == "begin"]
        assert misplaced(events[name]) == [] and len(events[name]) > 2 * FLAPS
        assert [(edge, event) for event in begun for edge in ("begin", "end")] == steps, "none overlap"
        assert is_part_of(begun, events[name]) and begun[-1] == events[name][-1] == Event("MASTER", 1 + FLAPS)
        assert node.daemon.states(name)[-1] == "MASTER"


def wait_all(node, reader, states, turns):
    """Until the last that was heard of each instance is one of these, of one of these turns."""
    def arrived():
        last = {name: (now, int(priority) - 1) for name, now, priority in
                (FIFO_LINE.fullmatch(line).groups() for line in reader.lines[-5 * len(NAMES):])}
        return len(last) == len(NAMES) and all(now in states and turn in turns for now, turn in last.values())
    node.lab.watch.until(arrived, 5, f"all {states} in turns {turns}")


def wait_silence(node):
    """Until the last event's scripts have ended."""
    last = ("end", Event("MASTER", 1 + FLAPS))
    node.lab.watch.until(lambda: all(steps[-1:] == [last] for steps in told(node).values()), 30, "the last scripts")
