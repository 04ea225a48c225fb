"""From event words to claims: type, roles, place, time, status, attribution, novelty, evidence.

A claim needs an actor and an event word in one clause; an act that another verb asks for, refuses, threatens or
promises is that verb's claim and none of its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from schemas import ids
from schemas.claims import Claim, Evidence
from services.enrich.annotate import attribution, cues, noun_roles, patterns, roles, status, when
from services.enrich.annotate.actors import Entity
from services.enrich.annotate.attribution import Attribution, Speech
from services.enrich.annotate.cues import Cues
from services.enrich.annotate.document import Document, Sentence
from services.enrich.annotate.patterns import EventWord
from services.enrich.annotate.places import Spot
from services.enrich.annotate.roles import Roles, Scene
from services.enrich.knowledge.eventwords import First
from services.enrich.knowledge.gazetteer import Candidate
from services.enrich.knowledge.wordsets import word_set

_GOVERNING = frozenset({"REQUEST", "REJECT", "THREATEN", "AGREE", "ACCUSE"})
_CLAUSE_ENDS = word_set("claims_clause_ends")
_IN_A_COUNTRY = frozenset({"visit", "diplomatic relations"})
_NOUN_PAIRED = frozenset({"ACCUSE", "REJECT", "REQUEST", "THREATEN", "SUPPORT", "CONSULT", "AGREE"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The tables that claims are made with."""

    events: First
    speech: Speech
    cues: Cues


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A claim with what made it, for `explain`."""

    claim: Claim
    word: EventWord
    roles: Roles
    attribution: Attribution | None
    sentence: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """A spot with the place that it was resolved to."""

    spot: Spot
    place: Candidate | None


def in_sentence(
    sentence: Sentence,
    entities: list[Entity],
    settled: list[Settled],
    document: Document,
    rules: Rules,
    today: date,
    article: tuple[str, int],
) -> list[Made]:
    """The claims of one sentence, from left to right. today: the article's day. article: its id and revision."""
    if not entities or any("\ud800" <= token <= "\udfff" for token in sentence.tokens):
        return []
    taken = _taken(sentence, entities)
    words = patterns.find(sentence, rules.events, taken)
    if not words:
        return []
    scene = Scene.of(sentence, entities, words)
    said = attribution.find(scene, rules.speech)
    told = when.find(sentence, today)
    stated = cues.find(sentence, rules.cues)
    made: list[Made] = []
    numbers: dict[str, int] = {}
    for word, assigned in _kept(scene, words, said):
        number = numbers[word.pattern.type] = numbers.get(word.pattern.type, -1) + 1
        claim_id = ids.claim_id(*article, sentence.field, sentence.start, sentence.end, word.pattern.type, number)
        novelty = cues.bind(sentence, word, stated, words, told, today)
        place = _place(word, settled)
        happened, source = status.decide(
            sentence, word, said, status.event_time(word, told, sentence.low, today)[1], today
        )
        claim = Claim(
            id=claim_id,
            type=word.pattern.type,
            mode=word.pattern.mode,
            joint=assigned.joint,
            sources=_ids(assigned.sources),
            targets=_ids(assigned.targets) or _visited(word, assigned, place),
            place=place.geonames_id if place else None,
            time=status.event_time(word, told, sentence.low, today)[0],
            status=happened,
            attributed_to=source.who if source else None,
            novelty=novelty,
            evidence=Evidence(
                field=sentence.field,
                start=sentence.start,
                end=sentence.end,
                text=document.text_of(sentence.field, sentence.start, sentence.end),
            ),
            confidence=confidence(word, assigned, happened),
        )
        made.append(Made(claim=claim, word=word, roles=assigned, attribution=source, sentence=sentence))
    return made


def _taken(sentence: Sentence, entities: list[Entity]) -> list[bool]:
    taken = [False] * len(sentence)
    for entity in entities:
        stop = entity.name_end if entity.form != "role" else entity.end
        for index in range(entity.start, max(stop, entity.end)):
            taken[index] = True
    return taken


def _ids(entities: tuple[Entity, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(entity.party for entity in entities if entity.party))


def _kept(scene: Scene, words: list[EventWord], said: list[Attribution]) -> Iterator[tuple[EventWord, Roles]]:
    """The event words that make claims, with their roles."""
    saying = {one.verb for one in said}
    seen: set[tuple[str, frozenset[str]]] = set()
    kept: list[EventWord] = []
    governor: EventWord | None = None
    for word in words:
        if governor is not None and _governs(scene, governor, word):
            continue
        if word.start in saying:
            continue
        assigned = noun_roles.of_noun(scene, word) if word.voice == "noun" else roles.of_verb(scene, word)
        if not assigned.sources and not (assigned.targets and word.voice == "passive"):
            continue
        if word.voice == "noun" and not _stands(word, assigned, words):
            continue
        shape = (word.pattern.type, frozenset((*_ids(assigned.sources), *_ids(assigned.targets))))
        if shape in seen or cues.is_apposition(scene.sentence, word, kept):
            continue
        seen.add(shape)
        kept.append(word)
        if word.pattern.type in _GOVERNING and word.voice != "noun":
            governor = word
        yield word, assigned


def _governs(scene: Scene, governor: EventWord, word: EventWord) -> bool:
    """Whether the word stands in what the governing verb asks for, refuses, threatens or promises."""
    between = scene.sentence.low[governor.start + 1 : word.start]
    return word.start > governor.start and len(between) <= 18 and not any(token in _CLAUSE_ENDS for token in between)


def _stands(word: EventWord, assigned: Roles, words: list[EventWord]) -> bool:
    """Whether a noun makes a claim beside the verbs of its sentence: not as the object of a verb that tells the act."""
    before = [other for other in words if other.voice != "noun" and other.start < word.start <= other.start + 7]
    paired = any(other.pattern.type in _NOUN_PAIRED for other in before)
    return bool(assigned.sources) and not (paired and not assigned.targets)


def _visited(word: EventWord, assigned: Roles, place: Candidate | None) -> tuple[str, ...]:
    """Whom a visit, or an embassy, is for where only its place is told: the place's country, if another's."""
    country = place.country if place else None
    if word.pattern.mode not in _IN_A_COUNTRY or country is None or country in _ids(assigned.sources):
        return ()
    return () if assigned.joint else (country,)


def _place(word: EventWord, settled: list[Settled]) -> Candidate | None:
    """The literal place of the sentence nearest to the event word; towns before countries, the dateline never."""
    fitting = [
        one for one in settled if one.spot.literal and not one.spot.dateline and one.place and one.place.geonames_id
    ]
    near = [one for one in fitting if abs(one.spot.start - word.head) <= 30]
    if not near:
        return None
    return min(near, key=lambda one: _farness(one, word)).place


def _farness(one: Settled, word: EventWord) -> tuple[bool, bool, int]:
    """Towns before countries, what follows the event word before what precedes it, then the nearest."""
    wide = one.place is not None and one.place.feature == "country"
    return wide, one.spot.start < word.start, abs(one.spot.start - word.head)


def confidence(word: EventWord, assigned: Roles, happened: str) -> float:
    """How sure the rules are, 0 to 1: a verb, both roles, several words of a pattern, and a plain status add to it."""
    points = 0.5
    points += 0.15 if word.voice != "noun" else 0.05
    points += 0.12 if assigned.sources else 0.0
    points += 0.1 if assigned.targets or word.pattern.roles in {"s", "rec"} else 0.0
    points += 0.08 if word.pattern.rest else 0.0
    points -= 0.1 if happened in {"hypothetical", "negated", "denied"} else 0.0
    return round(min(points, 0.95), 2)
