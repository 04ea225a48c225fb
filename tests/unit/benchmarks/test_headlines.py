"""Our own headlines: enough of both kinds in both halves, and hardly a false novelty in the half to tune on."""

from pathlib import Path

import pytest

import benchmarks
from benchmarks.accuracy.headlines import Headline, own, tells_novelty
from benchmarks.accuracy.no_event import sentences
from services.enrich.annotate.known import Knowledge

HELD = Path(benchmarks.__file__).parent / "held"


@pytest.mark.parametrize("first", [0, 1])
def test_each_half_has_novelties_and_as_many_traps(first: int) -> None:
    half = own()[first::2]
    assert min(sum(headline.new for headline in half), sum(not headline.new for headline in half)) >= 25


def test_no_headline_comes_twice() -> None:
    assert len({headline.title for headline in own()}) == len(own())


def test_hardly_a_trap_is_taken_for_a_novelty(known: Knowledge) -> None:
    told = [headline for headline in own()[::2] if tells_novelty(headline, known)]
    false = [headline.title for headline in told if not headline.new]
    assert len(false) <= 0.05 * len(told), false


def test_a_novelty_in_the_summary_alone_is_found(known: Knowledge) -> None:
    said = Headline(title="Obama visits Cuba", summary="Obama visited Cuba for the first time.", new=True)
    assert tells_novelty(said, known)


@pytest.mark.parametrize("path", sorted(HELD.glob("novelty_*.txt")), ids=lambda path: path.stem)
def test_a_held_out_set_has_eighty_novelties_and_eighty_traps(path: Path) -> None:
    headlines = own(path)
    assert sum(headline.new for headline in headlines) == sum(not headline.new for headline in headlines) == 80
    assert not {headline.title for headline in headlines} & {headline.title for headline in own()}


@pytest.mark.parametrize("path", sorted(HELD.glob("no_event_*.txt")), ids=lambda path: path.stem)
def test_a_held_out_set_has_a_hundred_and_fifty_sentences_without_an_event(path: Path) -> None:
    assert len(set(sentences(path=path))) == 150
    assert not set(sentences(path=path)) & set(sentences())
