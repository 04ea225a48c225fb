"""Where an article is at home, by what its words tell of it without naming it (place_cues.tsv).

A sheriff is of the USA, gardai are of Ireland, Hoosiers and area code 765 of Indiana. The publisher is not asked: its
home is no place of the news.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from services.enrich.annotate.places.surroundings import Region
from services.enrich.annotate.text.document import Sentence
from services.enrich.knowledge.tables import COLUMNS, HERE, read
from services.enrich.knowledge.tokens import TOKEN, words

_FEW, _MANY = 3, 8
"""What a country gains by one such word, and by several."""
_SEVERAL = 3
Home = tuple[str, str]
"""A country's code, and the name of a first-level region of it or nothing."""


@dataclass(frozen=True, slots=True)
class Told:
    """How often the words of an article count as naming each country, and each first-level region."""

    countries: Counter[str]
    regions: Counter[Region]


def told(sentences: Iterable[Sentence]) -> Told:
    """What the words of these sentences tell."""
    seen: dict[Home, set[str]] = {}
    for sentence in sentences:
        for home, word in _found(sentence):
            seen.setdefault(home, set()).add(word)
    counted = {home: _FEW if len(known) < _SEVERAL else _MANY for home, known in seen.items()}
    countries = Counter({country: count for (country, region), count in counted.items() if not region})
    return Told(countries, Counter({home: count for home, count in counted.items() if home[1]}))


def _found(sentence: Sentence) -> Iterator[tuple[Home, str]]:
    """The homes that the words of a sentence tell, each with the word."""
    known, low, tokens = _known(), sentence.low, sentence.tokens
    if known.keys().isdisjoint(low) and "-" not in low:
        return
    for index, word in enumerate(low):
        if word == "-" and _is_number(low, index) and (state := _area_codes().get(low[index - 3])) is not None:
            yield ("USA", state), "telephone"
        if word not in known:
            continue
        for phrase, written, homes in known[word]:
            end = index + len(phrase)
            if tuple(low[index:end]) == phrase and (not written or tokens[index] == written):
                yield from ((home, " ".join(phrase)) for home in homes)


def _is_number(low: list[str], dash: int) -> bool:
    """Whether this is the last dash of a telephone number: "903-555[-]0123", "(903) 555[-]0123"."""
    around = (low[dash - 1], *low[dash + 1 : dash + 2]) if dash > 2 else ()
    return tuple(map(len, around)) == (3, 4) and "".join(around).isdigit() and low[dash - 2] in {"-", ")"}


@cache
def _known() -> dict[str, list[tuple[tuple[str, ...], str, list[Home]]]]:
    """By the first word: the phrase, its first word where it counts only as written, and the homes it tells."""
    made: dict[tuple[tuple[str, ...], str], list[Home]] = {}
    for row in read(HERE / "place_cues.tsv", COLUMNS["place_cues"]):
        for name in row.many("words"):
            phrase = tuple(words(name))
            written = TOKEN.findall(name)[0] if name != name.lower() else ""
            made.setdefault((phrase, written), []).append((row["country"], row["region"]))
    found: dict[str, list[tuple[tuple[str, ...], str, list[Home]]]] = {}
    for (phrase, written), homes in made.items():
        found.setdefault(phrase[0], []).append((phrase, written, homes))
    return found


@cache
def _area_codes() -> dict[str, str]:
    rows = read(HERE / "place_cues.tsv", COLUMNS["place_cues"])
    return {code: row["region"] for row in rows for code in row.many("area_codes")}
