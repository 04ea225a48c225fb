"""Crashes of a worker at every point: what it says before and after folds to what an undisturbed run says."""

import asyncio
import random
from collections.abc import Sequence
from datetime import UTC, datetime
from queue import SimpleQueue

import pytest
from prometheus_client import REGISTRY

from schemas import topics
from schemas.annotations import ArticleAnnotated
from schemas.codec import encode_binary
from schemas.envelope import Event
from services.enrich.novelty.codec import decode
from services.enrich.novelty.fold import fold
from services.enrich.novelty.memory import Memory
from services.enrich.novelty.observation import Observation, observe
from services.enrich.novelty.reach import decode_reach
from services.enrich.novelty.relations import fan_out
from services.enrich.novelty.replay import MAX_DECISIONS, REREAD_MESSAGES, Coordinates, decide_at, recorded
from services.enrich.novelty.rules import Rules
from services.enrich.novelty_worker import NoveltyWorker, Wiring
from services.enrich.reaches import Reach
from services.runtime.clock import FixedClock
from services.runtime.turns import Kept, Message, Outgoing, Result
from tests.unit.enrich.novelty.claims import FIRST, current, told, watched

RULES = Rules()
CLOCK = FixedClock(datetime(2017, 3, 1, tzinfo=UTC))


def messages(annotations: Sequence[ArticleAnnotated]) -> list[Message]:
    """The claims as one partition of the topic."""
    made = [one for annotation in annotations for one in fan_out(annotation)]
    return [_message(offset, one.relation.key.encode(), *encode_binary(_event(one))) for offset, one in enumerate(made)]


def _event(made: object) -> Event:
    time = datetime(2017, 1, 1, tzinfo=UTC)
    return Event(id="x", source="/test", type="claim.made", subject="x", time=time, data=made)


def _message(offset: int, key: bytes, value: bytes, headers: list[tuple[str, bytes]]) -> Message:
    return Message(topic="claims", partition=0, offset=offset, key=key, value=value, headers=headers, timestamp=0)


class Broker:
    """What survives a worker: the changelog as keys written one after the other, the reaches, the log."""

    def __init__(self) -> None:
        self.writes: list[tuple[bytes, bytes]] = []
        self.reaches: list[Reach] = []
        self.log: dict[str, Event] = {}

    def take(self, results: Sequence[Result]) -> None:
        for each in results:
            if isinstance(each, Kept) and each.topic == topics.MEMORY_CHANGELOG:
                self.writes.append((each.key.encode(), each.value))
            elif isinstance(each, Kept):
                self.reaches.append(decode_reach(each.value))
            elif isinstance(each, Outgoing):
                self.log.setdefault(each.event.id, each.event)


def run(broker: Broker, stream: Sequence[Message], *, lose_results: int = 0, lose_writes: int = 0) -> None:
    """One life of a worker over the stream; at its end it dies, and what it sent last is lost so far.

    lose_results: of the last so many claims nothing but the memory arrives. lose_writes: of the last so many claims the
    memory does not arrive.
    """
    inbox: SimpleQueue[Reach] = SimpleQueue()
    for reach in broker.reaches:
        inbox.put(reach)
    worker = NoveltyWorker(dict(broker.writes), RULES, Wiring(), inbox, CLOCK)
    asyncio.run(worker.recovered())
    results = []
    for number, message in enumerate(stream, 1):
        results.append(asyncio.run(worker.handle(message)))
        if number <= len(stream) - lose_results:
            _read_back(results[-1], inbox)
    if not lose_results and not lose_writes:
        while worker.waiting():
            results.append(worker.reviews())
            _read_back(results[-1], inbox)
    for number, each in enumerate(results, 1):
        writes = [one for one in each if isinstance(one, Kept) and one.topic == topics.MEMORY_CHANGELOG]
        broker.take([] if number > len(results) - lose_writes else writes)
        broker.take([] if number > len(results) - lose_results else [one for one in each if one not in writes])


def _read_back(results: Sequence[Result], inbox: "SimpleQueue[Reach]") -> None:
    for each in results:
        if isinstance(each, Kept) and each.topic == topics.REACHES:
            inbox.put(decode_reach(each.value))


def some_stream(seed: int, articles: int = 60) -> list[ArticleAnnotated]:
    chance = random.Random(seed)  # noqa: S311 - no secret
    days = ["2015-02-01", "2015-05-01", "2016-12-01", "2017-01-10", "2017-01-11", "2017-01-12"]
    sides = [chance.sample(["RUS", "TUR", "GBR"], chance.choice((1, 2))) for _ in range(articles)]
    made = [
        told(
            f"a{number}",
            by=" ".join(by),
            to=chance.choice(["", "IS", "GBR", " ".join(by)]),
            joint=chance.random() < 0.5,
            on=chance.choice(days),
            claim_type=chance.choice(["ASSAULT", "COOPERATE", "SANCTION"]),
            place=chance.choice([None, "Aleppo"]),
            stated=chance.choice([None, FIRST]),
            publisher=f"p{chance.randrange(4)}.example",
            history=chance.random() < 0.2,
        )
        for number, by in enumerate(sides)
    ]
    return [*made, *watched("RUS", since="2014-01-01")]


@pytest.mark.parametrize("seed", range(2))
def test_a_crash_at_any_claim_with_the_memory_ahead_loses_nothing(seed: int) -> None:
    annotations = some_stream(seed)
    stream, expected = messages(annotations), current(annotations)
    for cut in range(0, len(stream), 9):
        broker = Broker()
        run(broker, stream[:cut], lose_results=min(cut, 7))
        run(broker, stream[max(0, cut - 7) :])
        assert fold(broker.log.values()) == expected, f"cut at {cut}"


