"""The annotation of an article: the interface of annotate, actors and places, whatever the text."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from schemas.annotations import ArticleAnnotated
from services.enrich.annotate.lines import article
from services.enrich.errors import BadArticle

Annotate = Callable[..., ArticleAnnotated]
TODAY = datetime(2017, 1, 18, tzinfo=UTC).date()
JOINT = (
    "Russia and Turkey carried out their first joint air strikes against Islamic State in Syria on Wednesday, the "
    "Russian defence ministry said. Jets bombed positions around the town of al-Bab."
)


def actor_ids(annotation: ArticleAnnotated) -> set[str]:
    return {actor.id for actor in annotation.actors}


def place_named(annotation: ArticleAnnotated, words: str) -> tuple[str | None, str | None, bool]:
    for place in annotation.places:
        for mention in place.mentions:
            if mention.text == words:
                return place.country, place.admin1, mention.literal
    raise AssertionError(f"{words} is no place of {[place.name for place in annotation.places]}")


def test_the_joint_strike_is_coded_as_the_interface_shows_it(annotated: Annotate) -> None:
    annotation = annotated(JOINT)
    claim = annotation.claims[0]
    assert (claim.type, claim.mode, claim.joint) == ("ASSAULT", "airstrike", True)
    assert (claim.sources, claim.targets) == (("RUS", "TUR"), ("IS",))
    assert (claim.status, claim.attributed_to) == ("claimed", "RUS")
    assert claim.novelty is not None
    assert (claim.novelty.kind, claim.novelty.cue, claim.novelty.scope) == ("first", "first joint", "joint air strikes")
    assert (claim.time.value, claim.time.precision) == ("2017-01-18", "day")
    assert place_named(annotation, "al-Bab") == ("SYR", "Aleppo", True)
    assert place_named(annotation, "Russia") == ("RUS", None, False)


def test_claims_keep_their_ids_when_an_article_is_annotated_again(annotated: Annotate) -> None:
    again = [claim.id for claim in annotated(JOINT).claims]
    assert again == [claim.id for claim in annotated(JOINT).claims]
    assert len(set(again)) == len(again)


def test_every_actor_of_a_claim_is_listed_with_its_party(annotated: Annotate) -> None:
    annotation = annotated("Turkish jets bombed a base of the Kurdish PKK. Opposition activists in Aleppo protested.")
    listed = {actor.id: actor.party for actor in annotation.actors}
    for claim in annotation.claims:
        assert {*claim.sources, *claim.targets} <= set(listed)
    assert all(listed.values())


@pytest.mark.parametrize(
    ("text", "wanted", "unwanted"),
    [
        ("The ambassador of Peru spoke about Assad.", {"PER/government", "SYR"}, set()),
        ("Ambassadors gathered.", set(), {"SYR"}),
        ("He said the prize is his, and us too.", set(), {"IS", "USA"}),
        ("The US and the EU met the AU and the WHO.", {"USA", "EU", "AU", "WHO"}, set()),
        ("Turkish air force commander Akin Ozturk spoke.", {"TUR/military", "TUR"}, set()),
        ("Opposition activists in Aleppo spoke.", {"SYR/opposition"}, {"SYR/government"}),
        ("Fans cheered Michael Jordan again.", set(), {"JOR"}),
        ("Hundreds of fights broke out.", set(), {"HTS"}),
        ("The South Korean navy and North Korean officials spoke.", {"KOR", "PRK"}, set()),
    ],
)
def test_names_are_actors_only_where_they_name_one(
    text: str, wanted: set[str], unwanted: set[str], annotated: Annotate
) -> None:
    found = actor_ids(annotated(text)) | {actor.party for actor in annotated(text).actors if actor.party}
    assert wanted <= found
    assert not unwanted & found


def test_a_title_is_held_by_who_was_in_office_on_the_day(annotated: Annotate) -> None:
    text = "President Mitterrand met Chancellor Kohl in Bonn."
    then = annotated(text, published=datetime(1992, 5, 1, tzinfo=UTC)).claims
    assert [(claim.sources, claim.targets) for claim in then] == [(("FRA",), ("DEU",))]


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("He lives in Paris, Texas.", "Paris", ("USA", "Texas", True)),
        ("He lives in Paris.", "Paris", ("FRA", "Île-de-France", True)),
        ("A bridge fell in Springfield, Illinois.", "Springfield", ("USA", "Illinois", True)),
        ("Moscow condemned the visit.", "Moscow", ("RUS", "Moscow", False)),
        ("Snow fell in Moscow.", "Moscow", ("RUS", "Moscow", True)),
    ],
)
def test_places_are_resolved_by_what_stands_beside_them(
    text: str, words: str, expected: tuple[str, str, bool], annotated: Annotate
) -> None:
    assert place_named(annotated(text), words) == expected


def test_words_that_are_also_towns_are_no_places(annotated: Annotate) -> None:
    annotation = annotated("Reading is useful. Nice people read. Paris Hilton sang.")
    assert annotation.places == ()


def test_a_dateline_is_where_it_was_written_not_where_it_happened(annotated: Annotate) -> None:
    claims = annotated("MOSCOW, Jan 18 (Reuters) - Russia bombed Aleppo on Monday.").claims
    assert len(claims) == 1
    assert claims[0].place is not None
    annotation = annotated("MOSCOW, Jan 18 (Reuters) - Russia bombed Aleppo on Monday.")
    assert {place.geonames_id: place.name for place in annotation.places}[claims[0].place] == "Aleppo"


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ([], "JSON object"),
        ({"text": "x"}, "needs an id"),
        ({"id": "1"}, "neither title nor text"),
        ({"id": "1", "text": 5}, "text"),
        ({"id": "1", "text": "x", "published_at": "yesterday"}, "yesterday"),
        ({"id": True, "text": "x"}, "needs an id"),
    ],
)
def test_a_bad_line_is_refused_with_the_name_of_its_field(line: object, fault: str) -> None:
    with pytest.raises(BadArticle, match=fault):
        article(line)


@pytest.mark.parametrize("year", [1, 1499, 3000, 9999])
def test_a_day_that_no_article_has_is_refused_not_reckoned_with(year: int, annotated: Annotate) -> None:
    with pytest.raises(BadArticle, match="no article is of"):
        annotated("Russia bombed Aleppo on Monday.", published=datetime(year, 1, 1, tzinfo=UTC))


def test_a_bare_date_and_a_summary_are_enough() -> None:
    found = article({"id": 7, "title": "t", "summary": "s", "published_at": "2017-01-18", "tags": ["war"]})
    assert (found.article_id, found.text, found.tags) == ("7", "s", ("war",))
    assert found.published_at == datetime(2017, 1, 18, tzinfo=UTC)


def test_a_title_that_tells_what_the_text_tells_makes_no_second_claim(annotated: Annotate) -> None:
    text = "Turkish and Russian jets bombed Islamic State near al-Bab on Wednesday."
    claims = annotated(text, title="Russia, Turkey fly first joint air strikes").claims
    assert [(claim.evidence.field, claim.targets) for claim in claims] == [("text", ("IS",))]
    assert claims[0].novelty is not None
    assert len(annotated(text, title="Iran condemns Israel").claims) == 2


def test_what_detect_needs_passes_through() -> None:
    line = {"id": "1", "text": "x", "revision": 3, "publisher": "a.example", "url": "https://a.example/1", "title": "t",
            "tags": ["war"], "copy_of": {"article_id": "0", "score": 0.9}}  # fmt: skip
    found = article(line)
    assert (found.revision, found.publisher, found.url, found.tags) == (3, "a.example", "https://a.example/1", ("war",))
    assert found.copy_of is not None
    assert found.copy_of.article_id == "0"
