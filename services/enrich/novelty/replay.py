"""Replays: after a crash the memory may be ahead of the committed offset, and claims that it holds come again.

Such a claim finds itself seen and would decide nothing, so the memory keeps what it decided on its last claims, and
says it again with the same ids. Postgres drops what it knows.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from schemas.codec import decode_structured, encode_structured
from schemas.envelope import Event
from services.enrich.novelty.decide import decide, review, taking_part
from services.enrich.novelty.memory import Decision, Memory, Provenance
from services.enrich.novelty.observation import Observation
from services.enrich.novelty.rules import Rules

MAX_DECISIONS = 32
"""Decisions that had events, kept per relation: a crash rereads a few hundred messages of all relations together."""

REREAD_MESSAGES = 20_000
"""Messages of a partition after which a decision needs no keeping: Faust commits every second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coordinates:
    """Where in the claims topic a message stands."""

    partition: int
    offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What one message came to. replayed: the memory held it already."""

    memory: Memory
    events: tuple[Event, ...]
    replayed: bool = False


def decide_at(
    memory: Memory,
    claim: Observation,
    reach: int | None,
    rules: Rules,
    at: Coordinates,
    reviewed: Sequence[Event] = (),
) -> Turn:
    """Decide on the claim at these coordinates, or repeat what was decided on it.

    reviewed: what reviews said since the memory was last kept. It is said again, and kept, with this claim: the memory
    that they led to outlives a crash from now on, and what they said might not. A reach that the memory does not know
    is reviewed before the claim: a review before a crash may have told what this claim undoes.
    """
    if at.offset <= memory.provenance.offsets.get(at.partition, -1):
        again = _again(memory, claim, rules, at)
        if again is not None:
            return again
    longer, known = review(memory, reach, rules)
    after, decided = decide(longer, claim, longer.reach, rules)
    events = (*reviewed, *known, *decided)
    return Turn(memory=_recorded(after, claim, events, at), events=events)


def recorded(memory: Memory) -> tuple[Event, ...]:
    """All decisions that are kept, in their order: after a crash some of them may not have reached the log."""
    return tuple(event for each in memory.provenance.decisions for event in _unpacked(each.events))


def _again(memory: Memory, claim: Observation, rules: Rules, at: Coordinates) -> Turn | None:
    """What was decided on the claim before; where that is kept no longer, what the claim takes part in, detected again.

    None: an earlier offset, but the memory does not hold the claim. It is a new one, for the topic was made anew.
    """
    for each in memory.provenance.decisions:
        if (each.partition, each.offset, each.claim_id) == (at.partition, at.offset, claim.made.claim.id):
            return Turn(memory=memory, events=_unpacked(each.events), replayed=True)
    if decide(memory, claim, memory.reach, rules)[0] != memory:
        return None
    forgotten = at.offset <= memory.provenance.floors.get(at.partition, -1)
    return Turn(memory=memory, events=taking_part(memory, claim, rules) if forgotten else (), replayed=True)


def _recorded(memory: Memory, claim: Observation, events: Sequence[Event], at: Coordinates) -> Memory:
    held = memory.provenance
    decisions = list(held.decisions)
    if events:
        decisions.append(
            Decision(partition=at.partition, offset=at.offset, claim_id=claim.made.claim.id, events=_packed(events))
        )
    needed = [
        each for each in decisions if each.partition != at.partition or each.offset > at.offset - REREAD_MESSAGES
    ][-MAX_DECISIONS:]
    floors = dict(held.floors)
    for each in decisions:
        if each not in needed:
            floors[each.partition] = max(each.offset, floors.get(each.partition, -1))
    provenance = Provenance(offsets={**held.offsets, at.partition: at.offset}, floors=floors, decisions=tuple(needed))
    return replace(memory, provenance=provenance)


def _packed(events: Sequence[Event]) -> bytes:
    return zlib.compress(b"\n".join(map(encode_structured, events)))


def _unpacked(packed: bytes) -> tuple[Event, ...]:
    return tuple(decode_structured(line) for line in zlib.decompress(packed).split(b"\n"))
