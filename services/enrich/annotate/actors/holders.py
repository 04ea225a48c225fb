"""Persons whom only the text tells, beside their office: "Russian envoy Ivan Petrov", "Ivan Petrov, the envoy"."""

from services.enrich.annotate.actors.entities import Entity, Reading, entity_of
from services.enrich.annotate.actors.offices import is_plain_name
from services.enrich.annotate.text.document import Sentence
from services.enrich.knowledge.lexicon import Lexicon
from services.enrich.knowledge.names import Name
from services.enrich.knowledge.wordsets import word_set

_OFFICES = word_set("holders_offices")
_PARTICLES = word_set("holders_particles")
_NOT_NAMES = word_set("places_calendar") | word_set("actors_titles") | word_set("actors_modifiers")
_SURNAME_FIRST = word_set("naming_surname_first")
_LONGEST = 6


def introduce(
    sentence: Sentence, office: Entity, found: list[Entity], lexicon: Lexicon, reading: Reading
) -> Entity | None:
    """Adds to `reading` the person who is named right after an office of one, or right before it.

    Gives back the one before, over whom the search has passed already without finding anyone.
    """
    if sentence.field == "title" or sentence.low[office.end - 1] not in _OFFICES or not office.country:
        return None
    start = office.end
    while start < len(sentence) and sentence.low[start] in {",", "."}:
        start += 1
    end = _end(sentence, start, lexicon)
    if end is not None and (sentence.low[start - 1] != "," or _is_closed(sentence, end)):
        _add(sentence, start, end, office, reading)
        return None
    before = _before(sentence, office.start, lexicon)
    if before and found and found[-1].end > before[0]:
        return None
    return entity_of(*before, _add(sentence, *before, office, reading)) if before else None


def _is_closed(sentence: Sentence, end: int) -> bool:
    """Whether an apposition ends here: "its minister, Ivan Petrov, said"."""
    return end < len(sentence) and sentence.low[end] in {",", "."}


def _end(sentence: Sentence, start: int, lexicon: Lexicon) -> int | None:
    """The token after a person's name of two words or more that starts here and that no table knows."""
    known = lexicon.names.matches(sentence.low, start) if start < len(sentence) else []
    if any(name.form == "person" for last, names in known if last - start > 1 for name in names):
        return None
    end, words = start, 0
    while end < len(sentence) and end - start < _LONGEST:
        if _is_part(sentence, end, lexicon):
            words += 1
        elif not (words and sentence.low[end] in _PARTICLES):
            break
        end += 1
    while end > start and not is_plain_name(sentence.tokens[end - 1]):
        end -= 1
    return end if words > 1 and end - start > 1 else None


def _is_part(sentence: Sentence, index: int, lexicon: Lexicon) -> bool:
    word = sentence.low[index]
    if not is_plain_name(sentence.tokens[index]) or word in _NOT_NAMES:
        return False
    return not any(name.kind != "person" for _, names in lexicon.names.matches([word], 0) for name in names)


def _before(sentence: Sentence, office: int, lexicon: Lexicon) -> tuple[int, int] | None:
    """The name before an apposition: "Ivan Petrov, the Russian envoy"."""
    end = office - 1
    while end > 0 and sentence.low[end] in {"the", "a", "an", "then", "former"}:
        end -= 1
    if end < 2 or sentence.low[end] != ",":
        return None
    start = end
    while start and end - start < _LONGEST and _is_part(sentence, start - 1, lexicon):
        start -= 1
    return (start, end) if end - start > 1 else None


def _add(sentence: Sentence, start: int, end: int, office: Entity, reading: Reading) -> Name:
    low = sentence.low[start:end]
    last = max((place for place, word in enumerate(low) if word in _PARTICLES and word != "-"), default=-1) + 1
    first = office.country in _SURNAME_FIRST
    surname = low[0] if first else low[last] if last else low[-3] if "-" in low[-2:-1] and len(low) > 3 else low[-1]
    name = Name(
        id="person:" + "-".join(piece for piece in low if piece[0].isalnum()),
        name=" ".join(sentence.tokens[start:end]),
        kind="person",
        form="person",
        party=office.party or office.id,
        country=office.country,
        sector=office.sector,
        surname=surname,
    )
    reading.names.put(tuple(low), name)
    reading.names.put((surname,), name)
    reading.persons[surname] = name
    return name
