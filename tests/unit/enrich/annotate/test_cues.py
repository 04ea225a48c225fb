"""Cues of novelty: where they stand, what they reach back to, and what only looks like one."""

from collections.abc import Callable
from datetime import date

import pytest

from schemas.annotations import ArticleAnnotated
from services.enrich.annotate.claims import when
from services.enrich.annotate.known import Knowledge
from services.enrich.annotate.stated import cues, horizons
from services.enrich.annotate.text import document
from services.enrich.novelty.relations import fan_out

TODAY = date(2017, 1, 18)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("the first strikes since May", ["first"]),
        ("in an unprecedented diplomatic step", ["in an unprecedented diplomatic step"]),
        ("no French president had ever visited Cuba", ["no French president had ever"]),
        ("the first-ever meeting, the first of its kind", ["first-ever", "first of its kind"]),
        ("one of the first strikes", []),
        ("a first-rank commander", []),
        ("the first 48 hours of the truce", []),
        ("since the first attack", []),
    ],
)
def test_cues_are_found_and_traps_silence_them(text: str, found: list[str], knowledge: Knowledge) -> None:
    sentence = document.read("", text).sentences[0]
    told = [
        text[sentence.starts[cue.start] : sentence.ends[cue.end - 1]]
        for cue in cues.find(sentence, knowledge.rules.cues)
    ]
    assert told == found


@pytest.mark.parametrize(
    ("text", "since"),
    [
        ("first visit since 1990", "1990"),
        ("first visit since the summer of 2013", "2013"),
        ("first visit since the 1990s", "1990"),
        ("first visit since the Second World War", "1945"),
        ("first visit since last week", "2017-01-11"),
        ("first visit since a week ago", "2017-01-11"),
        ("first visit in more than 88 years", "1929"),
        ("first visit in two and a half years", "2015"),
        ("first visit after a lapse of three months", "2016-10"),
        ("first visit after a two-year break", "2015"),
        ("first visit in half a century", "1967"),
        ("first visit in decades", None),
        ("first visit since the Arab Spring", "2011"),
        ("second visit this year", "2017"),
    ],
)
def test_a_horizon_is_resolved_to_a_date(text: str, since: str | None, knowledge: Knowledge) -> None:
    sentence = document.read("", text).sentences[0]
    told = when.find(sentence, TODAY)
    found = horizons.find(sentence.low, 0, 2, told, TODAY, knowledge.rules.epochs)
    assert found is not None
    assert found.since == since


def test_an_epoch_that_is_still_to_come_dates_nothing(knowledge: Knowledge) -> None:
    sentence = document.read("", "first visit since the Taliban takeover").sentences[0]
    assert horizons.find(sentence.low, 0, 2, [], TODAY, knowledge.rules.epochs) == horizons.Horizon(since=None)


def test_all_that_went_before_is_no_horizon_of_its_own(annotated: Callable[..., ArticleAnnotated]) -> None:
    found = annotated("Poland shot down a Russian drone for the first time in its history.").claims[0].novelty
    assert found is not None
    assert (found.kind, found.since) == ("first", None)


def test_a_claim_without_a_party_reaches_no_relation(annotated: Callable[..., ArticleAnnotated]) -> None:
    annotation = annotated("The first massacre since the ceasefire claimed the lives of nine people in Idlib.")
    assert [claim.novelty.kind for claim in annotation.claims if claim.novelty] == ["since"]
    assert fan_out(annotation) == []


def test_a_cue_without_war_or_politics_beside_it_makes_no_claim(annotated: Callable[..., ArticleAnnotated]) -> None:
    assert annotated("The first clashes of the season ended in a draw.").claims == ()


def test_a_phrase_tells_of_the_act_beside_it(annotated: Callable[..., ArticleAnnotated]) -> None:
    claims = annotated("Albania expelled the Iranian ambassador in the first move of its kind since 1990.").claims
    assert [(claim.type, claim.novelty.kind if claim.novelty else None) for claim in claims] == [("SANCTION", "since")]
