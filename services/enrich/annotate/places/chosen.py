"""Chooses the places of an article among those proposed: by their sentence, and by what the article tells elsewhere.

A name that is surely a place once is one again; a surname that was told in full stays a person's.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from services.enrich.annotate.places import evidence
from services.enrich.annotate.places.company import Company
from services.enrich.annotate.places.places import Proposal
from services.enrich.annotate.places.spots import Spot
from services.enrich.annotate.text.document import Sentence

_SURE = 2.0
"""Log-odds from which a mention vouches for the other mentions of its name."""

_OF_OTHERS = frozenset({"naming_after", "body_of_before"})
"""It is a part of another name, wherever that may lie: "University of Calgary", "Midland Daily News"."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the article tells: the scores of each name's mentions, the persons' names, those that it writes in lower
    case too, and where its sure names may lie."""

    scores: dict[str, list[float]]
    persons: set[str]
    plain: set[str]
    where: Company


def choose(proposed: list[tuple[Sentence, list[Proposal]]]) -> list[tuple[Sentence, list[Spot]]]:
    """The spots of each sentence from left to right, none over another."""
    told = _told(proposed)
    return [(sentence, list(_chosen(sentence, proposals, told))) for sentence, proposals in proposed]


def _told(proposed: list[tuple[Sentence, list[Proposal]]]) -> Told:
    sure = {one.name: one.spot for _, found in proposed for one in found if one.score > _SURE}
    weighed = [one for _, found in proposed for one in found if one.features]
    names = {one.name for one in weighed}
    plain = {piece for sentence, _ in proposed for piece in sentence.tokens if piece in names and piece.islower()}
    told = Told({}, set(), plain, Company.of(sure) if weighed else Company())
    for one in weighed:
        told.scores.setdefault(one.name, []).append(one.score)
        if evidence.names_person(one.features):
            told.persons.add(one.name)
    return told


def _chosen(sentence: Sentence, proposals: list[Proposal], told: Told) -> Iterator[Spot]:
    """The proposals that hold in the light of the article, the first of those that overlap."""
    reached = 0
    for index, one in enumerate(proposals):
        if one.spot.start >= reached and (not one.features or _total(sentence, proposals, index, told) > 0):
            yield one.spot
            reached = one.spot.end


def article_features(sentence: Sentence, proposals: list[Proposal], index: int, told: Told) -> Iterator[str]:
    """What other mentions of the name, and the places beside it, add."""
    one = proposals[index]
    others = sorted(told.scores[one.name], reverse=True)
    others.remove(one.score)
    if others and others[0] > _SURE:
        yield "told_place"
    if one.name in told.persons:
        yield "told_person"
    if one.name in told.plain:
        yield "plain_word"
    if _OF_OTHERS.isdisjoint(one.features):
        yield from told.where.features(one.name, one.spot.candidates)
    near = [*proposals[max(0, index - 2) : index], *proposals[index + 1 : index + 3]]
    if any(other.score > _SURE and _beside(sentence, other.spot, one.spot) for other in near):
        yield "beside_place"


def _total(sentence: Sentence, proposals: list[Proposal], index: int, told: Told) -> float:
    return proposals[index].score + evidence.score(list(article_features(sentence, proposals, index, told)))


def _beside(sentence: Sentence, one: Spot, other: Spot) -> bool:
    """Whether only a comma or "and" stands between two names: "Pandi, Bulacan", "Paris, Lyon and Nice"."""
    first, last = (one, other) if one.start < other.start else (other, one)
    between = sentence.low[first.end : last.start]
    return 0 < len(between) <= 2 and set(between) <= {",", "and", "or", ";", "/"}
