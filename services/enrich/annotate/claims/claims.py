"""From event words to claims: type, roles, place, time, status, attribution, novelty, evidence.

A claim needs an actor and an event word in one clause; an act that another verb asks for, refuses, threatens or
promises is that verb's claim and none of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from schemas import ids
from schemas.claims import Claim, Evidence, StatedNovelty
from services.enrich.annotate.actors.entities import Entity
from services.enrich.annotate.acts import likelihood
from services.enrich.annotate.acts.acts import Act
from services.enrich.annotate.acts.patterns import EventWord
from services.enrich.annotate.acts.scene import Roles, Scene
from services.enrich.annotate.claims import confidence, status, telling, when
from services.enrich.annotate.claims.attribution import Attribution
from services.enrich.annotate.claims.rules import Rules
from services.enrich.annotate.claims.speakers import Speaker
from services.enrich.annotate.claims.when import Told
from services.enrich.annotate.places.spots import Spot
from services.enrich.annotate.stated import cued, horizons
from services.enrich.annotate.stated.cues import Cue
from services.enrich.annotate.stated.novelties import Clause
from services.enrich.annotate.stated.ours import Around
from services.enrich.annotate.text.document import Document, Sentence
from services.enrich.knowledge.gazetteer import Candidate

_IN_A_COUNTRY = frozenset({"visit", "diplomatic relations"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A claim with what made it, for `explain`.

    beside: its sentence tells another act first. signs: what its novelty was weighed by, with the points of each.
    likely: what it was weighed by as an act, none where a stated novelty vouches for it.
    """

    claim: Claim
    word: EventWord
    roles: Roles
    attribution: Attribution | None
    sentence: Sentence
    beside: bool = False
    signs: tuple[tuple[str, float], ...] = ()
    likely: Sequence[str] = ()


@dataclass(slots=True)
class Thread:
    """What the sentences before told: who spoke last ("he said"), and the past that is being told.

    somewhere: the lead names a country, so that an act of force without a place is not just any.
    """

    speaker: Speaker | None = None
    past: Told | None = None
    somewhere: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """A spot with the place that it was resolved to."""

    spot: Spot
    place: Candidate | None


def in_sentence(
    sentence: Sentence,
    entities: list[Entity],
    settled: list[Settled],
    stated: list[Cue],
    document: Document,
    rules: Rules,
    today: date,
    article: tuple[str, int],
    thread: Thread,
) -> list[Made]:
    """The claims of one sentence, those of its main clause first.

    stated: its cues of novelty. today: the article's day. article: id and revision.
    thread is read, and told what this sentence adds to it.
    """
    if document.broken and any("\ud800" <= token <= "\udfff" for token in sentence.tokens):
        return []
    spans = [(one.spot.start, one.spot.end) for one in settled if one.spot.literal]
    known = None if stated else spans  # who acts beside a cue, cued.py tells
    said = telling.of(sentence, entities, known, rules, thread.speaker, document.sentences)
    thread.speaker = next((one.speaker for one in reversed(said.said) if one.speaker), thread.speaker)
    words = said.scene.words
    if not (words or stated or said.acts):
        return []
    told = when.find(sentence, today)
    before, thread.past = thread.past, status.past(told, thread.past, sentence, today)
    if not (said.acts or stated):
        return []
    work = Work(scene=said.scene, said=said.said, told=told, past=before, settled=settled, today=today)
    evidence = Evidence(
        field=sentence.field,
        start=sentence.start,
        end=sentence.end,
        text=document.text_of(sentence.field, sentence.start, sentence.end),
    )
    made: list[Made] = []
    numbers: dict[str, int] = {}
    clause = Clause(sentence=sentence, words=words, told=told, today=today, epochs=rules.epochs)
    here = any(one.place is not None for one in settled)
    around = Around(here=here, there=thread.somewhere, lead=document.lead if stated else frozenset())
    for act, novelty in cued.with_novelty(said.acts, said.scene, clause, stated, rules, around):
        likely = likelihood.signs(said.scene, act, bool(said.said)) if novelty is None else []
        if likelihood.score(rules.weights, likely) < 0:
            continue
        number = numbers[act.type] = numbers.get(act.type, -1) + 1
        beside = bool(said.acts) and act is not said.acts[0]
        claim_id = ids.claim_id(*article, sentence.field, sentence.start, sentence.end, act.type, number)
        dated = _dated(novelty, act, sentence, rules)
        made.append(of_act(claim_id, act, dated, work, evidence, beside, likely))
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What a sentence tells beside its acts."""

    scene: Scene
    said: list[Attribution]
    told: list[Told]
    past: Told | None
    settled: list[Settled]
    today: date


def of_act(
    claim_id: str,
    act: Act,
    novelty: StatedNovelty | None,
    work: Work,
    evidence: Evidence,
    beside: bool,
    likely: Sequence[str] = (),
) -> Made:
    word, sentence = act.word, work.scene.sentence
    place = _place(word, work.settled)
    time, told = status.event_time(word, work.told, work.past, sentence, work.today)
    mutual = _mutual(act)
    happened, source = status.decide(sentence, act, work.said, told, work.today)
    claim = Claim(
        id=claim_id,
        type=act.type,
        mode=act.mode,
        joint=act.roles.joint and not mutual,
        sources=_ids(act.roles.sources),
        targets=_ids(act.roles.sources if mutual else act.roles.targets) or _visited(act, place),
        place=place.geonames_id if place else None,
        time=time,
        status=happened,
        attributed_to=source.who if source else None,
        strength=source.strength if source else None,
        novelty=novelty,
        evidence=evidence,
        confidence=confidence.of(word, act.roles, happened, beside),
    )
    return Made(
        claim=claim,
        word=word,
        roles=act.roles,
        attribution=source,
        sentence=sentence,
        beside=beside,
        likely=likely,
    )


def _dated(novelty: StatedNovelty | None, act: Act, sentence: Sentence, rules: Rules) -> StatedNovelty | None:
    """A novelty since independence, dated by the state whose act it is, else by the one that it befell."""
    if novelty is None or novelty.since is not None or not horizons.since_independence(sentence.low):
        return novelty
    countries = (entity.country for entity in (*act.roles.sources, *act.roles.targets))
    years = (rules.independence[country] for country in countries if country in rules.independence)
    return replace(novelty, since=next(years, None))


def _ids(entities: tuple[Entity, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(entity.party for entity in entities if entity.party))


def _mutual(act: Act) -> bool:
    """Whether the parties do it to each other: who clash are no allies, each is source and target."""
    return act.type == "ASSAULT" and act.word.pattern.roles == "rec" and act.roles.joint and not act.roles.targets


def _visited(act: Act, place: Candidate | None) -> tuple[str, ...]:
    """Whom a visit, or an embassy, is for where only its place is told: the place's country, if another's."""
    country = place.country if place else None
    if act.mode not in _IN_A_COUNTRY or country is None or country in _ids(act.roles.sources) or act.roles.joint:
        return ()
    return (country,)


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
