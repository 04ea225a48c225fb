"""Which noun heads the subject and the object of an event word, and what kind of thing it is; no parser tells.

The head is the last noun of the first phrase: "a herd of goats", "the [coast] of Qingdao", "dust [storms] blanketed
Baghdad and grounded flights". A reading that may err, for weighing: no rule rests on it alone.
"""

from services.enrich.annotate.actors.entities import Entity
from services.enrich.annotate.acts.patterns import EventWord
from services.enrich.annotate.acts.scene import HARD, PREPOSITIONS, SAYING, SUBORDINATORS, Scene
from services.enrich.annotate.parties.strangers import is_stranger
from services.enrich.knowledge.nounclass import noun_class
from services.enrich.knowledge.wordsets import word_set

ITSELF = "party itself"
_ADVERBS = word_set("patterns_adverbs") | {"not"}
_AUXILIARIES = word_set("patterns_be") | word_set("heads_auxiliaries")
_DETERMINERS = word_set("patients_leading") | word_set("heads_determiners")
_PRONOUNS = word_set("heads_pronouns")
_QUANTITIES = word_set("roles_quantities") | word_set("heads_quantities")
_RELATIVES = frozenset({"which", "who", "that", "whom", "whose", "where"})
_JOINTS = frozenset({"and", "but", "or", ","})
_OPENINGS = _DETERMINERS | _JOINTS | {"so", "then"}
_OBJECT_ENDS = PREPOSITIONS | HARD | SUBORDINATORS | _RELATIVES | _AUXILIARIES | {",", ".", "and", "or", "but"}
_WITHIN = _DETERMINERS | {"'s", "'", "-"}
_REACH = 12
_PERSONS = frozenset({"person", "group", None})


def subject(scene: Scene, word: EventWord) -> int | None:
    """The token that heads the subject, or None."""
    low, last = scene.sentence.low, _before_verb(scene, word.start)
    if last < 0:
        return None
    if low[last] in _RELATIVES:
        antecedent = last - 1 - (low[last - 1 : last] == [","])
        return antecedent if antecedent >= 0 else None
    joined = low[last] in _JOINTS  # "blanketed Baghdad and grounded"
    return _first_head(scene, _clause_start(scene, last - joined), last + 1 - joined)


def object_of(scene: Scene, word: EventWord) -> int | None:
    """The token that heads the object, or None where no phrase of a noun follows, but a clause or nothing."""
    low, at = scene.sentence.low, scene.at
    if low[word.end - 1] == "that":
        return None
    if None in word.pattern.rest and word.pattern.rest[-1] is not None:
        return word.end - 1
    head = None
    for index in range(word.end, min(len(low), word.end + _REACH)):
        piece = low[index]
        if at[index] is not None:
            head = index
        elif piece == "of" and head is not None and low[head] in _QUANTITIES:
            continue
        elif piece in _OBJECT_ENDS or (head is not None and _ends(piece)):
            break
        elif piece not in _WITHIN:
            head = index
    return head


def kind(scene: Scene, index: int | None, parties: tuple[Entity, ...]) -> str:
    """What a head is: one of these parties itself, another party, a class of nouns, a name, or unknown."""
    if index is None:
        return "none"
    entity, low = scene.at[index], scene.sentence.low[index]
    if entity is not None:
        if is_stranger(entity.party or "") and (thing := _thing(scene, entity)) is not None:
            return thing
        own = any(one.start <= index < one.end for one in parties)
        return ITSELF if own else "beside" if entity.bare else "party"
    if low in _PRONOUNS:
        return "pronoun"
    if index and scene.sentence.tokens[index][0].isupper() and not scene.sentence.is_headline:
        return "name"
    return noun_class(low) or ("number" if low.isdigit() else "unknown")


def _thing(scene: Scene, stranger: Entity) -> str | None:
    """The class of what is taken for somebody unknown, where it is no person: "Lava", "Cyclone Freddy"."""
    found = noun_class(scene.sentence.low[stranger.start]) if stranger.form == "organisation" else None
    return found if found not in _PERSONS else None


def _before_verb(scene: Scene, start: int) -> int:
    """The last token before a verb and its auxiliaries and adverbs."""
    low, index = scene.sentence.low, start - 1
    while index >= 0 and scene.at[index] is None and _leads_verb(low[index]):
        index -= 1
    return index


def _leads_verb(piece: str) -> bool:
    return piece in _AUXILIARIES or piece in _ADVERBS or piece.endswith("ly")


def _clause_start(scene: Scene, last: int) -> int:
    """The first token of the clause that holds this one."""
    low, index = scene.sentence.low, last
    while index >= 0 and not (scene.at[index] is None and _opens_clause(low[index])):
        index -= 1
    return index + 1


def _opens_clause(piece: str) -> bool:
    return piece == "," or piece in HARD or piece in SUBORDINATORS or piece in SAYING or piece in _RELATIVES


def _first_head(scene: Scene, first: int, stop: int) -> int | None:
    """The head of the first phrase between the tokens; the last token where a preposition opens it."""
    low, at = scene.sentence.low, scene.at
    while first < stop and at[first] is None and low[first] in _OPENINGS:
        first += 1
    if first < stop and at[first] is None and low[first] in PREPOSITIONS:
        return stop - 1
    head = None
    for index in range(first, stop):
        piece = low[index]
        if at[index] is None and head is not None and _leaves(piece, low[head]):
            break
        if at[index] is not None or not (piece == "of" or piece in _DETERMINERS):
            head = index
    return head


def _leaves(piece: str, head: str) -> bool:
    """Whether a phrase with this head has ended before this token: at a preposition, or at a verb's form."""
    if piece in PREPOSITIONS:
        return not (piece == "of" and head in _QUANTITIES)
    return piece.endswith(("ed", "ing")) and noun_class(piece) is None


def _ends(piece: str) -> bool:
    return piece in _DETERMINERS or piece in _ADVERBS or piece.endswith("ly")
