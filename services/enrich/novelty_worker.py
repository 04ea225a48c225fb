"""The novelty worker: what it does with each claim and each reach, around the pure decisions of novelty/.

What is new is decided there; here it is read, kept, sent and counted. A claim is acked when the brokers have all that
it came to: the memory's changelog record, reaches and events (services.runtime.turns). Faust does not wait for its own
changelog writes: it commits a claim whose memory a kill may still lose. So the record is a result as any other.

A reach that grew makes every worker review its own relations with that party. Reviews write nothing: each memory keeps
the reach that it was last decided with, so after a crash those that lag behind are reviewed again, and at the latest
before the relation's next claim.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, MutableMapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from queue import Empty, SimpleQueue

from schemas import topics
from schemas.claims import ClaimMade
from schemas.codec import decode_binary
from schemas.developments import DevelopmentCorroborated, DevelopmentDetected, DevelopmentSuperseded
from schemas.envelope import Event
from schemas.topics import Topic
from services.enrich.errors import BadAnnotation
from services.enrich.metrics import (
    CLAIMS_DECIDED,
    CLAIMS_REPLAYED,
    CORROBORATED,
    DECIDED_AFTER_SECONDS,
    MEMORY_BYTES,
    NOVELTIES,
    REACH_PARTIES,
    REVIEWS_PENDING,
    SUPERSEDED,
)
from services.enrich.novelty.codec import decode, encode
from services.enrich.novelty.decide import review
from services.enrich.novelty.memory import Memory
from services.enrich.novelty.observation import Observation, observe
from services.enrich.novelty.reach import encode_reach, lower, of_relation, watched_parties, watched_since
from services.enrich.novelty.relations import is_territory
from services.enrich.novelty.replay import Coordinates, Turn, decide_at, recorded
from services.enrich.novelty.rules import Rules
from services.enrich.reaches import Reach
from services.runtime.clock import Clock
from services.runtime.errors import Poison
from services.runtime.turns import Kept, Message, Outgoing, Result

REVIEWS_A_TURN = 20
"""Relations reviewed with one claim, or at once while idle: about 10 ms, so that claims do not wait behind reviews."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wiring:
    """The app's id and its topics; others than those of schemas.topics only in tests."""

    app_id: str = topics.NOVELTY_APP
    claims: Topic = topics.CLAIMS
    developments: Topic = topics.DEVELOPMENTS
    reaches: Topic = topics.REACHES
    changelog: Topic = topics.MEMORY_CHANGELOG


