"""Why a claim is as it is, and why a name is this place and no other: for a person who reads an annotation.

No rule reports what it looked at. The sentence is read again without each of its words instead: what changes is that
word's doing. So the reasons are true of the rules as they are, whoever changes them.
"""

from dataclasses import dataclass, replace

from schemas.claims import Claim
from services.enrich.annotate.actors.entities import Entity
from services.enrich.annotate.annotate import Worked
from services.enrich.annotate.claims import claims, confidence
from services.enrich.annotate.claims.claims import Made, Settled, Thread
from services.enrich.annotate.known import Knowledge
from services.enrich.annotate.places.resolve import Ranked
from services.enrich.annotate.places.spots import Spot
from services.enrich.annotate.stated import cues, evidence
from services.enrich.annotate.text.document import Sentence
from services.enrich.knowledge.compile import key


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A name that may be a place, what it was taken for, and every candidate with its score, the best first."""

    words: str
    settled: Settled
    ranked: tuple[Ranked, ...]


def reasons(made: Made, worked: Worked, knowledge: Knowledge) -> list[tuple[str, str]]:
    """What a claim says, part by part, each as (part, sentence): with the words that made it so."""
    claim, parts = made.claim, confidence.parts(made.word, made.roles, made.claim.status, made.beside)
    because = _because(made, worked, knowledge)
    matched = " ".join(made.sentence.tokens[made.word.start : made.word.end])
    rows = [
        ("type", f"{claim.type} {claim.mode or ''}".strip() + f": {matched!r} as {made.word.voice}, by the pattern "
         f"{made.word.pattern.words!r}"),
        ("who", f"{_all(claim.sources)}, by {_named(made, made.roles.sources)}"),
        ("to whom", f"{_all(claim.targets)}, by {_named(made, made.roles.targets)}"),
        ("when", f"{claim.time.value} ({claim.time.precision})"),
        ("where", _place(claim, worked)),
        ("status", claim.status),
        ("said by", f"{claim.attributed_to or 'nobody'}" + (f" ({claim.strength})" if claim.strength else "")),
        ("new", _novelty(claim) + _weighed(made)),
        ("doubt", claim.doubt or ""),
        ("disputed", f"{len(claim.disputes)} other claims of the article" if claim.disputes else ""),
        ("confidence", f"{claim.confidence} of " + ", ".join(f"{value:+.2f} {sign}" for sign, value in parts.items())),
    ]  # fmt: skip
    return [(part, "; ".join([said, *because.get(part, ())])) for part, said in rows if said]


def places(worked: Worked) -> list[Chosen]:
    """Each name that may be a place, once for each that it was taken for."""
    flat = [(sentence, one) for sentence, found in worked.settled for one in found]
    keys = [key(sentence.low[one.spot.start : one.spot.end]) for sentence, one in flat]
    made: dict[tuple[str, int | None], Chosen] = {}
    for name, (sentence, one) in zip(keys, flat, strict=True):
        words = _words(worked, sentence, one.spot.start, one.spot.end)
        ranked = worked.resolved.ranked(one.spot)
        made.setdefault(
            (name, one.place.number if one.place else None), Chosen(words=words, settled=one, ranked=ranked)
        )
    return list(made.values())


def scored(one: Ranked) -> str:
    """A candidate as a line: which place, its score, and what the score is made of."""
    place = one.candidate
    where = ", ".join(part for part in (place.name, place.admin1, place.country) if part)
    people = f", {place.population:,} people" if place.population else ""
    signs = " ".join(f"{value:+.1f} {sign}" for sign, value in one.parts.items())
    return f"{where} ({place.feature}{people}): {one.points:.1f} = {signs.removeprefix('+')}"


def _because(made: Made, worked: Worked, knowledge: Knowledge) -> dict[str, list[str]]:
    """For each part of a claim the words without which it would be another, and what it would be.

    Where no single word makes the status, two neighbours do ("plans to").
    """
    found = _tried(made, worked, knowledge, 1)
    if made.claim.status != "actual" and "status" not in found:
        found["status"] = _tried(made, worked, knowledge, 2).get("status", [])[:1]
    return found


def _tried(made: Made, worked: Worked, knowledge: Knowledge, count: int) -> dict[str, list[str]]:
    """What changes without each run of so many words, names and the event word itself left alone."""
    found: dict[str, list[str]] = {}
    tokens = made.sentence.tokens
    as_read = _read(made, None, worked, knowledge)
    before = _facts(as_read.claim) if as_read else {}
    for at in range(len(tokens) - count + 1):
        span = range(at, at + count)
        if not _is_free(made, span, worked):
            continue
        other = _read(made, span, worked, knowledge)
        after = _facts(other.claim) if other else dict.fromkeys(("type", "status")[:count], "no claim")
        inside = made.word.start <= at < made.word.end
        for part, was in before.items():
            if after.get(part, was) != was and not (inside and part == "type"):
                found.setdefault(part, []).append(f"without {' '.join(tokens[at : at + count])!r} {after[part]}")
    return found


def _facts(claim: Claim) -> dict[str, str]:
    return {
        "type": f"{claim.type} {claim.mode or ''}".strip(),
        "who": _all(claim.sources),
        "to whom": _all(claim.targets),
        "when": claim.time.value,
        "status": claim.status,
        "said by": claim.attributed_to or "nobody",
        "new": _novelty(claim) or "nothing new",
    }


def _read(made: Made, gone: range | None, worked: Worked, knowledge: Knowledge) -> Made | None:
    """The claim of the same event word in its sentence, of which the tokens in `gone` may be left out."""
    sentence, (entities, settled), start = made.sentence, _beside(made, worked), made.word.start
    if gone is not None:
        sentence = _without(sentence, gone)
        entities = [_moved(one, gone) for one in entities]
        settled = [replace(one, spot=_moved_spot(one.spot, gone)) for one in settled]
        start -= len(gone) if start >= gone.start else 0
    ident = (worked.annotation.article_id, worked.annotation.revision)
    stated = cues.find(sentence, knowledge.rules.cues)
    read = claims.in_sentence(
        sentence, entities, settled, stated, worked.document, knowledge.rules, worked.day, ident, Thread()
    )
    return next((one for one in read if one.word.start == start), None)


def _beside(made: Made, worked: Worked) -> tuple[list[Entity], list[Settled]]:
    """The entities and places of the claim's sentence."""
    index = next(i for i, (sentence, _) in enumerate(worked.entities) if sentence is made.sentence)
    return worked.entities[index][1], worked.settled[index][1]


