"""What a person reads: summaries and scopes, for every type, with and without names, never too long."""

from dataclasses import replace
from typing import Any, get_args

import pytest

from schemas.annotations import Actor
from schemas.claims import ClaimMade, ClaimType, StatedNovelty
from schemas.developments import Novelty
from services.enrich.novelty.phrases import listed, phrase
from services.enrich.novelty.relations import fan_out
from services.enrich.novelty.scopes import scope
from services.enrich.novelty.summary import MAX_CHARACTERS, summary
from tests.unit.enrich.novelty.claims import FIRST, current, told, watched

STATED = Novelty(basis="stated", kind="first", scope="", cue="first")
OBSERVED = Novelty(basis="observed", kind="first", scope="acts between Russia and Turkey")


def made(**given: Any) -> ClaimMade:
    return fan_out(told("a", on="2017-01-18", **given))[0]


def test_the_sentence_of_the_first_joint_air_strikes() -> None:
    claim = made(
        by="RUS TUR", to="IS", joint=True, mode="airstrike", place="Aleppo", status="claimed", attributed_to="RUS"
    )
    expected = "Russia and Turkey carry out first joint air strikes, on IS at Al Bāb, Russia says."
    assert summary(claim, [STATED]) == expected


@pytest.mark.parametrize(
    ("who", "says"),
    [("activists", "activists say"), ("sources in Moscow", "sources in Moscow say"), ("monitor", "monitor says")],
)
def test_a_described_source_speaks_in_its_number(who: str, says: str) -> None:
    claim = made(by="RUS", to="IS", mode="airstrike", status="claimed", attributed_to=who)
    assert summary(claim, [STATED]).endswith(f", {says}.")


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (Novelty(basis="stated", kind="since", scope="", since="1990"), "Iran makes first visit since 1990 to Iraq."),
        (
            Novelty(basis="stated", kind="record", scope="", cue="longest ever"),
            "Iran makes record visit (“longest ever”) to Iraq.",
        ),
        (Novelty(basis="stated", kind="resumed", scope=""), "Iran resumes visit to Iraq."),
        (
            Novelty(basis="stated", kind="resumed", scope="", since="1990"),
            "Iran resumes visit to Iraq, interrupted since 1990.",
        ),
    ],
)
def test_each_kind_that_a_text_states_has_its_words(stated: Novelty, expected: str) -> None:
    assert summary(made(by="IRN", to="IRQ", claim_type="CONSULT", mode="visit"), [stated]) == expected


def test_what_our_memory_saw_first_is_told_as_ours() -> None:
    expected = "Iran carries out attack on Iraq, with no earlier acts between Russia and Turkey in our memory."
    assert summary(made(by="IRN", to="IRQ"), [OBSERVED]) == expected


def test_what_our_memory_saw_again_is_told_with_its_horizon() -> None:
    since = Novelty(basis="observed", kind="since", scope="attacks by Iran on Iraq", since="1988-08-20")
    expected = "Iran carries out attack on Iraq, with no attacks by Iran on Iraq since 1988-08-20."
    assert summary(made(by="IRN", to="IRQ"), [since]) == expected


def test_joint_is_said_only_where_it_says_something() -> None:
    talks = made(by="CHN TWN", joint=True, claim_type="CONSULT", mode="talks")
    assert summary(talks, [STATED]) == "China and Taiwan hold first talks."
    assert scope("type", talks) == "talks between China and Taiwan"
    exercise = made(by="CHN TWN", joint=True, claim_type="COOPERATE", mode="exercise")
    assert summary(exercise, [STATED]) == "China and Taiwan hold first joint military exercise."


def test_who_clash_are_told_once() -> None:
    assert summary(made(by="IND CHN", to="IND CHN", mode="clash"), [STATED]) == "India and China enter first clash."


def test_a_place_that_is_the_target_itself_is_not_told_twice() -> None:
    annotation = told("a", by="RUS", to="SYR", on="2017-01-18", place="Aleppo")
    (place,) = annotation.places
    claim = fan_out(replace(annotation, places=(replace(place, name="Syria"),)))[0]
    assert summary(claim, [STATED]) == "Russia carries out first attack on Syria."


def test_a_plan_is_told_as_a_plan() -> None:
    assert summary(made(by="IRN", to="IRQ", status="planned"), [STATED]) == "Iran plans first attack on Iraq."


def test_an_act_whose_doer_is_not_known_is_told_by_who_suffered_it() -> None:
    assert summary(made(by="", to="IRQ"), [STATED]) == "Iraq sees first attack."


@pytest.mark.parametrize("claim_type", get_args(ClaimType))
def test_every_type_has_words_and_a_sentence_under_the_limit(claim_type: str) -> None:
    assert phrase(claim_type, None).verb
    sentence = summary(made(by="RUS", to="TUR", claim_type=claim_type, place="Aleppo"), [STATED, OBSERVED])
    assert sentence.startswith("Russia ")
    assert sentence.endswith(".")
    assert len(sentence) < MAX_CHARACTERS


def test_a_sentence_with_endless_names_stays_under_the_limit() -> None:
    annotation = told("a", by="X Y", to="Z", on="2017-01-18", place="Aleppo")
    actors = tuple(Actor(id=name, name=name * 150, kind="organisation") for name in "XYZ")
    (claim, *_) = fan_out(
        type(annotation)(**{name: getattr(annotation, name) for name in annotation.__slots__} | {"actors": actors})
    )
    assert len(summary(claim, [STATED, OBSERVED])) < MAX_CHARACTERS


def test_names_beyond_the_third_are_counted() -> None:
    assert listed(("a", "b", "c")) == "a, b and c"
    assert listed(("a", "b", "c", "d")) == "a, b and 2 others"


def test_scopes_name_what_the_level_holds() -> None:
    claim = made(by="RUS TUR", to="IS", joint=True, mode="airstrike", place="Aleppo")
    levels: tuple[Any, ...] = ("relation", "direction", "type", "mode", "country", "admin1")
    assert [scope(level, claim) for level in levels] == [
        "acts between Russia and Turkey",
        "joint acts by Russia and Turkey",
        "joint attacks by Russia and Turkey",
        "joint air strikes by Russia and Turkey",
        "joint air strikes by Russia and Turkey in Syria",
        "joint air strikes by Russia and Turkey in Aleppo",
    ]


def test_the_summary_of_what_is_detected_names_the_country_by_its_name() -> None:
    (found,) = current([*watched("RUS"), told("a", by="RUS", to="GBR", on="2017-01-18", stated=FIRST)])
    assert found.summary == "Russia carries out first attack on United Kingdom."


def test_a_horizon_that_the_text_gives_is_kept() -> None:
    since = StatedNovelty(kind="since", cue="first since 1990", since="1990")
    (found,) = current([told("a", by="IRN", to="IRQ", on="2017-01-18", stated=since)])
    assert found.novelties[0].since == "1990"
