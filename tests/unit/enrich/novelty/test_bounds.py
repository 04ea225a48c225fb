"""Bounds: a relation's memory stays small whatever it sees, and forgetting never makes anything new."""

import random
from datetime import date, timedelta

import pytest

from schemas.claims import StatedNovelty
from services.enrich.errors import MemoryUnreadable
from services.enrich.novelty.codec import decode, encode
from services.enrich.novelty.decide import decide
from services.enrich.novelty.memory import Memory
from services.enrich.novelty.observation import Observation, observe
from services.enrich.novelty.relations import fan_out
from services.enrich.novelty.replay import Coordinates, decide_at
from services.enrich.novelty.rules import MAX_CLAIMS, MAX_LEVELS, MAX_REPORTS, MAX_RUNS, Rules
from tests.unit.enrich.novelty.claims import told

MAX_BYTES = 300_000
"""What the changelog writes at most with one claim of the busiest relation."""

RULES = Rules()


def observed(name: str, on: str, **given: object) -> Observation:
    (claim, *_) = [observe(one) for one in fan_out(told(name, by="RUS", to="TUR", on=on, **given))]  # type: ignore[arg-type]
    assert claim is not None
    return claim


def test_a_long_random_stream_leaves_a_small_memory() -> None:
    chance = random.Random(7)  # noqa: S311 - no secret
    memory, largest = Memory(), 0
    for number in range(400):
        claim = observed(
            f"article {number} {chance.random()}",
            (date(1950, 1, 1) + timedelta(days=chance.randrange(28_000))).isoformat(),
            claim_type=chance.choice(["ASSAULT", "SANCTION", "AID", "CONSULT", "AGREE"]),
            mode=f"mode {chance.randrange(300)}",
            place=chance.choice([None, "Aleppo", "Idlib"]),
            stated=StatedNovelty(kind="first", cue="first " + "x" * 100),
            publisher=f"{chance.random()}.example",
        )
        memory = decide_at(memory, claim, 0, RULES, Coordinates(partition=0, offset=number)).memory
        if number % 20 == 0:
            largest = max(largest, len(encode(memory)))
    assert largest < MAX_BYTES
    assert len(memory.claims) <= MAX_CLAIMS
    assert all(len(level.runs) <= MAX_RUNS for level in memory.levels.values())


def test_a_level_that_is_not_kept_is_never_new() -> None:
    memory = Memory()
    for number in range(MAX_LEVELS + 20):
        claim = observed(f"a{number}", f"2016-{number % 12 + 1:02}-10", mode=f"mode {number}")
        memory, events = decide(memory, claim, 0, RULES)
    assert events == ()
    assert len(memory.levels) <= MAX_LEVELS + 20


def test_of_more_runs_than_are_kept_the_first_day_stays() -> None:
    memory = Memory()
    for year in range(1900, 1900 + 2 * (MAX_RUNS + 5), 2):
        memory, _ = decide(memory, observed(f"a{year}", f"{year}-01-10"), 0, RULES)
    relation = memory.levels["relation"]
    assert len(relation.runs) == MAX_RUNS
    assert date.fromordinal(relation.runs[0].start) == date(1900, 1, 10)
    _, events = decide(memory, observed("late", "1905-01-10"), 0, RULES)
    assert "late" not in {report.article_id for event in events for report in event.data.reports}


def test_forgetting_supersedes_nothing() -> None:
    memory, types = Memory(), set()
    for year in range(1900, 1900 + 2 * (MAX_RUNS + 5), 2):
        memory, events = decide(memory, observed(f"a{year}", f"{year}-01-10"), 0, RULES)
        types |= {event.type for event in events}
    assert types == {"development.detected"}


def test_an_event_keeps_its_first_reports() -> None:
    memory = Memory()
    for number in range(MAX_REPORTS + 30):
        claim = observed(f"a{number:03}", "2016-01-10", publisher=f"p{number}.example")
        memory, events = decide(memory, claim, 0, RULES)
    assert events == ()
    assert max(len(run.early) for level in memory.levels.values() for run in level.runs) == MAX_REPORTS


@pytest.mark.parametrize("body", [b"", b"\x00abc", b"\x01abc", b"\x02"])
def test_bytes_of_another_form_are_refused(body: bytes) -> None:
    with pytest.raises(MemoryUnreadable):
        decode(body)
