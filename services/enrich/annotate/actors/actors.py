"""Finds who is named in a sentence: names of the lexicon, put together with the words of office beside them.

"Turkish air force commander" is one entity: party TUR, sector military. "opposition activists in Aleppo" waits for its
country. Word boundaries and case are the first guard against false names; the second is what stands beside them.
"""

from dataclasses import replace

from services.enrich.annotate.actors import composed, halves, holders, introductions, persons, presence
from services.enrich.annotate.actors.entities import Entity, Reading, entity_of
from services.enrich.annotate.actors.offices import is_plain_name, placed, role_at, with_sector
from services.enrich.annotate.text.document import Sentence
from services.enrich.knowledge.lexicon import Lexicon
from services.enrich.knowledge.names import Name
from services.enrich.knowledge.wordsets import word_set

_NOT_NAMES_AFTER = word_set("actors_not_names_after")
_LANGUAGES_AFTER = word_set("actors_languages_after")
_SPEAKING = word_set("actors_speaking")
_ALSO_SURNAMES = word_set("actors_also_surnames")
_RISKY_ACRONYMS = word_set("actors_risky_acronyms")
_CALENDAR = word_set("places_calendar")
_FEWEST_SHOUTED = 3
_SETTLED = frozenset({"name", "adjective", "demonym", "capital", "institution"})
Step = tuple[list[Entity], int]
"""What was found at a token, and the token to go on from."""


def find(sentence: Sentence, lexicon: Lexicon, reading: Reading) -> list[Entity]:
    """The entities of a sentence from left to right; never two over one token, but for one that names two states
    ("Koreas"). Adds to `reading` what it names."""
    if "(" in sentence.low:
        introductions.read(sentence, lexicon, reading)
    found: list[Entity] = []
    index, size = 0, len(sentence)
    shouted = _is_shouted(sentence)
    while index < size:
        token = sentence.low[index]
        if not (token in lexicon.openers or token in halves.DIRECTIONS or token in reading.names.root):
            index += 1
            continue
        entities, end = _at(sentence, index, lexicon, found, reading, shouted)
        for entity in _serving(entities, found, reading):
            if entity.country and entity.form in _SETTLED:
                reading.countries.add(entity.country)
            if entity.kind == "state" and entity.end > entity.name_end:
                reading.offices[sentence.low[entity.end - 1]] = entity
                holder = holders.introduce(sentence, entity, found, lexicon, reading)
                found += [holder] if holder is not None else []
            found.append(entity)
        index = end
    return presence.marked(sentence, placed(sentence, sorted(found, key=lambda one: one.start)))


def _serving(entities: list[Entity], found: list[Entity], reading: Reading) -> list[Entity]:
    """The entities; a person right after an organisation or its office acts for it: "NATO chief X"."""
    office = found[-1] if found else None
    if office is None or office.kind != "organisation" or not office.party or not entities:
        return entities
    if entities[0].kind != "person" or entities[0].start - office.end > 1:
        return entities
    for surname, name in reading.persons.items():
        if name.id == entities[0].id:
            reading.persons[surname] = replace(name, party=office.party, country=None)
    return [replace(entities[0], party=office.party, country=None)]


def _at(sentence: Sentence, index: int, lexicon: Lexicon, found: list[Entity], reading: Reading, shouted: bool) -> Step:
    token = sentence.low[index]
    if token in lexicon.combining or token in halves.DIRECTIONS:
        half = halves.at(sentence, index, lexicon)
        if half is not None:
            return [half], half.end
    if token in lexicon.names.root or token in reading.names.root:
        step = _name_at(sentence, index, lexicon, reading, found, shouted)
        if step is not None:
            return step
    role = role_at(sentence, index, lexicon, found, reading) if token in lexicon.roles.root else None
    return ([role], role.end) if role is not None else ([], index + 1)


def _is_shouted(sentence: Sentence) -> bool:
    """Whether the sentence is in capitals throughout, where case says nothing."""
    if sum(map(str.isupper, sentence.tokens)) < _FEWEST_SHOUTED:
        return False
    letters = [token for token in sentence.tokens if token.isalpha() and len(token) > 1]
    return len(letters) > 2 and sum(map(str.isupper, letters)) > 0.7 * len(letters)


def _name_at(
    sentence: Sentence, start: int, lexicon: Lexicon, reading: Reading, found: list[Entity], shouted: bool
) -> Step | None:
    """The name that starts here, the longest first; those that the text introduces before those of the tables."""
    for end, names in _matches(sentence, start, lexicon, reading):
        good = [name for name in names if _is_written(sentence, start, end, name, shouted)]
        name = _choose(sentence, start, good, reading, lexicon, found) if good else None
        if name is None or _is_other_name(sentence, start, end, name):
            continue
        if name.form == "lookalike":
            made = _of_lookalike(sentence, start, end, name, lexicon)
            return made, made[-1].end if made else end
        if _is_language(sentence, start, end, name):
            return [], end
        entity = composed.with_office(sentence, start, end, name, lexicon)
        return [entity], entity.end
    return None


