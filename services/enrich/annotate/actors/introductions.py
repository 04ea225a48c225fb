"""Names that the text itself introduces with an acronym: "Movement for the South (MS)", "MS (Movement for the South)".

Later mentions in the article follow, whatever the acronym means elsewhere.
"""

from collections.abc import Iterator
from dataclasses import replace

from schemas.claims import ActorKind
from services.enrich.annotate.actors.entities import Reading
from services.enrich.annotate.text.document import Sentence
from services.enrich.knowledge.lexicon import Lexicon
from services.enrich.knowledge.names import STATE_SECTORS, Form, Name
from services.enrich.knowledge.wordsets import word_list, word_set

_LINKS = word_set("introductions_links")
_AGENCIES = word_set("places_agencies")
_SECTORS = dict(pair.split(":") for pair in word_list("introductions_sectors"))
_REBEL = word_set("introductions_rebel")
_STATES = frozenset({"name", "adjective", "demonym"})
_LONGEST = 12


def read(sentence: Sentence, lexicon: Lexicon, reading: Reading) -> None:
    """Adds to `reading` what brackets bind in this sentence: the acronym to the name, the name to its actor."""
    for acronym, start, end in _bound(sentence, lexicon):
        name = _known(sentence, start, end, lexicon, reading) or _new(sentence, start, end, lexicon)
        short = sentence.tokens[acronym]
        reading.names.put(tuple(sentence.low[start:end]), replace(name, written=None, theatres=frozenset()))
        reading.names.put((sentence.low[acronym],), replace(name, written=short, theatres=frozenset()))


def _bound(sentence: Sentence, lexicon: Lexicon) -> Iterator[tuple[int, int, int]]:
    """(acronym, start, end of the name) for each pair of brackets that holds the one or the other."""
    low, tokens, size = sentence.low, sentence.tokens, len(sentence)
    for index, piece in enumerate(low):
        if piece != "(" or index == 0 or index + 2 >= size:
            continue
        if low[index + 2] == ")" and _is_acronym(tokens[index + 1]):
            start = _start_of_known(sentence, index, lexicon)
            if start is None:
                start = _start_by_initials(sentence, index, tokens[index + 1])
            if start is not None:
                yield index + 1, start, index
        elif _is_acronym(tokens[index - 1]):
            end = next((place for place in range(index + 2, min(size, index + _LONGEST)) if low[place] == ")"), None)
            if end is not None and _start_by_initials(sentence, end, tokens[index - 1]) == index + 1:
                yield index - 1, index + 1, end


def _is_acronym(piece: str) -> bool:
    return 2 <= len(piece) <= 8 and piece.isupper() and piece.isalpha() and piece.lower() not in _AGENCIES


def _start_of_known(sentence: Sentence, end: int, lexicon: Lexicon) -> int | None:
    """Where a name of several words of the tables starts that ends before the bracket."""
    for start in range(max(0, end - _LONGEST), end - 1):
        if any(last == end and names[0].kind != "person" for last, names in lexicon.names.matches(sentence.low, start)):
            return start
    return None


def _start_by_initials(sentence: Sentence, end: int, acronym: str) -> int | None:
    """Where the name starts whose initials are the acronym's letters; small words between need none."""
    rest = acronym.lower()
    for index in range(end - 1, max(-1, end - 1 - _LONGEST), -1):
        word = sentence.low[index]
        if rest.endswith(word[0]) and (sentence.tokens[index][0].isupper() or word not in _LINKS):
            rest = rest[:-1]
            if not rest:
                return index if end - index > 1 and sentence.tokens[index][0].isupper() else None
        elif word not in _LINKS:
            return None
    return None


def _known(sentence: Sentence, start: int, end: int, lexicon: Lexicon, reading: Reading) -> Name | None:
    """The actor of the tables, or of an earlier sentence, that goes by the whole name."""
    for names in (reading.names, lexicon.names):
        for last, values in names.matches(sentence.low, start):
            if last == end and values[0].form not in {"lookalike", "person", "surname"}:
                return values[0]
    return None


def _new(sentence: Sentence, start: int, end: int, lexicon: Lexicon) -> Name:
    """An actor that no table knows: its sector by its words, its country by the state that it names.

    A name that tells of neither is no actor, and neither is its acronym.
    """
    low = sentence.low[start:end]
    matches = [names[0] for index in range(len(low)) for _, names in lexicon.names.matches(low, index)[:1]]
    country = next((name.country for name in matches if name.form in _STATES), None)
    sector = _sector(low, country is not None and matches[0].country == country, lexicon)
    ident, written = (
        "org:" + "-".join(piece for piece in low if piece[0].isalnum()),
        " ".join(sentence.tokens[start:end]),
    )
    kind: ActorKind = "armed_group" if sector == "rebel" else "organisation"
    if country is not None and sector in STATE_SECTORS:
        return _name(f"{country}/{sector}", f"{lexicon.state_names[country]}: {sector}", "state", country, sector)
    name = _name(ident, written, kind, country, sector)
    return name if country or sector else replace(name, form="lookalike")


def _sector(low: list[str], is_states: bool, lexicon: Lexicon) -> str | None:
    """The sector that the words of a name give; an army that a state's name begins is the state's."""
    rebel = not _REBEL.isdisjoint(low)
    for index in range(len(low) - 1, -1, -1):
        roles = lexicon.roles.matches(low, index)
        if roles and roles[0][0] == len(low) and is_states and not rebel:
            return roles[0][1][0].sector
    return "rebel" if rebel else next((_SECTORS[word] for word in _SECTORS if word in low), None)


def _name(ident: str, written: str, kind: ActorKind, country: str | None, sector: str | None) -> Name:
    form: Form = "institution" if kind == "state" else "group" if kind == "armed_group" else "organisation"
    party = country if country is not None and kind == "state" else ident
    return Name(id=ident, name=written, kind=kind, form=form, party=party, country=country, sector=sector)
