"""What a capture says about mastership, and what must hold of it."""

import dataclasses


@dataclasses.dataclass
class Reign:
    """An unbroken run of adverts from one node; `resigned` if priority 0 ended it."""

    node: str
    first: float
    last: float
    count: int = 1
    resigned: bool = False


def reigns(adverts):
    """Who was master, one after the other, from the first advert to the last."""
    found = []
    for advert in adverts:
        if advert.priority == 0:
            resign(found, advert)
        elif found and found[-1].node == advert.node and not found[-1].resigned:
            found[-1].last = advert.stamp
            found[-1].count += 1
        else:
            found.append(Reign(advert.node, advert.stamp, advert.stamp))
    return found


def resign(found, advert):
    for reign in reversed(found):
        if reign.node == advert.node:
            reign.resigned = True
            return


def masters(adverts):
    """The names alone: ["a", "b", "a"] is a take-over by b and a fail-back to a.
    Two masters at once would show as an alternation."""
    return [reign.node for reign in reigns(adverts)]


def longest_silence(adverts):
    """The longest time between two adverts of any master."""
    stamps = [advert.stamp for advert in adverts if advert.priority > 0]
    return max((later - earlier for earlier, later in zip(stamps, stamps[1:])), default=0.0)


def worst_lateness(adverts, interval):
    """How much later than `interval` after its predecessor an advert left, at worst."""
    return longest_silence(adverts) - interval
