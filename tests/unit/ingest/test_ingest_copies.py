"""Wire copy: cut, retitled, in several feeds."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.ingest.copies import MIN_WORDS, SKETCH, Fingerprint, Originals, containment, fingerprint
from tests.unit.ingest.examples import NOW, WIRE

WORDS = st.lists(st.sampled_from([f"w{n}" for n in range(400)]), min_size=MIN_WORDS, max_size=300)


def trace(name: str, text: str, title: str = "T", minutes: int = 0) -> Fingerprint:
    return fingerprint(name, title, text, NOW + timedelta(minutes=minutes))


def long_text(words: int, word: str = "w") -> str:
    return " ".join(f"{word}{n}" for n in range(words))


def test_the_same_words_are_a_copy_whatever_their_markup_and_title() -> None:
    originals = Originals([trace("a", WIRE, "One title")])
    found = originals.copied_by(trace("b", WIRE.upper().replace(" ", "  ") + ".", "Another title", 5))
    assert found is not None
    assert (found.article_id, found.score) == ("a", 1.0)


def test_a_copy_cut_to_a_third_is_found_in_both_directions() -> None:
    whole, cut = trace("whole", long_text(900)), trace("cut", long_text(300))
    assert containment(whole, cut) == 1.0
    assert Originals([whole]).copied_by(cut) is not None
    assert Originals([cut]).copied_by(whole) is not None


def test_a_copy_with_a_new_first_paragraph_is_found() -> None:
    found = Originals([trace("a", long_text(300))]).copied_by(trace("b", long_text(60, "x") + " " + long_text(300)))
    assert found is not None
    assert 0.6 <= found.score <= 1.0


def test_texts_that_share_a_third_are_no_copies() -> None:
    one = long_text(100) + " " + long_text(200, "x")
    two = long_text(100) + " " + long_text(200, "y")
    assert Originals([trace("a", one)]).copied_by(trace("b", two)) is None


def test_short_texts_are_copies_only_word_for_word_and_under_one_title() -> None:
    short = "Follow the debate in parliament as it happens"
    originals = Originals([trace("a", short, "Budget debate")])
    assert originals.copied_by(trace("b", short, "Budget debate")) is not None
    assert originals.copied_by(trace("c", short, "Fishing debate")) is None
    assert originals.copied_by(trace("d", short + " today", "Budget debate")) is None


def test_two_or_three_words_are_never_a_copy() -> None:
    assert Originals([trace("a", "", "Watch live")]).copied_by(trace("b", "", "Watch live")) is None


def test_an_article_is_never_a_copy_of_itself() -> None:
    known = trace("a", WIRE)
    originals = Originals([known])
    assert originals.copied_by(known) is None
    assert originals.copied_by(trace("a", WIRE + " and more")) is None


def test_the_earliest_of_several_originals_is_named() -> None:
    originals = Originals([trace("late", WIRE, minutes=9), trace("early", WIRE), trace("later", WIRE, minutes=12)])
    found = originals.copied_by(trace("new", WIRE + " officials said", minutes=20))
    assert found is not None
    assert found.article_id == "early"


@given(WORDS, WORDS)
def test_containment_is_symmetric_and_between_0_and_1(one: list[str], other: list[str]) -> None:
    a, b = trace("a", " ".join(one)), trace("b", " ".join(other))
    assert containment(a, b) == containment(b, a)
    assert 0.0 <= containment(a, b) <= 1.0
    assert len(a.sketch) <= SKETCH
    assert all(0 <= value < 2**63 for value in a.sketch)


@given(WORDS, st.integers(1, 200))
def test_a_cut_text_is_contained_in_its_whole(words: list[str], cut: int) -> None:
    kept = words[: max(cut, MIN_WORDS)]
    found = containment(trace("a", " ".join(words)), trace("b", " ".join(kept)))
    assert found in {0.0, 1.0}  # 0 where too few different shingles are left to tell
