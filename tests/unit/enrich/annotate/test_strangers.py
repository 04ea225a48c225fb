"""Actors that no table lists are known by their words, and only where the tables know nobody."""

from collections.abc import Callable

from schemas.annotations import ArticleAnnotated

Annotate = Callable[..., ArticleAnnotated]


def test_an_unlisted_actor_is_listed_in_its_article_with_its_mention(annotated: Annotate) -> None:
    annotation = annotated("The Brightwater Miners Union sued Holmgren Mining over the collapse.")
    actors = {actor.id: actor for actor in annotation.actors}
    union = actors["unlisted:brightwater-miners-union"]
    assert (union.name, union.kind, union.country) == ("Brightwater Miners Union", "organisation", None)
    assert [mention.text for mention in union.mentions] == ["Brightwater Miners Union"]


def test_who_is_in_the_tables_acts_before_who_is_not(annotated: Annotate) -> None:
    (claim,) = annotated("France accused Holmgren Mining of fraud.").claims
    assert claim.sources == ("FRA",)


def test_nothing_is_new_in_the_acts_of_the_unlisted(annotated: Annotate) -> None:
    sued = "The Brightwater Miners Union sued Holmgren Mining"
    assert [claim.novelty for claim in annotated(f"{sued}.").claims] == [None]
    assert not any(claim.novelty for claim in annotated(f"{sued} for the first time.").claims)


def test_crime_among_the_unlisted_is_no_politics(annotated: Annotate) -> None:
    assert annotated("Police arrested a man who had stabbed Holmgren Mining's guard.").claims == ()
