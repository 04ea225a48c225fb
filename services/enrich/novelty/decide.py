"""The decision: a relation's memory and one claim give the memory after it, and what the log must know.

What stands is a function of the memory (standing.py); a decision is the difference between what stood and what stands.
So any order of the same claims leads to the same current developments, and a claim told twice decides nothing.
"""

from collections.abc import Mapping
from dataclasses import replace

from schemas.envelope import Event
from services.enrich.novelty.bounds import admitted, bounded
from services.enrich.novelty.events import changed, detected, superseded
from services.enrich.novelty.footing import may_change
from services.enrich.novelty.memory import Memory, insert
from services.enrich.novelty.observation import Observation
from services.enrich.novelty.reach import earliest
from services.enrich.novelty.rules import MAX_TOLD, Rules
from services.enrich.novelty.standing import Part, standing

Decided = tuple[Memory, tuple[Event, ...]]
Stands = Mapping[str, Part]


def decide(memory: Memory, claim: Observation, reach: int | None, rules: Rules) -> Decided:
    """The memory with the claim in it, and the events: first what no longer stands, then what is new or has changed.

    reach: the earliest day on which a party of the relation is known to have been watched; a later day than the memory
    knows changes nothing.
    """
    seen = admitted(insert(memory, claim, rules), memory)
    seen = replace(seen, reach=earliest(memory.reach, reach))
    if not may_change(memory, seen):
        return bounded(seen), ()
    before, after = standing(memory, rules), standing(seen, rules)
    told = memory.told
    lost = [
        superseded(name, before[name], after, claim, told.get(name)) for name in sorted(before.keys() - after.keys())
    ]
    return _told(bounded(seen), (*lost, *_new(before, after, told)))


def review(memory: Memory, reach: int | None, rules: Rules) -> Decided:
    """The memory with a longer reach, and what it now holds new that was before its time. Nothing is lost by it."""
    longer = earliest(memory.reach, reach)
    if longer == memory.reach:
        return memory, ()
    reviewed = replace(memory, reach=longer)
    return _told(reviewed, _new(standing(memory, rules), standing(reviewed, rules), memory.told))


def taking_part(memory: Memory, claim: Observation, rules: Rules) -> tuple[Event, ...]:
    """What stands now that the claim tells or reports, detected again: all that can be said of a forgotten decision."""
    return tuple(
        detected(name, part, memory.told.get(name))
        for name, part in sorted(standing(memory, rules).items())
        if claim.key in {one.key for one in (part.leader, *part.reports)}
    )


def _new(before: Stands, after: Stands, told: Mapping[str, str]) -> tuple[Event, ...]:
    """What stands that did not, then what stands otherwise."""
    fresh = [detected(name, after[name], told.get(name)) for name in sorted(after.keys() - before.keys())]
    otherwise = [
        event
        for name in sorted(before.keys() & after.keys())
        if before[name] != after[name]
        for event in changed(name, before[name], after[name], told.get(name))
    ]
    return (*fresh, *otherwise)


def _told(memory: Memory, events: tuple[Event, ...]) -> Decided:
    """The memory that knows what was said last of each development: the latest MAX_TOLD of them."""
    told = dict(memory.told)
    for event in events:
        told.pop(event.subject, None)
        told[event.subject] = event.id
    return replace(memory, told=dict(list(told.items())[-MAX_TOLD:])), events
