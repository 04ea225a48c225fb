"""Whom an act was done to, where no table names them: "freed two ministers", "accused Gulen", "aid to households".

Only the object itself counts, or whom the one preposition of the type leads to; what is no person, no body of persons
and no name is no party.
"""

from dataclasses import dataclass, replace

from services.enrich.annotate.actors.entities import Entity
from services.enrich.annotate.acts.acts import Act
from services.enrich.annotate.acts.patterns import EventWord
from services.enrich.annotate.acts.scene import (
    HARD,
    PREPOSITIONS,
    SUBORDINATORS,
    Roles,
    Scene,
    is_digit_comma,
    parties,
)
from services.enrich.annotate.parties.owners import is_people, subject_end
from services.enrich.annotate.parties.strangers import is_stranger, named_at, stranger
from services.enrich.knowledge.wordsets import word_set

_BODIES = word_set("patients_bodies")
_LEADING = word_set("patients_leading")
_ENDS = word_set("patients_ends")
_SPOKEN_TO = frozenset({"ACCUSE", "REQUEST", "THREATEN", "REJECT", "SUPPORT", "CONSULT"})
_ACTED_ON = frozenset({"COERCE", "CONCEDE", "ASSAULT", "AID", "SANCTION"})
_TO = frozenset({"to"})
_LED_TO = {
    "AID": _TO,
    "SUPPORT": _TO,
    "CONCEDE": _TO,
    "ACCUSE": frozenset({"against", "into"}),
    "REQUEST": frozenset({"to", "of", "on"}),
    "REJECT": frozenset({"by", "from", "to"}),
    "COERCE": frozenset({"from", "against", "at"}),
    "CONSULT": frozenset({"with"}),
}
"""The prepositions that lead to whom it is done, behind the object."""
_COMPLETED = frozenset({"ACCUSE", "REQUEST"})
"""Types whose patterns go on with what is charged or asked for behind their object: "accused ~ of"."""
_WITHIN = frozenset({"on", "to", "for", "with", "at"})
_OTHERWISE = frozenset({"visit", "resign", "sanctions lifted", "deny", "curfew", "territory"})
"""Modes whose object is no party."""
_OF_PERSONS = frozenset({"killing", "abduction", "arrest", "injury", "assassination"})
"""Modes of force whose object, where it is a name, is a person's and no town's."""
_CHECKING = frozenset({"legislature", "judiciary", "opposition", "media"})
"""Sectors of a state that act against its government, and suffer from it."""
_HUMAN_SECTORS = frozenset({"civilian", "opposition", "legislature", "judiciary", "media", "government", "medical"})
_FORCES = frozenset({"army", "police", "forces", "military", "navy"})
_PHRASE = 7
"""Most tokens from a phrase's first word to the noun that names people."""
_REACH = 16


@dataclass(frozen=True, slots=True)
class _Look:
    """Where a target is looked for. own: the parties of the source. taken: tokens of places. forceful: the act is an
    assault, which buildings and towns suffer too; named: a name may be the target. doers: the ids of the source."""

    scene: Scene
    own: set[str]
    taken: list[bool]
    forceful: bool
    named: bool
    doers: frozenset[str]


def completed(act: Act, scene: Scene, taken: list[bool]) -> Act:
    """The act with a target that no table names, where it has none and its object tells one. taken: what are places."""
    roles, word = act.roles, act.word
    met = roles.joint and word.pattern.roles == "rec"
    if roles.targets or met or word.voice == "noun" or word.pattern.type not in _SPOKEN_TO | _ACTED_ON:
        return act
    if word.pattern.roles not in {"st", "st+", "rec"} or word.pattern.mode in _OTHERWISE or not _is_known(roles):
        return act
    forceful = act.type == "ASSAULT"
    named = act.mode in _OF_PERSONS if forceful else act.type != "CONSULT"
    doers = frozenset(one.id for one in roles.sources)
    look = _Look(scene, parties(roles.sources), taken, forceful, named, doers)
    found = _object(act, look) if word.voice == "active" else _sufferer(look, word.start)
    return act if found is None else replace(act, roles=replace(roles, targets=(found,)))


def _sufferer(look: _Look, verb: int) -> Entity | None:
    """Who the subject of a passive is, right before its auxiliaries: "the bloggers were jailed by"."""
    low, at, sentence = look.scene.sentence.low, look.scene.at, look.scene.sentence
    last = subject_end(look.scene, verb)
    if last is None:
        return None
    if (entity := at[last]) is not None:
        return _insider(look, entity) or _of_role(look, entity)
    if is_people(low[last]):
        return stranger(sentence, last, last + 1)
    first = last
    while first > 0 and at[first - 1] is None and sentence.tokens[first - 1][0].isupper():
        first -= 1
    opened = first == 0 or low[first - 1] in _ENDS
    return stranger(sentence, first, last + 1) if opened and _is_name(look, first, last + 1) else None


