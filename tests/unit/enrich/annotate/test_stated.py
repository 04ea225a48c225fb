"""Stated novelty by weight: what a lead says is new though no clause's grammar tells it, and what is none of ours."""

from datetime import date

import pytest

from services.enrich.annotate.annotate import Input, Worked, work
from services.enrich.annotate.known import Knowledge
from services.enrich.annotate.showing import why
from services.enrich.annotate.stated import cues, evidence
from services.enrich.annotate.text import document

TODAY = date(2017, 1, 18)


def _worked(title: str, text: str, knowledge: Knowledge) -> Worked:
    return work(Input(article_id="lead", title=title, text=text), knowledge, TODAY)


@pytest.mark.parametrize(
    ("title", "text", "kind"),
    [
        ("Turkey shells Syria", "The guns had never been fired across the border before, Ankara said.", "first"),
        (
            "Syria hangs four rebels",
            "The executions, the country's first in more than three decades, were told.",
            "since",
        ),
        ("Russian president meets Turkish president", "The talks were their first since Moscow froze ties.", "since"),
        ("Turkish jets bomb IS", "Monday's raid was the fiercest in over a decade, the army said.", "record"),
        ("Turkey sends ambassador back to Greece", "The envoy's return ends a five-year absence.", "resumed"),
    ],
)
def test_a_sentence_of_the_lead_states_the_novelty_of_the_act_before(
    title: str, text: str, kind: str, knowledge: Knowledge
) -> None:
    told = [one.claim.novelty for one in _worked(title, text, knowledge).made if one.claim.novelty]
    assert [new.kind for new in told] == [kind]


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Turkey beats Greece in first tennis final", "The coach said that the team had never played so well."),
        ("Turkish bank posts biggest profit ever", "Shares in Istanbul rose to the highest since 2007."),
        ("Obituary: envoy who opened Russia's first embassy in Syria", "He died at home, aged 91, his family said."),
        ("Opinion: Turkey's unprecedented failure in Syria", "Our columnist writes that the army was never ready."),
        ("Turkey remembers first day of coup", "Candles were lit in Ankara on the anniversary."),
        ("Russian museum shows first tank of the army", "Visitors queued to see what had never been on display."),
        ("Turkey shells Syria", "Residents have had no water since Monday."),
    ],
)
def test_what_is_no_act_of_states_or_long_past_states_none(title: str, text: str, knowledge: Knowledge) -> None:
    assert not [one for one in _worked(title, text, knowledge).made if one.claim.novelty]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The border had been shut since 1994.", ["shut since"]),
        ("No Greek leader had come there before.", ["No Greek leader had come there before"]),
        ("The envoy's return ends a five-year absence.", ["ends a five-year"]),
        ("It went further than any army had gone in two decades.", ["further than any army had gone in two decades"]),
        ("The two presidents had last met in 2009.", ["had last"]),
        ("The renewed shelling is not the first of the war.", []),
        ("She first came as a nurse, and no longer had any doubt.", []),
    ],
)
def test_the_wider_cues_of_a_lead_are_found_and_traps_silence_them(
    text: str, found: list[str], knowledge: Knowledge
) -> None:
    sentence = document.read("", text).sentences[0]
    told = [
        text[sentence.starts[cue.start] : sentence.ends[cue.end - 1]]
        for cue in cues.find(sentence, knowledge.rules.cue_forms)
    ]
    assert told == found


@pytest.mark.parametrize(
    ("title", "text", "status"),
    [
        ("Chad: army orders French troops to go", "Paris had never been told to leave the base.", "actual"),
        ("Hezbollah crosses the lake", "Never had Hezbollah struck by water, the army said.", "claimed"),
    ],
)
def test_what_had_never_been_done_before_was_done_now(title: str, text: str, status: str, knowledge: Knowledge) -> None:
    made = _worked(title, text, knowledge).made
    assert [one.claim.status for one in made if one.claim.novelty] == [status]


@pytest.mark.parametrize(
    "text",
    [
        "Russia has never attacked Finland, the Kremlin said.",
        "Iran has never had talks with Israel, the foreign minister said on Monday.",
        "Russia said that Turkey had never attacked Greece.",
        "France called on Turkey to make its first payment.",
        "Turkey demanded that Sweden hand over its first suspect.",
        "Iran demanded that Iraq for the first time free prisoners.",
    ],
)
def test_what_was_never_done_or_is_asked_for_is_no_novelty(text: str, knowledge: Knowledge) -> None:
    made = _worked("", text, knowledge).made
    assert made
    assert [one.claim.novelty for one in made if one.claim.novelty] == []


def test_a_claim_that_only_a_cue_tells_is_less_sure_the_thinner_the_evidence(knowledge: Knowledge) -> None:
    made = _worked(
        "Guns on the Euphrates", "The duel of Turkish and Syrian troops was the fiercest since 2004.", knowledge
    ).made
    assert [one.claim.novelty.since for one in made if one.claim.novelty] == ["2004"]
    assert all(one.claim.confidence < 0.8 for one in made if one.claim.novelty)


def test_explain_tells_what_a_novelty_was_weighed_by(knowledge: Knowledge) -> None:
    worked = _worked("Syria hangs four rebels", "The executions, the country's first in decades, were told.", knowledge)
    new = next(one for one in worked.made if one.claim.novelty)
    rows = dict(why.reasons(new, worked, knowledge))
    assert "the act is a claim told before" in rows["new"]


def test_each_weight_has_a_meaning_for_a_reader() -> None:
    assert all(evidence.meanings()[feature] for feature in evidence.weights())