class NoveltyWorker:
    """The shell around the decisions. memories: relation key to bytes; one is written only while its claim is handled.

    What is asked of it must reach the brokers in the order asked: `lock` is held while a review is being sent.
    """

    def __init__(
        self,
        memories: MutableMapping[bytes, bytes],
        rules: Rules,
        wiring: Wiring,
        inbox: "SimpleQueue[Reach]",
        clock: Clock,
    ) -> None:
        self._memories, self._rules, self._wiring, self._inbox = memories, rules, wiring, inbox
        self._clock = clock
        self._first_seen: dict[str, int] = {}
        self._published: dict[str, int] = {}
        self._relations: defaultdict[str, set[bytes]] = defaultdict(set)
        self._pending: dict[bytes, None] = {}
        self._reviewed: dict[bytes, Memory] = {}
        self._reviews_said: dict[bytes, tuple[Event, ...]] = {}
        self._resaid: set[bytes] = set()
        self.owns: Callable[[bytes], bool] = lambda _: True
        """Whether this worker has the partition of a relation; another's memory here may be old."""
        self.lock = asyncio.Lock()

    async def handle(self, message: Message) -> Sequence[Result]:
        """Decide on one claim. Raises Poison and CodecError for a message that is no claim."""
        async with self.lock:
            return self._handle(message)

    def _handle(self, message: Message) -> Sequence[Result]:
        made = decode_binary(message.value, message.headers).data
        if not isinstance(made, ClaimMade):
            raise Poison("invalid_data", f"a message of {message.topic} holds {type(made).__name__}, not a claim")
        try:
            claim = observe(made)
        except BadAnnotation as error:
            raise Poison("invalid_data", str(error)) from None
        if message.key != made.relation.key.encode():
            raise Poison(
                "invalid_data", f"the message's key {message.key!r} is not its relation's {made.relation.key!r}"
            )
        CLAIMS_DECIDED.labels(status="history" if made.history else made.claim.status).inc()
        if claim is None:
            return []
        # All that the topic holds counts for the first claim already: a life before may have decided with it.
        reaches = [*self._read_inbox(), *self._watch(claim)]
        decided = self._decide(claim, Coordinates(partition=message.partition, offset=message.offset))
        return [*reaches, *decided, *self.reviews()]

    def reviews(self) -> list[Result]:
        """Take in the reaches that others published, and review some of the relations that they concern."""
        answers = self._read_inbox()
        for key in list(self._pending)[:REVIEWS_A_TURN]:
            del self._pending[key]
            if key in self._memories and self.owns(key):
                answers += self._review(key)
        REVIEWS_PENDING.set(len(self._pending))
        return answers

    def waiting(self) -> bool:
        """Whether there is anything to review."""
        return bool(self._pending) or not self._inbox.empty()

    async def recovered(self) -> None:
        """The table is filled: know all its relations, and review those that a crash left behind."""
        self._reviewed.clear()
        self._reviews_said.clear()
        self._resaid.clear()
        for key in list(self._memories.keys()):
            self._know(key)
            self._pending[key] = None

    def _watch(self, claim: Observation) -> list[Result]:
        """What the claim shows of its parties' reach, to be published; it counts once it is read back.

        Only what the topic holds may decide: a development that rests on a reach which a kill then lost would stay in
        the log, with nobody to supersede it.
        """
        day = watched_since(claim, self._rules)
        self._know(claim.made.relation.key.encode())
        if day is None:
            return []
        grown = [party for party in watched_parties(claim) if day < self._first_seen.get(party, day + 1)]
        return [self._kept(party, day) for party in grown if lower(self._published, party, day)]

    def _decide(self, claim: Observation, at: Coordinates) -> list[Result]:
        key = claim.made.relation.key.encode()
        memory, written = self._held(key), list[Result]()
        reviewed = self._reviews_said.get(key, ())
        turn = decide_at(memory, claim, of_relation(_parties(key), self._first_seen), self._rules, at, reviewed)
        if turn.memory != memory:
            self._reviews_said.pop(key, None)
            body = encode(turn.memory)
            self._memories[key] = body
            MEMORY_BYTES.observe(len(body))
            written.append(Kept(topic=self._wiring.changelog, key=key.decode(), value=body))
            self._reviewed.pop(key, None)
        _count(claim, turn, len(reviewed), self._clock.now())
        return [*written, *self._outgoing(turn.events)]

    def _review(self, key: bytes) -> list[Result]:
        held = self._held(key)
        reviewed, events = review(held, of_relation(_parties(key), self._first_seen), self._rules)
        _count_events(events)
        if reviewed is not held:
            self._reviewed[key] = reviewed
            self._reviews_said[key] = (*self._reviews_said.get(key, ()), *events)
        if events and key not in self._resaid:
            # A review overtakes the claims that are read again after a crash: what they said must come before it.
            events = (*recorded(held), *events)
            self._resaid.add(key)
        return self._outgoing(events)

    def _held(self, key: bytes) -> Memory:
        """The memory as its last review left it, which the table does not hold."""
        return self._reviewed.get(key) or decode(self._memories.get(key))

    def _read_inbox(self) -> list[Result]:
        """What to publish again: compaction keeps the last reach of a party, and that must not be the shorter one."""
        answers: list[Result] = []
        while True:
            try:
                party, day = self._inbox.get_nowait()
            except Empty:
                return answers
            if lower(self._first_seen, party, day):
                self._pending |= dict.fromkeys(self._relations[party])
                REACH_PARTIES.set(len(self._first_seen))
            elif day > self._first_seen[party]:
                answers.append(self._kept(party, self._first_seen[party]))

    def _know(self, key: bytes) -> None:
        for party in _parties(key):
            self._relations[party].add(key)

    def _kept(self, party: str, day: int) -> Kept:
        return Kept(topic=self._wiring.reaches, key=party, value=encode_reach(party, day))

    def _outgoing(self, events: Sequence[Event]) -> list[Result]:
        return [Outgoing(topic=self._wiring.developments, key=event.subject, event=event) for event in events]


def _parties(key: bytes) -> tuple[str, ...]:
    return tuple(party for party in key.decode().split("|") if not is_territory(party))


def _count(claim: Observation, turn: Turn, reviewed: int, now: datetime) -> None:
    """reviewed: how many of the turn's events are those of reviews, which were counted then."""
    published = claim.made.report.published_at
    if published is not None and claim.role == "live":
        DECIDED_AFTER_SECONDS.observe((now - published).total_seconds())
    if turn.replayed:
        CLAIMS_REPLAYED.inc()
    else:
        _count_events(turn.events[reviewed:])


def _count_events(events: Sequence[Event]) -> None:
    for event in events:
        match event.data:
            case DevelopmentDetected(novelties=novelties):
                for each in novelties:
                    NOVELTIES.labels(basis=each.basis, kind=each.kind).inc()
            case DevelopmentCorroborated():
                CORROBORATED.inc()
            case DevelopmentSuperseded(reason=reason):
                SUPERSEDED.labels(reason=reason).inc()
