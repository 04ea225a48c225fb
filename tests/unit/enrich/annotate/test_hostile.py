"""Whatever the text: an annotation with true offsets, for work that does not grow with the text."""

import sys
from collections.abc import Callable

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks import longest
from schemas.annotations import ArticleAnnotated, Mention
from schemas.claims import Evidence
from services.enrich.annotate.annotate import Input, Worked, annotate, work
from services.enrich.annotate.known import Knowledge
from services.enrich.annotate.text import budget, document
from services.enrich.annotate.text.markup import blanked
from tests.unit.enrich.annotate.conftest import PUBLISHED

Annotate = Callable[..., ArticleAnnotated]
_ALIKE = {"all names", "names in a row", "sayings", "quotations", "San Jose", "brackets", "cues", "clauses without end"}
"""Texts that take the same paths as others, and time: `python -m benchmarks.longest` has them all."""
LONG = {name: text for name, text in [*longest.of_names(), *longest.of_sentences()] if name not in _ALIKE}
MOST_CALLS = 6_000_000
"""Calls and returns for one article; the worst text made so far takes 3,700,000, and a square of its length 10**9."""
SHORT = {
    "empty": "",
    "blank": " \n\t\u00a0\u2028 ",
    "controls": "\x00\x01\x1b\u202e\u200f Russia \u0000 bombed \u2067Aleppo.",
    "surrogates": "\ud800 Russia bombed Aleppo \udfff.",
    "surrogate pair apart": "Russia \udcff\ud83d bombed Aleppo. Turkey bombed Homs.",
    "scripts": "Россия bombed 大马士革 and דמשק. Russia bombed Aleppo.",
    "marked right to left": "\u202b\u200fRussia\u202c bombed \u2067Aleppo\u2069 on Monday.",
    "wide and joined letters": "Ｒｕｓｓｉａ bombed 𝐀leppo in 𝔖yria. İstanbul. ﬁrst. Straße.",
    "combining": "R\u0301\u0301\u0301ussia bombed Ale\u0300ppo.",
    "digits of no decimal": "Russia bombed Aleppo, \U00010a40\U00010a40, and Homs.",
    "emoji": "🇷🇺 Russia 👩‍👩‍👧 bombed 🧨 Aleppo.",
}  # fmt: skip


def spans(annotation: ArticleAnnotated) -> list[Mention | Evidence]:
    mentions: list[Mention | Evidence] = [m for actor in annotation.actors for m in actor.mentions]
    mentions += [m for place in annotation.places for m in place.mentions]
    return mentions + [claim.evidence for claim in annotation.claims]


def has_true_offsets(annotation: ArticleAnnotated, title: str, text: str) -> bool:
    """Whether every mention and all evidence is the words of its field between its offsets."""
    given_as = {"title": title, "text": text}
    return all(
        0 <= each.start < each.end and given_as[each.field][each.start : each.end] == each.text
        for each in spans(annotation)
    )


def worked(text: str, knowledge: Knowledge) -> Worked:
    return work(Input(article_id="a", text=text, published_at=PUBLISHED), knowledge, PUBLISHED.date())


def calls_of(run: Callable[[], object]) -> int:
    """How many calls and returns, of Python and of C, it takes."""
    count = 0

    def counted(*_: object) -> None:
        nonlocal count
        count += 1

    sys.setprofile(counted)
    try:
        run()
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("name", LONG)
def test_no_text_costs_more_than_the_budget(name: str, knowledge: Knowledge) -> None:
    made: list[Worked] = []
    assert calls_of(lambda: made.append(worked(LONG[name], knowledge))) < MOST_CALLS
    assert has_true_offsets(made[0].annotation, "", LONG[name])


@pytest.mark.parametrize("name", SHORT)
def test_odd_texts_are_annotated_and_can_be_written(name: str, annotated: Annotate) -> None:
    annotation = annotated(SHORT[name])
    assert msgspec.json.decode(msgspec.json.encode(annotation), type=ArticleAnnotated) == annotation
    assert has_true_offsets(annotation, "", SHORT[name])


@pytest.mark.parametrize("name", ["controls", "marked right to left", "emoji"])
def test_what_stands_among_odd_signs_is_found(name: str, annotated: Annotate) -> None:
    named = {mention.text for actor in annotated(SHORT[name]).actors for mention in actor.mentions}
    assert "Russia" in named


