"""Two sides of one event: claims of an article that tell it otherwise point at each other, and doubts stand with them.

A denial points at what it denies; of two parties that charge each other with the same kind of act each claim points at
the other's. A doubt ("could not be verified") belongs to the claimed acts of its sentence, else of the one before.
"""

from dataclasses import replace

from schemas.claims import Claim
from services.enrich.annotate.claims.claims import Made
from services.enrich.annotate.text.document import Document, Sentence
from services.enrich.knowledge.tables import Tables

Doubts = tuple[tuple[str | None, ...], ...]
_GAP = 4
"""Tokens that ~ in a phrase of doubt may stand for."""
_NEAR = 30
"""Claims after one that may dispute it: the sides of an event stand close together, and a long article stays linear."""
_TOLD = frozenset({"actual", "claimed"})
_GAINSAID = frozenset({"denied", "negated"})
_CHARGED = frozenset({"ASSAULT", "COERCE", "ACCUSE", "THREATEN"})


def build(tables: Tables) -> Doubts:
    """The phrases of doubt as folded tokens, None for a gap. Raises TableError."""
    return tuple(
        tuple(None if word == "~" else word for word in row["words"].lower().split()) for row in tables.rows("doubts")
    )


def weighed(made: list[Made], document: Document, doubts: Doubts) -> list[Made]:
    """The claims with what disputes and doubts them."""
    return _doubted(_disputed(made), document, doubts)


def _disputed(made: list[Made]) -> list[Made]:
    """The claims, each with the ids of those that another side tells against it."""
    against: dict[str, list[str]] = {}
    for index, one in enumerate(made):
        for other in made[index + 1 : index + 1 + _NEAR]:
            if _gainsay(one.claim, other.claim) or _charge_each_other(one.claim, other.claim):
                against.setdefault(one.claim.id, []).append(other.claim.id)
                against.setdefault(other.claim.id, []).append(one.claim.id)
    return [
        replace(one, claim=replace(one.claim, disputes=tuple(against[one.claim.id])))
        if one.claim.id in against
        else one
        for one in made
    ]


def _gainsay(one: Claim, other: Claim) -> bool:
    """Whether one tells what the other denies: the same type of act of the same source, no other target."""
    told = {one.status, other.status}
    if not (told & _TOLD and told & _GAINSAID) or one.type != other.type:
        return False
    same = bool(set(one.sources) & set(other.sources))
    return same and (not one.targets or not other.targets or bool(set(one.targets) & set(other.targets)))


def _charge_each_other(one: Claim, other: Claim) -> bool:
    """Whether each side says that the other did it."""
    if one.type != other.type or one.type not in _CHARGED or one.time.value != other.time.value:
        return False
    if one.type in {"ACCUSE", "THREATEN"}:
        return bool(one.sources) and set(one.sources) == set(other.targets) and set(other.sources) == set(one.targets)
    blames = one.attributed_to in other.sources and other.attributed_to in one.sources
    return blames and one.attributed_to != other.attributed_to and {one.status, other.status} <= _TOLD


def _doubted(made: list[Made], document: Document, doubts: Doubts) -> list[Made]:
    """The claims, each with the words of the text that doubt it."""
    found: dict[int, str] = {}
    before: Sentence | None = None
    told = {id(one.sentence) for one in made if one.claim.status in {"claimed", "denied"}}
    for sentence in document.sentences if told else ():
        subject = sentence if id(sentence) in told else before
        if subject is not None and id(subject) in told:
            words = _doubt(sentence, document, doubts)
            if words is not None:
                found.setdefault(id(subject), words)
        before = sentence
    return [_with_doubt(one, found.get(id(one.sentence))) for one in made]


def _with_doubt(one: Made, words: str | None) -> Made:
    if words is None or one.claim.status not in {"claimed", "denied"}:
        return one
    return replace(one, claim=replace(one.claim, doubt=words))


def _doubt(sentence: Sentence, document: Document, doubts: Doubts) -> str | None:
    """The words of doubt in a sentence, as written."""
    low = sentence.low
    present = set(low)
    for phrase in doubts:
        for start in range(len(low)) if phrase[0] in present else ():
            if low[start] == phrase[0] and (end := _match(low, start, phrase)) is not None:
                return document.text_of(sentence.field, sentence.starts[start], sentence.ends[end - 1])
    return None


def _match(low: list[str], start: int, phrase: tuple[str | None, ...]) -> int | None:
    """The token after the phrase that starts here, or None."""
    index, gap = start, 0
    for word in phrase:
        if word is None:
            gap = _GAP
            continue
        try:
            index = low.index(word, index, index + gap + 1) + 1
        except ValueError:
            return None
        gap = 0
    return index
