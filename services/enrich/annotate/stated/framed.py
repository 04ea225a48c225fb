"""Acts that a strong cue tells of where no event word does: "Saudi minister in Tehran for first time in seven years".

Such a sentence needs an actor of politics or war before its cue or as owner of what is new, a word of state or war (a
frame, cue_frames.tsv) that tells of what sort the act is, and no word of sport, business, science or shows.
"""

from collections.abc import Iterator

from services.enrich.annotate.actors.entities import Entity
from services.enrich.annotate.acts.acts import Act
from services.enrich.annotate.acts.patterns import EventWord
from services.enrich.annotate.acts.scene import Roles, Scene
from services.enrich.annotate.acts.subjects import ELSEWHERE
from services.enrich.annotate.parties import noun_roles, roles
from services.enrich.annotate.stated import bindings, novelties
from services.enrich.annotate.stated.cues import Cue
from services.enrich.annotate.stated.novelties import Bound, Clause
from services.enrich.knowledge.eventwords import Pattern
from services.enrich.knowledge.wordsets import word_set

_STRONG = frozenset({"first", "since"})
_NEAR = 5
_BESIDE = 3
_CLOSING = word_set("cues_closing")
_STOPS = word_set("cues_cue_stops")
_VISITED = frozenset({"in", "at"})
_ARMED = frozenset({"military", "rebel"})
_TAKING = frozenset({"take", "takes", "took", "reach", "reaches", "reached", "enter", "enters", "entered"})
_PRESENCE = Pattern(words="in", part="noun", type="CONSULT", mode="visit", roles="st", rest=())
_ADVANCE = Pattern(words="take", part="verb", type="ASSAULT", mode="territory", roles="st", rest=())


def act(scene: Scene, clause: Clause, cue: Cue, frames: list[EventWord]) -> tuple[Bound, Act] | None:
    """The act that a free cue makes with a frame, with what the cue states of it; None where any sign is lacking."""
    low = scene.sentence.low
    if cue.kind not in _STRONG or cue.place == "echo" or not ELSEWHERE.isdisjoint(low):
        return None
    for word in [*_unlisted(scene, cue), *_beside(scene, cue, frames)]:
        assigned = _roles(scene, cue, word)
        stands = assigned.sources or (word.pattern is _PRESENCE and assigned.targets)
        bound = novelties.stated(clause, word, cue, word.end) if stands else None
        if bound is not None and (bound.novelty.since or _says_more(scene, clause, cue)):
            return bound, Act(word=word, type=word.pattern.type, mode=word.pattern.mode, roles=assigned)
    return None


def _says_more(scene: Scene, clause: Clause, cue: Cue) -> bool:
    """Whether a cue without a date is of the whole act: of its clause, "since", "ever", "to do so", "in a first"."""
    after = scene.sentence.low[cue.end : cue.end + 10]
    told = not {"since", "ever"}.isdisjoint(after) or ("do" in after and "so" in after)
    return cue.place == "clause" or told or bindings.adverbial(clause, cue) is not None


def _beside(scene: Scene, cue: Cue, frames: list[EventWord]) -> list[EventWord]:
    """The frames of the cue's clause, verbs first, then the nearest."""
    low = scene.sentence.low
    fitting = [word for word in frames if not _is_apart(low, cue, word) and _may_be_meant(low, cue, word)]
    return sorted(fitting, key=lambda word: (word.voice == "noun", abs(word.head - cue.start)))


def _may_be_meant(low: list[str], cue: Cue, word: EventWord) -> bool:
    """Whether a cue before a noun speaks of this one: "its first direct vote", not "vote ... its first stand-off"."""
    if word.voice != "noun":
        return not bindings.is_of_another(low, cue, word)
    if cue.place == "clause":  # "bombers over Korea for first time"
        return 0 <= cue.start - word.end <= _BESIDE
    return 0 <= word.start - cue.end <= _NEAR and _STOPS.isdisjoint(low[cue.end : word.start])


def _is_apart(low: list[str], cue: Cue, word: EventWord) -> bool:
    between = low[cue.end : word.head] if word.head >= cue.end else low[word.end : cue.start]
    return any(piece in _CLOSING for piece in between)


def _unlisted(scene: Scene, cue: Cue) -> Iterator[EventWord]:
    """Acts told without any word of a table, right after who did it, before the cue.

    "King in Damascus for first time in decade" is a visit, "Rebels take Goma for first time since" an advance.
    """
    low, tokens = scene.sentence.low, scene.sentence.tokens
    for entity in scene.entities:
        end = entity.end
        if cue.place != "clause" or not 0 < cue.start - end <= _NEAR or not tokens[end + 1][:1].isupper():
            continue
        holder = entity.form in {"role", "person"} or (entity.sector == "government" and end > entity.name_end)
        if scene.sentence.is_headline and holder and low[end] in _VISITED:
            yield EventWord(start=end, end=end + 1, head=end, pattern=_PRESENCE, voice="noun", tense="noun")
        if low[end] in _TAKING and (entity.sector in _ARMED or entity.kind == "armed_group"):
            yield EventWord(start=end, end=end + 1, head=end, pattern=_ADVANCE, voice="active", tense="past")


def _may_act(entity: Entity) -> bool:
    return entity.party is not None and not entity.modifier and entity.sector not in {"civilian", "business", "media"}


def _roles(scene: Scene, cue: Cue, word: EventWord) -> Roles:
    """The roles that grammar gives, else the sentence's first actor as who did it."""
    if word.pattern is _PRESENCE:
        return _visit(scene, word)
    assigned = noun_roles.of_noun(scene, word) if word.voice == "noun" else roles.of_verb(scene, word)
    if assigned.sources:
        return assigned
    first = next((one for one in scene.entities if _may_act(one) and not one.mere_place), None)
    if first is None or first.start > max(cue.start, word.start):
        return assigned
    return roles.finished(scene, word, (first,), tuple(one for one in assigned.targets if one is not first))


def _visit(scene: Scene, word: EventWord) -> Roles:
    """Who is where: in another's country or capital; an office that nobody gives a country is no known visitor."""
    visitors = tuple(one for one in scene.entities if one.end == word.start)
    hosts = (one for one in scene.entities if word.end <= one.start <= word.end + 1 and one.country)
    known = tuple(one for one in visitors if not one.assumed)
    host = next((one for one in hosts if all(one.country != each.country for each in known)), None)
    return Roles(sources=known, targets=(host,)) if host is not None else Roles(sources=(), targets=())
