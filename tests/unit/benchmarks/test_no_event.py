"""Our sentences without an event: enough of them, all different, and few claims made of the half to tune on."""

import pytest

from benchmarks.accuracy.no_event import false_claims, no_event, sentences
from benchmarks.accuracy.report import Report
from services.enrich.annotate.known import Knowledge

_MOST = 3.0
"""False claims per 100 sentences of the tuning half."""


def test_there_are_a_hundred_sentences_to_tune_on_and_a_hundred_held_out_and_none_twice() -> None:
    assert len(sentences(slice(0, None, 2))) >= 100
    assert len(sentences(slice(1, None, 2))) >= 100
    assert len(set(sentences())) == len(sentences())


def test_few_claims_are_made_where_nothing_happens(known: Knowledge) -> None:
    tuned = sentences(slice(0, None, 2))
    false = [f"{claim.type}: {text}" for text in tuned for claim in false_claims(text, known)]
    assert len(false) * 100 <= _MOST * len(tuned), "\n".join(false)


def test_a_sentence_with_an_event_would_count(known: Knowledge) -> None:
    assert false_claims("Russian jets bombed rebels in Idlib on Tuesday.", known)


def test_a_held_out_part_shows_figures_and_no_errors(known: Knowledge, capsys: pytest.CaptureFixture[str]) -> None:
    report = Report(errors=False)
    report.error("no event", "ASSAULT: seen")
    no_event(known, report, slice(1, None, 2))
    report.show()
    shown = capsys.readouterr().out
    assert "false claims per 100 sentences" in shown
    assert "ASSAULT" not in shown