def _matches(sentence: Sentence, start: int, lexicon: Lexicon, reading: Reading) -> list[tuple[int, list[Name]]]:
    """The names that the tables and the text know from here on, the longest first."""
    known = lexicon.names.matches(sentence.low, start)
    own = reading.names.matches(sentence.low, start) if reading.names.root else []
    return sorted([*own, *known], key=lambda match: -match[0]) if own else known


def _of_lookalike(sentence: Sentence, start: int, end: int, name: Name, lexicon: Lexicon) -> list[Entity]:
    """An entity for each state that the name means: its organ, its people with their office, or the state. Several
    share the tokens out, where these suffice."""
    made, last = [], len(name.states) - 1
    apart = end - start > last
    for position, code in enumerate(name.states):
        means = replace(name, id=code, name=lexicon.state_names[code], party=code, country=code, form="institution")
        first = start + position if apart else start
        base = entity_of(first, first + 1 if apart and position < last else end, means)
        if len(name.states) == 1 and name.sector == "civilian":
            base = replace(composed.with_office(sentence, start, end, means, lexicon), name_end=start)
        made.append(replace(with_sector(base, base.end, base.sector), name_end=start) if name.sector else base)
    return made


def _is_written(sentence: Sentence, start: int, end: int, name: Name, shouted: bool) -> bool:
    """Whether the letters' case allows this name: acronyms as they are, others with a capital."""
    if name.written is not None:
        if shouted and name.written.lower() in _RISKY_ACRONYMS:
            return False
        return "".join(sentence.tokens[start:end]) == "".join(name.written.split()) or (
            name.written.replace(".", "").isupper() and end - start > 1 and sentence.tokens[start].isupper()
        )
    first = sentence.tokens[start]
    if first in {"al", "el", "anti", "peshmerga", "both", "inter", "pan", "two", "three"} and end - start > 1:
        return sentence.tokens[end - 1][0].isupper() or sentence.tokens[start + 1][0].isupper()
    if first == "the" and end - start > 1:
        return any(piece[0].isupper() for piece in sentence.tokens[start + 1 : end])
    return first[0].isupper()


def _choose(
    sentence: Sentence, start: int, names: list[Name], reading: Reading, lexicon: Lexicon, found: list[Entity]
) -> Name | None:
    """One of the names that fit: by term of office, by what the article has named, by the words before."""
    others = [name for name in names if name.form not in {"person", "surname"}]
    if not others:
        return persons.choose(sentence, start, names, reading, found)
    allowed = [n for n in others if not n.theatres or not n.written or n.theatres & _about(reading, lexicon)]
    if len(allowed) < 2:
        return next(iter(allowed), None)
    terms = [n for n in allowed if n.holds_at(reading.day)] or allowed
    known = [n for n in terms if n.country in reading.countries] if len({n.party for n in terms}) > 1 else terms
    fitting = known or terms
    organ = [n for n in fitting if n.form == "institution"] if fitting and fitting[0].form == "capital" else []
    return next(iter(organ or fitting), None)


def _about(reading: Reading, lexicon: Lexicon) -> frozenset[str]:
    """The countries that the article names anywhere; looked for once, where an ambiguous acronym asks."""
    if not reading.about:
        low = [piece for sentence in reading.sentences for piece in sentence.low]
        named = (lexicon.names.matches(low, index) for index, piece in enumerate(low) if piece in lexicon.names.root)
        codes = {name.country for matches in named for _, names in matches for name in names if name.form in _STATES}
        reading.about.append(frozenset(code for code in codes if code))
    return reading.about[0] | reading.countries


_STATES = frozenset({"name", "adjective", "demonym", "capital"})


def _is_other_name(sentence: Sentence, start: int, end: int, name: Name) -> bool:
    """Whether the name is only a part of a longer one that we do not know: "Washington Post", "Michael Jordan"."""
    if name.form not in {"name", "capital"}:
        return False
    following = sentence.tokens[end] if end < len(sentence) else "."
    if following.lower() in _NOT_NAMES_AFTER and following[0].isupper():
        return True
    if sentence.low[start] not in _ALSO_SURNAMES or end - start > 1:
        return False
    if persons.is_given_name(sentence, start - 1):
        return True
    if sentence.field == "title":
        return False
    before = sentence.tokens[start - 1] if start > 1 else ""
    return any(is_plain_name(piece) and piece.lower() not in _CALENDAR for piece in (before, following))


def _is_language(sentence: Sentence, start: int, end: int, name: Name) -> bool:
    """Whether an adjective names a language: "French-speaking", "he speaks Russian and German"."""
    if name.form not in {"adjective", "demonym"}:
        return False
    low = sentence.low
    if end + 1 < len(low) and low[end] == "-" and low[end + 1] in _LANGUAGES_AFTER:
        return True
    before = low[max(0, start - 3) : start]
    return not _SPEAKING.isdisjoint(before)
