"""The fan-out: one claim as each relation that it touches sees it.

    {s, t}           each source with each target: a directed act
    {s1, s2}         each pair of joint sources: a joint act
    {s, @country}    each source acting in a country that is not its own; not by words alone
    {s}              a claim with neither target nor partner nor foreign place

Who clash are sources and targets alike: one mutual act for each pair, whose direction is that of the sorted ids.
A claim that names only who suffered it is kept with that party alone, in the direction ">t". Where ministers met is no
territory that they acted on: an act of words (VERBAL) has no relation to its place.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import combinations

from schemas.annotations import ArticleAnnotated
from schemas.claims import UNLISTED, ActorRef, Claim, ClaimMade, ClaimType, PlaceRef, Relation, RelationKind, Report

TERRITORY = "@"
JOINT = "joint"
VERBAL: frozenset[ClaimType] = frozenset({"AGREE", "CONSULT", "SUPPORT", "REQUEST", "ACCUSE", "REJECT", "THREATEN"})
"""PLOVER's verbal types: what is said, signed or promised, as against what is done on the ground."""
_OFFICIAL_SECTORS = frozenset({"government", "military", "GOV", "MIL"})
_COUNTRY_CODE_LENGTH = 3
Found = tuple[RelationKind, tuple[str, ...], str | None]


def fan_out(annotation: ArticleAnnotated) -> list[ClaimMade]:
    """One ClaimMade for each relation of each claim, in the order of the claims; one relation of each is principal.

    An actor that the annotation does not list is its own party; a three-letter upper-case id is then a country.
    """
    listed: dict[str, ActorRef] = {actor.id: actor for actor in annotation.actors}
    places: dict[int | None, PlaceRef] = {place.geonames_id: place for place in annotation.places}
    places.pop(None, None)
    report = _report(annotation)
    return [
        made
        for claim in annotation.claims
        for made in _of_claim(claim, listed, places.get(claim.place), report, history=annotation.history)
    ]


def party_of(actor: ActorRef) -> str:
    """The country or non-state actor that this actor acts for: what it names, its country if it is official, itself."""
    official = actor.kind == "state" or actor.sector in _OFFICIAL_SECTORS
    return actor.party or (actor.country if official else None) or actor.id


def parties(made: ClaimMade) -> tuple[str, ...]:
    """All parties of the claim, sorted: those of its sources and of its targets."""
    party = {actor.id: party_of(actor) for actor in made.actors}
    return tuple(sorted({party.get(name, name) for name in (*made.claim.sources, *made.claim.targets)}))


def acting(made: ClaimMade) -> tuple[str, ...]:
    """The parties by which an event is known, sorted: those who act jointly, else sources and targets.

    Of a joint act one report names the target and another does not; it is one event.
    """
    party = {actor.id: party_of(actor) for actor in made.actors}
    together = {party.get(name, name) for name in made.claim.sources}
    return tuple(sorted(together)) if made.claim.joint and len(together) > 1 else parties(made)


def is_mutual(made: ClaimMade) -> bool:
    """Whether the two parties of the relation do it to each other: each is source and target, as in a clash."""
    party = {actor.id: party_of(actor) for actor in made.actors}
    sides, claim = set(made.relation.parties), made.claim
    each = all(sides <= {party.get(name, name) for name in names} for names in (claim.sources, claim.targets))
    return made.relation.kind == "dyad" and each


def is_territory(party: str) -> bool:
    """Whether this side of a relation is a territory ("@SYR") and no party."""
    return party.startswith(TERRITORY)


def _of_claim(
    claim: Claim, listed: dict[str, ActorRef], place: PlaceRef | None, report: Report, *, history: bool
) -> Iterator[ClaimMade]:
    actors = _actors(claim, listed)
    named = None if place is None else PlaceRef(**{name: getattr(place, name) for name in PlaceRef.__slots__})
    for relation in _relations(claim, {actor.id: actor for actor in actors}, named):
        yield ClaimMade(claim=claim, relation=relation, actors=actors, place=named, report=report, history=history)


def _actors(claim: Claim, listed: dict[str, ActorRef]) -> tuple[ActorRef, ...]:
    """Sources, targets and who says so, each once, with their parties filled in and without their mentions.

    A source that the text only describes ("activists") is no actor.
    """
    said = claim.attributed_to
    known = said is not None and (said in listed or _is_country(said))
    names = dict.fromkeys((*claim.sources, *claim.targets, *([said] if said and known else [])))
    return tuple(_resolved(listed[name]) if name in listed else _unlisted(name) for name in names)


def _resolved(actor: ActorRef) -> ActorRef:
    bare = ActorRef(**{name: getattr(actor, name) for name in ActorRef.__slots__})
    return replace(bare, party=party_of(actor))


def _unlisted(name: str) -> ActorRef:
    country = _is_country(name)
    return ActorRef(
        id=name,
        name=name,
        kind="state" if country else "organisation",
        country=name if country else None,
        party=name,
    )


def _is_country(name: str) -> bool:
    return len(name) == _COUNTRY_CODE_LENGTH and name.isascii() and name.isalpha() and name.isupper()


def _relations(claim: Claim, actors: dict[str, ActorRef], place: PlaceRef | None) -> list[Relation]:
    """The relations of the claim, each key once: where two kinds meet in one key the first kind names it."""
    sources = _unique(actors[name].party or name for name in claim.sources)
    targets = _unique(actors[name].party or name for name in claim.targets)
    if not sources and not targets:
        return []
    found = [
        *(_joint(sources) if claim.joint else ()),
        *_dyads(sources, targets),
        *(() if claim.type in VERBAL else _territories([actors[name] for name in claim.sources], place)),
    ]
    by_key: dict[str, Found] = {}
    for kind, sides, direction in found or _alone(sources, targets):
        by_key.setdefault("|".join(sides), (kind, sides, direction))
    return [
        Relation(key=key, kind=kind, parties=sides, direction=direction, principal=number == 0)
        for number, (key, (kind, sides, direction)) in enumerate(by_key.items())
    ]


def _unique(names: Iterable[str]) -> list[str]:
    """The parties, sorted; "protesters" in two articles are not one party, so no relation is kept with the unlisted."""
    return sorted({name for name in names if not name.startswith(UNLISTED)})


def _joint(sources: list[str]) -> Iterator[Found]:
    for pair in combinations(sources, 2):
        yield "joint", pair, JOINT


def _dyads(sources: list[str], targets: list[str]) -> Iterator[Found]:
    for source in sources:
        for target in targets:
            if source != target:
                yield "dyad", tuple(sorted((source, target))), f"{source}>{target}"


def _territories(sources: list[ActorRef], place: PlaceRef | None) -> Iterator[Found]:
    if place is None or place.country is None:
        return
    abroad = {actor.party or actor.id for actor in sources if place.country not in (actor.party, actor.country)}
    for party in _unique(abroad):
        territory = TERRITORY + place.country
        yield "territory", tuple(sorted((party, territory))), f"{party}>{territory}"


def _alone(sources: list[str], targets: list[str]) -> Iterator[Found]:
    for party in sources:
        yield "alone", (party,), None
    for party in targets if not sources else ():
        yield "alone", (party,), f">{party}"


def _report(annotation: ArticleAnnotated) -> Report:
    return Report(**{name: getattr(annotation, name) for name in Report.__slots__})
