"""Who did it to whom: sources and targets of an event word, by position, voice, prepositions and coordination.

A reading without a parser: the subject is the nearest entity to the left that no preposition governs, the object the
nearest to the right; both within the clause. Where that is not plain, there is none: a wrong role costs more.
"""

from services.enrich.annotate.actors.entities import Entity
from services.enrich.annotate.acts.patterns import EventWord
from services.enrich.annotate.acts.scene import (
    HARD,
    REACH,
    SAYING,
    SUBORDINATORS,
    Roles,
    Scene,
    coordinated_left,
    dedupe,
    governor,
    parties,
    usable,
    without_assumed,
)
from services.enrich.annotate.parties import facing, objects, owners, pronouns
from services.enrich.annotate.parties.objects import after_preposition
from services.enrich.knowledge.wordsets import word_set

TOGETHER = frozenset({"joint", "jointly", "together"})
_RELATIVES = frozenset({"who", "which", "whose", "that"})
PRONOUNS = word_set("roles_pronouns")
_GIVEN = frozenset({"return", "humanitarian", "economic", "military"})
"""Modes in which what is given suffers the verb, and who receives it stands after "to"."""
_WITH_PURPOSE = frozenset({"MOBILIZE", "CONSULT", "COOPERATE", "RETREAT", "SANCTION"})
"""Types of verbs whose infinitive tells what their subject means to do."""
_OF_FORCES = frozenset({"MOBILIZE", "RETREAT"})
"""Types in whose passive the subject is who moves, though others ordered it."""
_OF_WORDS = frozenset({"REJECT", "CONCEDE", "ACCUSE", "SUPPORT", "SANCTION", "COERCE"})
"""Types whose passive has a thing for its subject, and whose it is for its target."""
_HANDED = frozenset({"return", "extradition", "intelligence", "cooperation"})
"""Modes in which what is handed over is not whom it is done to."""
_COMPLAINING = ("complain", "lodge", "protest")
_COMPLAINED_OF = frozenset({"about", "against", "over"})
_OF_THE_LAW = frozenset({"arrest", "sentence", "release", "deport"})
"""Modes that are the state's where they happen, if nobody else is told: "was jailed in Ethiopia"."""
_CLAIMED = "responsibility"
_BEFALLING = frozenset({"on", "against", "at", "of"})
_HURTING = frozenset({"killing", "injury"})
_NEAR = 3
_CLAUSES = HARD | SUBORDINATORS | _RELATIVES
_MEANT_FOR = frozenset({"of", "to", "for", "from", "with", "against", "on", "into", "toward", "towards", "at"})
"""Prepositions behind the verb of a thing that lead to whom it was meant for: "rockets were fired at"."""
_BY_REACH = 9


def of_verb(scene: Scene, word: EventWord) -> Roles:
    """The roles of an event word that is a verb; both may be empty."""
    if word.voice == "passive":
        return _of_passive(scene, word)
    left = _subject(scene, word) or _whose_arms(scene, word)
    if word.pattern.roles == "t":
        opened = word.end - (scene.sentence.low[word.end - 1] in {"by", "from"})  # where the pattern ends with it
        return Roles(sources=after_preposition(scene, opened, {"by", "from"}), targets=left)
    right = () if word.pattern.roles == "s" else objects.found(scene, word, parties(left))
    if right and word.pattern.mode in _HANDED and not word.pattern.words.endswith((" to", " with")):
        right = facing.given_to(scene, word, parties(left)) or right
    elif right and word.pattern.words.startswith(_COMPLAINING):  # "complained to the UN about Rwanda"
        right = after_preposition(scene, word.end, _COMPLAINED_OF, reach=_BY_REACH) or right
    if not right and _CLAIMED in word.pattern.words:
        right = _claimed(scene, word, left)
    if not right and word.pattern.type == "PROTEST":
        right = facing.protested(scene, word)
    elif not right and word.pattern.type == "MOBILIZE":
        right = facing.faced(scene, word, parties(left))
    return finished(scene, word, left, right)


def _claimed(scene: Scene, word: EventWord, own: tuple[Entity, ...]) -> tuple[Entity, ...]:
    """Whom an attack befell that somebody claims: "responsibility for rocket fire at Israel"."""
    befallen = after_preposition(scene, word.end, _BEFALLING, reach=_BY_REACH)
    if befallen or word.pattern.type != "ASSAULT":
        return befallen
    hurt = (other for other in scene.words if other.start > word.end and other.pattern.mode in _HURTING)
    return next((objects.found(scene, other, parties(own)) for other in hurt if other.voice == "active"), ())


