"""The laws of novelty, on generated claims: order, repetition and crashes change nothing that stands."""

import random
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.annotations import ArticleAnnotated
from schemas.claims import StatedNovelty
from services.enrich.novelty.codec import decode, encode
from services.enrich.novelty.decide import decide, review
from services.enrich.novelty.detect import Detector
from services.enrich.novelty.fold import fold
from services.enrich.novelty.footing import may_change
from services.enrich.novelty.memory import Memory, insert
from services.enrich.novelty.observation import Observation, observe
from services.enrich.novelty.reach import watched_since
from services.enrich.novelty.relations import fan_out
from services.enrich.novelty.rules import Rules
from services.enrich.novelty.standing import standing
from tests.unit.enrich.novelty.claims import current, events_of, told

RULES = Rules()
BASE = date(2014, 1, 1)
PARTIES = ("RUS", "TUR", "IS", "GBR")

CROWDED_DAYS = (0, 100, 101, 102, 103, 104, 400, 500, 501, 502, 900)


def days(*, crowded: bool) -> st.SearchStrategy[str]:
    """Event days over three years and a bit, or a few of them, so that claims meet."""
    numbers = st.sampled_from(CROWDED_DAYS) if crowded else st.one_of(st.integers(0, 12), st.integers(0, 1200))
    return numbers.map(lambda number: (BASE + timedelta(days=number)).isoformat())


statements = st.sampled_from(
    [None, None, StatedNovelty(kind="first", cue="first"), StatedNovelty(kind="since", cue="since", since="1990")]
)


@st.composite
def annotations(draw: st.DrawFn) -> list[ArticleAnnotated]:
    """Up to two dozen claims about four parties, or crowded about two of them; several may stand in one article."""
    crowded = draw(st.booleans())
    parties = PARTIES[:2] if crowded else PARTIES
    types = ["ASSAULT", "ASSAULT", "COOPERATE"] if crowded else ["ASSAULT", "COOPERATE", "CONSULT", "MOBILIZE"]
    made: list[ArticleAnnotated] = []
    for number in range(draw(st.integers(1, 24))):
        fewest = draw(st.sampled_from([0, 1, 1]))
        by = draw(st.lists(st.sampled_from(parties), min_size=fewest, max_size=2, unique=True))
        to = draw(st.lists(st.sampled_from(parties), max_size=1))
        clash = len(by) > 1 and draw(st.integers(0, 3)) == 0
        on = draw(days(crowded=crowded))
        lag = draw(st.sampled_from([0, 0, 0, 1, 40]))
        article = told(
            f"a{number}",
            by=" ".join(by),
            to=" ".join(by if clash else to),
            joint=len(by) > 1 and not clash and draw(st.booleans()),
            on=on[: draw(st.sampled_from([10, 10, 10, 7, 4]))],
            published=(date.fromisoformat(on) + timedelta(days=lag)).isoformat(),
            claim_type="ASSAULT" if clash else draw(st.sampled_from(types)),
            mode="clash" if clash else draw(st.sampled_from([None, "airstrike"])),
            place=draw(st.sampled_from([None, None, "Aleppo", "Idlib"])),
            status=draw(st.sampled_from(["actual", "actual", "claimed", "historical", "planned", "denied"])),
            stated=draw(statements),
            publisher=draw(st.sampled_from(["x.example", "y.example", "z.example"])),
            copy_of=draw(st.sampled_from([None, None, "a0", "a1"])),
            history=draw(st.sampled_from([False, False, False, True])),
        )
        if made and draw(st.integers(0, 2)) == 0:
            made[-1] = both_in_one(made[-1], article)
        else:
            made.append(article)
    return made


def both_in_one(first: ArticleAnnotated, second: ArticleAnnotated) -> ArticleAnnotated:
    """The first article with the claims of the second too."""
    places = tuple(dict.fromkeys((*first.places, *second.places)))
    return replace(first, places=places, claims=(*first.claims, *second.claims))


@settings(max_examples=120, deadline=None)
@given(annotations(), st.randoms(use_true_random=False))
def test_any_order_of_the_same_claims_leaves_the_same_developments(
    told_once: list[ArticleAnnotated], chance: random.Random
) -> None:
    shuffled = told_once.copy()
    chance.shuffle(shuffled)
    assert current(shuffled) == current(told_once)


@settings(max_examples=80, deadline=None)
@given(annotations(), st.randoms(use_true_random=False))
def test_any_of_the_claims_may_come_again_at_any_time(told_once: list[ArticleAnnotated], chance: random.Random) -> None:
    repeated = told_once + chance.choices(told_once, k=len(told_once))
    chance.shuffle(repeated)
    assert current(repeated) == current(told_once)


@settings(max_examples=50, deadline=None)
@given(annotations())
def test_telling_all_of_it_again_says_nothing(told_once: list[ArticleAnnotated]) -> None:
    detector = Detector(RULES)
    for annotation in told_once:
        detector.tell(annotation)
    assert [event for annotation in told_once for event in detector.tell(annotation)] == []


@settings(max_examples=50, deadline=None)
@given(annotations())
def test_no_event_is_said_twice_and_the_same_claims_say_the_same(told_once: list[ArticleAnnotated]) -> None:
    events = events_of(told_once)
    assert len({event.id for event in events}) == len(events)
    assert events_of(told_once) == events


@settings(max_examples=50, deadline=None)
@given(annotations())
def test_a_log_that_takes_each_id_once_folds_to_the_same(told_once: list[ArticleAnnotated]) -> None:
    events = events_of([*told_once, *told_once])
    first_of_each = list({event.id: event for event in reversed(events)}.values())[::-1]
    assert fold(first_of_each) == current(told_once)


@settings(max_examples=50, deadline=None)
@given(annotations())
def test_a_longer_reach_only_adds(told_once: list[ArticleAnnotated]) -> None:
    claims = _one_relation(told_once)
    memory = Memory()
    for claim in claims:
        memory, _ = decide(memory, claim, watched_since(claim, RULES), RULES)
    before = memory.reach if memory.reach is not None else date(2016, 1, 1).toordinal()
    longer, events = review(memory, before - 10_000, RULES)
    assert all(event.type == "development.detected" for event in events)
    assert longer.levels == memory.levels


@settings(max_examples=50, deadline=None)
@given(annotations())
def test_where_the_footing_is_the_same_the_same_stands(told_once: list[ArticleAnnotated]) -> None:
    memory = Memory(reach=BASE.toordinal() - 1000)
    for claim in _one_relation(told_once):
        seen = insert(memory, claim, RULES)
        if not may_change(memory, seen):
            assert standing(memory, RULES) == standing(seen, RULES)
        memory = seen


@settings(max_examples=50, deadline=None)
@given(annotations())
def test_the_memory_survives_its_bytes(told_once: list[ArticleAnnotated]) -> None:
    memory = Memory()
    for claim in _one_relation(told_once):
        memory, _ = decide(memory, claim, watched_since(claim, RULES), RULES)
        assert decode(encode(memory)) == memory


def _one_relation(told_once: list[ArticleAnnotated]) -> list[Observation]:
    seen = [observe(made) for annotation in told_once for made in fan_out(annotation) if made.relation.key == "RUS|TUR"]
    return [claim for claim in seen if claim is not None]
