"""The decision: a relation's memory and one claim give the memory after it, and what the log must know.

What stands is a function of the memory (standing.py); a decision is the difference between what stood and what stands.
So any order of the same claims leads to the same current developments, and a claim told twice decides nothing.
"""

from collections.abc import Mapping
from dataclasses import replace

from schemas.envelope import Event
from services.enrich.novelty.bounds import admitted, bounded
from services.enrich.novelty.events import changed, detected, superseded
from services.enrich.novelty.memory import Memory, insert
from services.enrich.novelty.observation import Observation
from services.enrich.novelty.reach import earliest
from services.enrich.novelty.rules import Rules
from services.enrich.novelty.standing import Part, standing

Decided = tuple[Memory, tuple[Event, ...]]


def decide(memory: Memory, claim: Observation, reach: int | None, rules: Rules) -> Decided:
    """The memory with the claim in it, and the events: first what no longer stands, then what is new or has changed.

    reach: the earliest day on which a party of the relation was watched, this claim counted; a later day than the
    memory knows changes nothing.
    """
    seen = admitted(insert(memory, claim, rules), memory)
    seen = replace(seen, reach=earliest(memory.reach, reach))
    if seen == memory:
        return memory, ()
    events = _difference(standing(memory, rules), standing(seen, rules), claim)
    return bounded(seen), events


def review(memory: Memory, reach: int | None, rules: Rules) -> Decided:
    """The memory with a longer reach, and what it now holds new that was before its time."""
    longer = earliest(memory.reach, reach)
    if longer == memory.reach:
        return memory, ()
    reviewed = replace(memory, reach=longer)
    return reviewed, _difference(standing(memory, rules), standing(reviewed, rules), None)


def taking_part(memory: Memory, claim: Observation, rules: Rules) -> tuple[Event, ...]:
    """What stands now that the claim tells or reports, detected again: all that can be said of a forgotten decision."""
    stands = standing(memory, rules)
    return tuple(
        detected(name, part)
        for name, part in sorted(stands.items())
        if claim.key in {one.key for one in (part.leader, *part.reports)}
    )


def _difference(before: Mapping[str, Part], after: Mapping[str, Part], cause: Observation | None) -> tuple[Event, ...]:
    gone = sorted(before.keys() - after.keys()) if cause is not None else []
    lost = [superseded(name, before[name], after, cause) for name in gone if cause is not None]
    new = [detected(name, after[name]) for name in sorted(after.keys() - before.keys())]
    told = [
        event
        for name in sorted(before.keys() & after.keys())
        if before[name] != after[name]
        for event in changed(name, before[name], after[name])
    ]
    return (*lost, *new, *told)
