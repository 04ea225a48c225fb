"""Which language a text is in, by its script and its commonest small words. What matters is whether it is English.

The rules of claims are English. A text of another language gives the names that are safe to give, and no claims.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from services.enrich.annotate.text.document import Document
from services.enrich.knowledge.tables import Tables
from services.enrich.knowledge.tokens import fold

ENGLISH = "en"
UNKNOWN = "und"
"""The code of ISO 639-2 for a language that could not be determined."""
_SAMPLE = 600
"""Tokens that are looked at, from the beginning."""
_FEWEST, _FEWEST_DISTINCT = 4, 3
"""Small words of a language, and different ones, below which nothing is said: a headline may have none."""
_CLEARLY = 2
"""How many times as many small words as English a language needs: an English text may quote another."""
_MANY_WORDS, _SPARSE = 60, 0.04
"""A text of so many words of which a smaller part is anybody's small words is in no language that we know."""
_OTHER_SCRIPT = 0.5
"""Part of the words from which the script decides, before words are counted."""
_SCRIPTS: tuple[tuple[int, int, str], ...] = (
    (0x0370, 0x0400, "el"),
    (0x0400, 0x0530, UNKNOWN),
    (0x0530, 0x0590, "hy"),
    (0x0590, 0x0600, "he"),
    (0x0600, 0x0780, UNKNOWN),
    (0x0900, 0x0980, UNKNOWN),
    (0x0980, 0x0A00, UNKNOWN),
    (0x0B80, 0x0C00, "ta"),
    (0x0C00, 0x0C80, "te"),
    (0x0E00, 0x0E80, "th"),
    (0x0E80, 0x0F00, "lo"),
    (0x1000, 0x10A0, "my"),
    (0x10A0, 0x1100, "ka"),
    (0x1100, 0x1200, "ko"),
    (0x1780, 0x1800, "km"),
    (0x4E00, 0xA000, "zh"),
    (0xAC00, 0xD7B0, "ko"),
)
"""First code point of a script, the first after it, and its language where it writes one only."""
_LATIN = "latin"

Languages = dict[str, frozenset[str]]
"""Folded small word -> the codes of the languages that have it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """What a text is read as. code: ISO 639 or None where nobody says; english: whether claims may be made."""

    code: str | None
    english: bool


def build(tables: Tables) -> Languages:
    """The small words of the table. Raises TableError."""
    found: dict[str, set[str]] = {}
    for row in tables.rows("languages"):
        for word in row["words"].split():
            found.setdefault(fold(word), set()).add(row["code"])
    return {word: frozenset(codes) for word, codes in found.items()}


def of(read: Document, languages: Languages, told: str | None) -> Language:
    """The language of a document: what its words say plainly, else what was told, else English without a code.

    told: the article's own code, as a feed gives it ("en-US"). It is kept as told where the words do not speak against.
    """
    seen = detect(_sample(read), languages)
    if seen is None or (told is not None and _primary(told) == seen):
        return Language(code=told, english=told is None or _primary(told) == ENGLISH)
    return Language(code=seen, english=seen == ENGLISH)


def detect(words: Iterable[str], languages: Languages) -> str | None:
    """The code that these folded words say plainly, UNKNOWN for plainly none that we know, None for too few to say."""
    plain = [word for word in words if word[0].isalpha()]
    script = _script(plain)
    small = [(word, languages[word]) for word in plain if word in languages]
    hits = Counter(chain.from_iterable(codes for _, codes in small))
    best = _best(small, hits)
    if script != _LATIN:
        return best if best not in {None, ENGLISH} else script
    if best is None and len(plain) >= _MANY_WORDS and max(hits.values(), default=0) < _SPARSE * len(plain):
        return UNKNOWN
    return best


def _best(small: list[tuple[str, frozenset[str]]], hits: Counter[str]) -> str | None:
    if not hits:
        return None
    code, count = max(hits.items(), key=lambda each: (each[1], each[0] == ENGLISH, each[0]))
    distinct = {word for word, codes in small if code in codes}
    clearly = code == ENGLISH or count >= _CLEARLY * hits[ENGLISH]
    return code if clearly and count >= _FEWEST and len(distinct) >= _FEWEST_DISTINCT else None


def _script(plain: list[str]) -> str:
    """The language of the script that most words are in, UNKNOWN where several share it, _LATIN for our own."""
    if "".join(plain).isascii():
        return _LATIN
    other = [word for word in plain if ord(word[0]) >= _SCRIPTS[0][0] and not "\u1e00" <= word[0] < "\u1f00"]
    if len(other) <= _OTHER_SCRIPT * len(plain):
        return _LATIN
    if any("\u3040" <= letter < "\u3100" for word in other for letter in word):  # kana: its other signs are Chinese too
        return "ja"
    return Counter(_written(word) for word in other).most_common(1)[0][0]


def _written(word: str) -> str:
    point = ord(word[0])
    return next((code for first, after, code in _SCRIPTS if first <= point < after), UNKNOWN)


def _primary(code: str) -> str:
    """The language without its region: "en" of "en-US"; the names of English are its code."""
    primary = code.lower().replace("_", "-").split("-")[0]
    return ENGLISH if primary in {"eng", "english"} else primary


def _sample(read: Document) -> Iterator[str]:
    left = _SAMPLE
    for sentence in read.sentences:
        yield from sentence.low[:left]
        left -= len(sentence)
        if left <= 0:
            return
