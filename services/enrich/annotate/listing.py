"""What an annotation lists: each actor and each place once, with every mention of it."""

from schemas.annotations import Actor, Mention, Place, PlaceMention
from schemas.claims import Claim, Field
from services.enrich.annotate.actors.entities import Entity
from services.enrich.annotate.actors.homes import Located, Present
from services.enrich.annotate.claims.claims import Settled
from services.enrich.annotate.text.document import Document, Sentence
from services.enrich.knowledge.gazetteer import Candidate


def _mention(read: Document, sentence: Sentence, start: int, end: int) -> tuple[Field, int, int, str]:
    first, last = sentence.starts[start], sentence.ends[end - 1]
    return sentence.field, first, last, read.text_of(sentence.field, first, last)


def actors_of(read: Document, entities: Present, found: list[Claim], states: dict[str, str]) -> tuple[Actor, ...]:
    """Each actor once, with its mentions; a state's organ and the state itself are two actors of one party.

    A state that is only where something happens is listed where a claim makes it an actor.
    """
    kinds: dict[str, Entity] = {}
    mentions: dict[str, list[Mention]] = {}
    acting = {ident for claim in found for ident in (*claim.sources, *claim.targets)}
    told = {entity.party for _, present in entities for entity in present if not entity.mere_place}
    for sentence, present in entities:
        for entity in present:
            if entity.party is None or _is_scenery(entity, acting, told):
                continue
            spans = [(entity.id, entity.start, entity.end)]
            if entity.party != entity.id and entity.start < entity.name_end < entity.end and entity.kind == "state":
                spans.append((entity.country or entity.party, entity.start, entity.name_end))
            for ident, start, end in spans:
                kinds.setdefault(ident, entity)
                field, first, last, text = _mention(read, sentence, start, end)
                mentions.setdefault(ident, []).append(Mention(field=field, start=first, end=last, text=text))
    for claim in found:
        for ident in (*claim.sources, *claim.targets):
            mentions.setdefault(ident, [])
    return tuple(_actor(ident, kinds.get(ident), tuple(seen), states) for ident, seen in mentions.items())


def _is_scenery(entity: Entity, acting: set[str], told: set[str | None]) -> bool:
    """Whether an entity is a mere place, or people who are of it only by it, and acts or suffers in no claim."""
    if entity.assumed and entity.sector == "civilian":
        return entity.party not in acting
    return entity.mere_place and entity.party not in acting - told


def _actor(ident: str, entity: Entity | None, mentions: tuple[Mention, ...], states: dict[str, str]) -> Actor:
    state = states.get(ident)
    if state is not None:
        return Actor(id=ident, name=state, kind="state", country=ident, party=ident, mentions=mentions)
    if entity is None:
        return Actor(id=ident, name=ident, kind="organisation", party=ident, mentions=mentions)
    return Actor(
        id=ident,
        name=entity.name,
        kind=entity.kind,
        country=entity.country,
        sector=entity.sector,
        party=entity.party,
        mentions=mentions,
    )


def places_of(read: Document, settled: Located) -> tuple[Place, ...]:
    """Each place once, with its mentions; names that stayed unresolved keep their words and have no coordinates."""
    first: dict[object, tuple[str, Settled]] = {}
    mentions: dict[object, list[PlaceMention]] = {}
    for sentence, located in settled:
        for one in located:
            field, start, end, text = _mention(read, sentence, one.spot.start, one.spot.end)
            ident: object = one.place.number if one.place else ("unresolved", text)
            first.setdefault(ident, (text, one))
            mentions.setdefault(ident, []).append(
                PlaceMention(field=field, start=start, end=end, text=text, literal=one.spot.literal)
            )
    return tuple(_place(text, one.place, tuple(mentions[ident])) for ident, (text, one) in first.items())


def _place(text: str, found: Candidate | None, mentions: tuple[PlaceMention, ...]) -> Place:
    if found is None:
        return Place(geonames_id=None, name=text, mentions=mentions)
    return Place(
        geonames_id=found.geonames_id,
        name=found.name,
        feature=found.feature,
        country=found.country,
        admin1=found.admin1,
        latitude=found.latitude,
        longitude=found.longitude,
        mentions=mentions,
    )