def test_five_megabytes_are_read_up_to_the_budget_and_the_rest_is_told(knowledge: Knowledge) -> None:
    text = "Russia bombed Aleppo on Monday. " * 160_000
    annotation = worked(text, knowledge).annotation
    read = len(text) - annotation.unread
    assert 10_000 < read <= document.MAX_CHARACTERS
    assert max(claim.evidence.end for claim in annotation.claims) <= read
    assert annotation.claims == worked(text[:read], knowledge).annotation.claims


def test_an_article_of_ordinary_length_is_read_to_its_end(knowledge: Knowledge) -> None:
    assert worked(LONG["news"][:25_000], knowledge).annotation.unread == 0
    assert worked("", knowledge).annotation.unread == 0


def test_a_long_title_is_cut_too_and_goes_before_the_text(knowledge: Knowledge) -> None:
    title = "Russia bombed Aleppo " * 20_000
    given_article = Input(article_id="a", title=title, text="Turkey bombed Homs.", published_at=PUBLISHED)
    annotation = annotate(given_article, knowledge, PUBLISHED.date())
    assert annotation.unread > len("Turkey bombed Homs.")
    assert {each.field for each in spans(annotation)} == {"title"}


def test_the_meter_counts_the_places_of_a_name_once(knowledge: Knowledge) -> None:
    meter = budget.Metered(gazetteer=knowledge.gazetteer)
    first = (meter.candidates("paris"), meter.units)[1]
    assert meter.candidates("paris") == knowledge.gazetteer.candidates("paris")
    assert first > meter.units - first > 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<p>Russia bombed <b>Aleppo</b>.</p><p>It rained.</p>", "Russia bombed Aleppo."),
        ("Russia&nbsp;bombed Aleppo.", "Russia bombed Aleppo."),
        ('<a href="/Turkey" title="Iran">Russia</a> bombed Aleppo.', "Russia bombed Aleppo."),
        ("<script>Turkey bombed Homs.</script>Russia bombed Aleppo.", "Russia bombed Aleppo."),
        ("Russia<!-- and Turkey --> bombed Aleppo.", "Russia bombed Aleppo."),
        ("Russia&#39;s jets bombed Aleppo.", "Russia's jets bombed Aleppo."),
        ("Russia bombed Aleppo.<br/>Nothing else", "Russia bombed Aleppo."),
    ],
)
def test_html_that_was_left_in_is_passed_over(text: str, words: str, annotated: Annotate) -> None:
    found, plain = annotated(text), annotated(words)
    assert [(claim.type, claim.sources, claim.targets, claim.place) for claim in found.claims] == [
        (claim.type, claim.sources, claim.targets, claim.place) for claim in plain.claims
    ]
    assert {actor.id for actor in found.actors} == {actor.id for actor in plain.actors}
    assert has_true_offsets(found, "", text)


@pytest.mark.parametrize("text", ["3 < 4 and 5 > 2", "AT&T", "a <3 b", "&", "<", "&nosuchentity;", "R&D; more"])
def test_what_only_looks_like_markup_stays(text: str) -> None:
    assert blanked(text) == text


_COMMON = "Russia|Turkey| |, |. |’s |bombed|U.S.| al-Bab|Paris, Texas|first |said| on Monday|President |Putin|1990|-"
_ODD = "İstanbul|\u0301|\n\n|é|𝔘|ﬁ|\u202e| - |(Reuters)|for the first time|<p>|</b>|&amp;|&#39;s|<!--|-->|<script>"
PIECES = st.sampled_from([*_COMMON.split("|"), *_ODD.split("|")])
ANY = st.text(st.characters(codec=None), max_size=8)


@given(text=st.lists(PIECES | ANY, max_size=30))
def test_blanking_markup_moves_nothing(text: list[str]) -> None:
    joined = "".join(text)
    assert len(blanked(joined)) == len(joined)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=st.lists(PIECES | ANY, max_size=25), text=st.lists(PIECES | ANY, max_size=60))
def test_offsets_are_true_for_any_text(title: list[str], text: list[str], knowledge: Knowledge) -> None:
    given_article = Input(article_id="a", title="".join(title), text="".join(text))
    annotation = annotate(given_article, knowledge, PUBLISHED.date())
    assert has_true_offsets(annotation, given_article.title, given_article.text)
    assert 0 <= annotation.unread <= len(given_article.title) + len(given_article.text)


@pytest.mark.parametrize(
    "text",
    [
        "Turkey said the army of Syria, the government in Damascus, and Iran, the ally of Syria, the neighbor",
        "The first visit of Russia's president to Egypt, the first since 2005, its ministry said, was for talks, the",
    ],
)
def test_a_text_may_end_at_any_character(text: str, annotated: Annotate) -> None:
    for end in range(len(text)):
        assert annotated(text[:end]).article_id