def _is_name(look: _Look, first: int, end: int) -> bool:
    return look.named and named_at(look.scene.sentence, first, look.taken) == end


def _is_known(roles: Roles) -> bool:
    return any(not is_stranger(one.party or "") for one in roles.sources)


def _object(act: Act, look: _Look) -> Entity | None:
    """Who the object is, else whom the preposition of the type leads to."""
    word, led = act.word, _LED_TO.get(act.type, frozenset())
    direct = _phrase(look, _object_start(look.scene.sentence.low, word))
    if direct is None and (act.type not in _COMPLETED or None not in word.pattern.rest):
        direct = _phrase(look, word.end)
    if direct is None and "responsibility" in word.pattern.words:
        return _hurt(look, word)
    return direct if direct is not None or not led else _led(look, word, led)


def _object_start(low: list[str], word: EventWord) -> int:
    """Where the object begins; what a preposition leads to is within the pattern: "called on ~ to"."""
    start = word.head + 1
    return start + 1 if None in word.pattern.rest and low[start : start + 1] and low[start] in _WITHIN else start


def _hurt(look: _Look, word: EventWord) -> Entity | None:
    """Whom the attack hurt that somebody claims: "responsibility for a bomb that killed six pilgrims"."""
    hurting = (one for one in look.scene.words if one.start > word.end and one.pattern.mode in _OF_PERSONS)
    return next((_phrase(look, one.head + 1) for one in hurting if one.voice == "active"), None)


def _led(look: _Look, word: EventWord, prepositions: frozenset[str]) -> Entity | None:
    """Whom one of the prepositions leads to within the clause."""
    low, at = look.scene.sentence.low, look.scene.at
    for index in range(word.head + 1, min(len(low), word.end + _REACH)):
        if at[index] is not None:
            continue
        if low[index] in HARD or low[index] in SUBORDINATORS or low[index] == ",":
            return None
        if low[index] in prepositions and (reached := _phrase(look, index + 1)) is not None:
            return reached
    return None


def _phrase(look: _Look, start: int) -> Entity | None:
    """Who the phrase names that starts here: a name, or the first word for people that ends it."""
    low, at, sentence = look.scene.sentence.low, look.scene.at, look.scene.sentence
    index = start
    while index < len(low) and at[index] is None and (low[index] in _LEADING or is_digit_comma(low, index)):
        index += 1
    if look.named and index < len(low) and at[index] is None:
        end = named_at(sentence, index, look.taken)
        if end is not None:
            return stranger(sentence, index, end)
    if low[index + 1 : index + 3] == ["-", "based"]:
        return _phrase(look, index + 3)
    for place in range(index, min(len(low), start + _PHRASE)):
        entity = at[place]
        if entity is not None:
            holder = at[entity.end] if entity.form == "role" and entity.end < len(low) else None
            named = _insider(look, holder) if holder is not None and holder.kind == "person" else None
            return named or _insider(look, entity) or _of_role(look, entity)
        if is_people(low[place]) or (low[place] in _BODIES and not look.forceful):
            return stranger(sentence, place, place + 1) if _ends_phrase(look.scene, place + 1) else None
        if low[place] in PREPOSITIONS or low[place] in _ENDS:
            return None
    return None


def _insider(look: _Look, entity: Entity) -> Entity | None:
    """A person or an organ of the source's own party, as an actor of its own: "Obama accused Trump"."""
    if entity.party is None or entity.party not in look.own or entity.modifier or entity.bare:
        return None
    league = entity.form == "institution" and entity.sector is None  # a party of the state, not its organ
    apart = entity.kind == "person" or league or entity.sector in _CHECKING
    owning = look.scene.sentence.low[entity.end : entity.end + 1] in (["'s"], ["'"])
    if not apart or owning or entity.id in look.doers:
        return None
    return replace(entity, party=entity.id)


def _of_role(look: _Look, entity: Entity) -> Entity | None:
    """An office or trade whose country only the source's could tell: "Ethiopia freed political leaders"."""
    owned = entity.modifier and look.scene.sentence.low[entity.end : entity.end + 1] != ["of"]
    if entity.form != "role" or owned or not (entity.party is None or entity.assumed):
        return None
    sentence = look.scene.sentence
    last = sentence.low[entity.end - 1]
    human = entity.sector in _HUMAN_SECTORS or last in _FORCES or is_people(last)
    if entity.party is not None and entity.party not in look.own:
        return replace(entity, bare=False) if entity.bare and human and _ends_phrase(look.scene, entity.end) else None
    return stranger(sentence, entity.start, entity.end) if human and _ends_phrase(look.scene, entity.end) else None


def _ends_phrase(scene: Scene, index: int) -> bool:
    """Whether no noun follows of which this word is only a part: "activists", not "activist groups" or "party's"."""
    low = scene.sentence.low
    if index >= len(low) or low[index].endswith("ing"):
        return True
    return low[index] in _ENDS or low[index] in PREPOSITIONS