@pytest.mark.parametrize("seed", range(2))
def test_a_crash_at_any_claim_with_the_memory_behind_loses_nothing(seed: int) -> None:
    annotations = some_stream(seed)
    stream, expected = messages(annotations), current(annotations)
    for cut in range(0, len(stream), 9):
        broker = Broker()
        run(broker, stream[:cut], lose_writes=5)
        run(broker, stream[max(0, cut - 12) :])
        assert fold(broker.log.values()) == expected, f"cut at {cut}"


@pytest.mark.parametrize("seed", range(8))
def test_crash_after_crash_loses_nothing(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - no secret
    annotations = some_stream(seed)
    stream, broker, done = messages(annotations), Broker(), 0
    for _ in range(6):
        upto = min(len(stream), done + chance.randrange(1, 40))
        lost = chance.randrange(0, upto - done + 1)
        run(broker, stream[done:upto], lose_results=lost, lose_writes=chance.choice((0, 0, min(lost, 3))))
        done = max(done, upto - lost)
    run(broker, stream[done:])
    assert fold(broker.log.values()) == current(annotations)


def test_undisturbed_and_replayed_from_the_beginning_the_log_is_the_same() -> None:
    stream, broker = messages(some_stream(1)), Broker()
    run(broker, stream)
    before = dict(broker.log)
    run(broker, stream)
    assert broker.log == before


def test_a_replayed_claim_says_again_what_was_decided_on_it() -> None:
    first, second = _claims("a", "b")
    turn = decide_at(Memory(), first, None, RULES, Coordinates(partition=0, offset=4))
    later = decide_at(turn.memory, second, None, RULES, Coordinates(partition=0, offset=5))
    again = decide_at(later.memory, first, None, RULES, Coordinates(partition=0, offset=4))
    assert turn.events
    assert again.events == turn.events
    assert again.replayed
    assert again.memory == later.memory


def test_a_replayed_claim_whose_decision_is_forgotten_tells_what_it_takes_part_in() -> None:
    claims = _claims(*(f"a{number}" for number in range(MAX_DECISIONS + 5)))
    memory = Memory()
    for offset, claim in enumerate(claims):
        memory = decide_at(memory, claim, None, RULES, Coordinates(partition=0, offset=offset)).memory
    (event,) = decide_at(memory, claims[0], None, RULES, Coordinates(partition=0, offset=0)).events
    assert event.type == "development.detected"
    assert len(event.data.reports) == MAX_DECISIONS + 5


def test_what_is_forgotten_of_one_partition_is_known_as_forgotten_there() -> None:
    memory, claims = Memory(), _claims("a", "b", "c")
    for claim, partition, offset in zip(claims, (1, 0, 0), (0, 0, REREAD_MESSAGES), strict=True):
        memory = decide_at(memory, claim, None, RULES, Coordinates(partition=partition, offset=offset)).memory
    assert [(each.partition, each.offset) for each in memory.provenance.decisions] == [(1, 0), (0, REREAD_MESSAGES)]
    assert memory.provenance.floors == {0: 0}


def test_a_topic_made_anew_is_not_taken_for_a_replay() -> None:
    first, second = _claims("a", "b")
    memory = decide_at(Memory(), first, None, RULES, Coordinates(partition=0, offset=1_000)).memory
    turn = decide_at(memory, second, None, RULES, Coordinates(partition=0, offset=0))
    assert [event.type for event in turn.events] == ["development.corroborated"]
    assert not turn.replayed


def _reviewed_between_two_claims() -> tuple[Broker, list[Result]]:
    """A life that decides on a claim; then one that reviews it with a longer reach before it decides on the next."""
    first, second = messages([told(name, by="RUS TUR", joint=True, on="2017-01-18", stated=FIRST) for name in "ab"])
    broker = Broker()
    run(broker, [first])
    inbox: SimpleQueue[Reach] = SimpleQueue()
    inbox.put(("RUS", datetime(2015, 1, 1, tzinfo=UTC).toordinal()))
    worker = NoveltyWorker(dict(broker.writes), RULES, Wiring(), inbox, CLOCK)
    asyncio.run(worker.recovered())
    reviews = worker.reviews()
    broker.take([*reviews, *asyncio.run(worker.handle(second))])
    return broker, reviews


def test_what_a_review_says_again_is_kept_once() -> None:
    """Else each crash would double the decisions that a memory keeps."""
    broker, reviews = _reviewed_between_two_claims()
    kept = [event.id for event in recorded(decode(dict(broker.writes)[b"RUS|TUR"]))]
    assert {each.event.id for each in reviews if isinstance(each, Outgoing)} <= set(kept)
    assert len(kept) == len(set(kept)) == 3


def test_what_a_review_said_counts_once_though_the_next_claim_says_it_again() -> None:
    labels = {"basis": "observed", "kind": "first"}
    before = REGISTRY.get_sample_value("wirewatch_enrich_novelties_total", labels) or 0
    _reviewed_between_two_claims()
    assert (REGISTRY.get_sample_value("wirewatch_enrich_novelties_total", labels) or 0) - before == 1


def test_a_memory_written_by_the_worker_reads_back() -> None:
    broker = Broker()
    run(broker, messages(some_stream(2)))
    assert all(decode(body).provenance.offsets for _, body in broker.writes)


def _claims(*names: str) -> list[Observation]:
    made = [
        observe(one)
        for name in names
        for one in fan_out(told(name, by="RUS TUR", joint=True, on="2017-01-18", stated=FIRST))
    ]
    return [claim for claim in made if claim is not None]