def _people_who(scene: Scene, word: EventWord) -> tuple[Entity, ...]:
    """The people of a state by whom it is done, whom its adjective tells: "blocked by Bolivian coca growers"."""
    low = scene.sentence.low
    for index in range(word.head + 1, min(len(low) - 2, word.head + _BY_REACH)):
        if low[index] in HARD:
            return ()
        entity = scene.at[index + 1]
        if low[index] == "by" and entity is not None and entity.form == "adjective" and entity.party is not None:
            return (entity,) if any(map(owners.is_people, low[entity.end : entity.end + _NEAR])) else ()
    return ()


def _whose_arms(scene: Scene, word: EventWord) -> tuple[Entity, ...]:
    """Whose the arms are that a verb of arms has for its subject: "Turkish armour has been building up"."""
    if word.pattern.roles not in {"sa", "sw"}:
        return ()
    for index in range(word.start - 1, max(-1, word.start - _BY_REACH), -1):
        entity = scene.at[index]
        if scene.sentence.low[index] in HARD:
            return ()
        if entity is not None and entity.party is not None and entity.form == "adjective":
            return (entity,)
    return ()


def _of_passive(scene: Scene, word: EventWord) -> Roles:
    """The roles where the subject suffers the verb, and "by" tells who did it."""
    suffered = group_left(scene, word.start)
    reach = word.end - word.head
    doers = after_preposition(scene, word.head + 1, {"by"}, reach=reach + _BY_REACH)  # "was accused by Germany of"
    doers = doers or _people_who(scene, word)
    if word.suffered is not None:
        suffered = suffered or facing.concerned(scene, word) or after_preposition(scene, word.head + 1, _MEANT_FOR)
    if not suffered and word.pattern.mode in _GIVEN:
        suffered = after_preposition(scene, word.end, {"to"})  # "was returned by X to Y"
    if not doers and word.pattern.type in _OF_FORCES:  # "troops were deployed", "were withdrawn from Iraq"
        left = after_preposition(scene, word.head + 1, {"from"}, reach=reach + _NEAR)
        return finished(scene, word, suffered, left or facing.faced(scene, word, parties(suffered)))
    if not doers and suffered and word.pattern.mode in _OF_THE_LAW:
        doers = facing.enforcing(scene, word)
    if word.pattern.roles == "rec" and not doers:
        return Roles(sources=suffered, targets=(), joint=len(parties(suffered)) > 1)
    if doers and not suffered and word.pattern.type in _OF_WORDS:
        suffered = facing.concerned(scene, word)
    return finished(scene, word, doers, suffered)


def _subject(scene: Scene, word: EventWord) -> tuple[Entity, ...]:
    """The subject of a verb; "attacked, killing nine" and "attacked and killed nine" have that of the verb before."""
    before = scene.sentence.low[word.start - 1] if word.start else ""
    if word.tense == "ing" and before in SAYING:  # "denied bombing"
        return group_left(scene, word.start - 1)
    if (word.tense == "ing" and before == ",") or (word.tense != "ing" and before == "and"):
        main = [other for other in scene.words if other.start < word.start and other.voice == "active"]
        if main or before == ",":
            return group_left(scene, main[-1].start) if main else _main_subject(scene)
    if before == "to" and word.tense == "base" and (meant := _purposeful(scene, word)) is not None:
        return group_left(scene, meant.start)
    found = group_left(scene, word.start)
    if word.pattern.mode == "visit":  # who arrives is not at home there
        found = tuple(one for one in found if not one.assumed)
    if found and _owns(scene, found[-1], word.start):
        body = owners.as_body(scene, found[-1], word.start)
        return (body,) if body is not None else ()
    return found


def _purposeful(scene: Scene, word: EventWord) -> EventWord | None:
    """The verb whose purpose an infinitive tells, and whose subject it has: "sent troops to Syria to fight IS"."""
    low = scene.sentence.low
    for other in reversed([one for one in scene.words if one.start < word.start and one.voice != "noun"]):
        between = low[other.start : word.start]
        if other.voice == "active" and other.pattern.type in _WITH_PURPOSE and len(between) > 2:
            return None if not _CLAUSES.isdisjoint(between) else other
        return None
    return None


