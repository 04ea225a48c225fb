"""What the timing of annotate rests on: its texts, and its profile of stages. No time is asserted."""

import sys
from pathlib import Path

import pytest

from benchmarks.accuracy.subject import run
from benchmarks.annotate_speed.__main__ import listed
from benchmarks.annotate_speed.stages import Profile, profiled
from benchmarks.annotate_speed.texts import corpora, generated
from services.enrich.annotate.known import Knowledge


def test_generated_articles_are_the_same_in_every_run_and_none_comes_twice() -> None:
    assert generated(50) == generated(50)
    assert len(set(generated(300))) == 300
    assert 150 < sum(len(text.split()) for text in generated(50)) / 50 < 300


def test_a_folder_without_corpora_is_an_error_that_names_them(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"neither geovirus\.xml nor lgl\.xml"):
        corpora(tmp_path, 10)


def test_a_profile_names_the_modules_at_work(known: Knowledge) -> None:
    [text] = generated(1)
    with profiled() as profile:
        for number in range(5_000):
            run(text, known)
            if profile.samples > 20 and number > 20:
                break
    assert profile.within["annotate"] == profile.samples
    assert profile.within["actors/actors"] > 0
    assert sum(profile.itself.values()) == profile.samples


def test_what_runs_outside_annotate_is_no_sample_of_it() -> None:
    profile = Profile()
    profile.take(sys._getframe())
    assert profile.samples == 0


def test_a_module_that_costs_next_to_nothing_is_not_listed() -> None:
    profile = Profile(samples=1_000)
    profile.within.update(annotate=1_000, claims=400, budget=3)
    profile.itself.update(annotate=600, claims=397, budget=3)
    assert list(listed(profile).columns[0].cells) == ["annotate", "claims"]