def _is_free(made: Made, span: range, worked: Worked) -> bool:
    """Whether these are words, of no name, beside which something is left, and not where the event word begins."""
    entities, settled = _beside(made, worked)
    names = [*((one.start, one.end) for one in entities), *((one.spot.start, one.spot.end) for one in settled)]
    named = any(start <= at < end for start, end in names for at in span)
    plain = all(made.sentence.tokens[at].isalnum() for at in span)
    return plain and not named and made.word.start not in span and len(span) < len(made.sentence)


def _without(sentence: Sentence, gone: range) -> Sentence:
    kept = [at for at in range(len(sentence)) if at not in gone]
    return replace(
        sentence,
        tokens=[sentence.tokens[at] for at in kept],
        low=[sentence.low[at] for at in kept],
        starts=[sentence.starts[at] for at in kept],
        ends=[sentence.ends[at] for at in kept],
    )


def _moved(one: Entity, gone: range) -> Entity:
    size = len(gone) if one.start >= gone.start else 0
    return replace(one, start=one.start - size, end=one.end - size, name_end=one.name_end - size)


def _moved_spot(spot: Spot, gone: range) -> Spot:
    size = len(gone) if spot.start >= gone.start else 0
    entity = _moved(spot.entity, gone) if spot.entity is not None else None
    return replace(spot, start=spot.start - size, end=spot.end - size, entity=entity)


def _named(made: Made, entities: tuple[Entity, ...]) -> str:
    words = [" ".join(made.sentence.tokens[one.start : one.end]) for one in entities]
    return ", ".join(repr(each) for each in words) or "no name"


def _all(idents: tuple[str, ...]) -> str:
    return " + ".join(idents) or "nobody"


def _place(claim: Claim, worked: Worked) -> str:
    return next(
        (
            ", ".join(part for part in (place.name, place.admin1, place.country) if part)
            for place in worked.annotation.places
            if place.geonames_id is not None and place.geonames_id == claim.place
        ),
        "",
    )


def _novelty(claim: Claim) -> str:
    new = claim.novelty
    if new is None:
        return ""
    since = f", since {new.since}" if new.since else ""
    return f"{new.kind}: {new.cue!r}" + (f", {new.scope}" if new.scope else "") + since


def _weighed(made: Made) -> str:
    """What a novelty that no clause binds was weighed by."""
    if not made.signs:
        return ""
    points = ", ".join(f"{value:+.1f} {evidence.meanings()[sign]}" for sign, value in made.signs)
    return f"; {sum(value for _, value in made.signs):.1f} of {points}"


def _words(worked: Worked, sentence: Sentence, start: int, end: int) -> str:
    return worked.document.text_of(sentence.field, sentence.starts[start], sentence.ends[end - 1])