def _owns(scene: Scene, entity: Entity, verb: int) -> bool:
    """Whether the subject is something of the entity's: "Peru's potatoes conquered the world"."""
    if entity.end >= verb - 1 or scene.sentence.low[entity.end] != "'s":
        return False
    if scene.sentence.tokens[entity.end + 1][0].isupper():
        return False  # "Libya's Government of National Accord"
    if owners.is_body(scene.sentence.low[verb - 1]):
        return False  # "Nigeria's customs service"
    return not any(entity.end < other.start < verb and other.voice == "noun" for other in scene.words)


def finished(scene: Scene, word: EventWord, sources: tuple[Entity, ...], targets: tuple[Entity, ...]) -> Roles:
    """Takes out of the targets who is a source already; several sources act jointly, so does a partner."""
    own = parties(sources)
    targets = tuple(entity for entity in targets if entity.party not in own)
    near = scene.sentence.low[max(0, word.start - 5) : word.end + 1]
    if sources and targets and word.pattern.roles == "rec" and not TOGETHER.isdisjoint(near):
        sources, targets = (*sources, *targets), ()
    return Roles(sources=sources, targets=targets, joint=len(parties(sources)) > 1)


def group_left(scene: Scene, start: int) -> tuple[Entity, ...]:
    """The subject: the nearest group of entities to the left that no preposition governs."""
    low = scene.sentence.low
    index = start - 1
    while index >= 0 and start - index <= REACH:
        entity = scene.at[index]
        if entity is not None:
            group = without_assumed(coordinated_left(scene, entity))
            verb = _governing_verb(scene, group[0], start)
            if verb is not None:
                index = verb.start - 1
                continue
            if pronouns.is_own_side(low, entity.end - 1) and pronouns.saying_verb(low, entity.end - 1) is not None:
                return _speaker_subject(scene, entity.end - 1)
            if not owners.is_governed(scene, group[0], start):
                subject = tuple(one for one in group if usable(scene, one)) or _people(scene, entity, start)
                if subject:
                    return dedupe(subject)
            index = group[0].start - 1
            continue
        piece = low[index]
        opening = _opening_bracket(low, index) if piece == ")" else None
        if opening is not None:
            index = opening - 1
            continue
        if piece in _RELATIVES:
            return _antecedent(scene, index)
        if piece in HARD or piece in SUBORDINATORS or piece in SAYING or index in scene.opened:
            return ()
        if pronouns.is_speaker(low, index):
            return _speaker_subject(scene, index)
        index -= 1
    return ()


def _people(scene: Scene, entity: Entity, verb: int) -> tuple[Entity, ...]:
    """The people or the body whose state an adjective tells, where they stand right before the verb."""
    found = owners.as_subject(scene, entity, verb)
    return (found,) if found is not None else ()


def _governing_verb(scene: Scene, entity: Entity, start: int) -> EventWord | None:
    """The verb before another's whose object the entity is: "the coalition fighting the rebels has declared"."""
    index = entity.start
    while index and scene.sentence.low[index - 1] in {"the", "a", "an"}:
        index -= 1
    verbs = (one for one in scene.words if one.start > 0 and one.end == index and one.voice == "active")
    return next((one for one in verbs if one.tense in {"ing", "past"} and one.end < start), None)


def _opening_bracket(low: list[str], closing: int) -> int | None:
    """The bracket that opens what a closing one ends within a few tokens: "the World Health Organization (WHO) is"."""
    return next((index for index in range(closing - 1, max(-1, closing - 8), -1) if low[index] == "("), None)


def _speaker_subject(scene: Scene, pronoun: int) -> tuple[Entity, ...]:
    """Who says it, or the one person whom "he" can mean."""
    if (verb := pronouns.saying_verb(scene.sentence.low, pronoun)) is not None:
        return group_left(scene, verb)
    return _main_subject(scene) if scene.sentence.low[pronoun] in {"he", "she"} else ()


def _main_subject(scene: Scene) -> tuple[Entity, ...]:
    """The one person with whom the sentence begins: "Obama is in Paris, where he met": nobody else is meant by "he"."""
    first = next((one for one in scene.entities if one.kind == "person" or one.sector == "government"), None)
    fits = first is not None and first.start <= 2 and not governor(scene, first) and usable(scene, first)
    return (first,) if first is not None and fits else ()


def _antecedent(scene: Scene, index: int) -> tuple[Entity, ...]:
    """The entity right before a relative pronoun."""
    low = scene.sentence.low
    index -= 1
    if index >= 0 and low[index] == ",":
        index -= 1
    entity = scene.at[index] if index >= 0 else None
    return (entity,) if entity is not None and usable(scene, entity) else ()
