"""A text as tokens and sentences, with offsets that stay true: Unicode code points of the field as it was given."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, pairwise

from schemas.claims import Field
from services.enrich.annotate.text.markup import blanked
from services.enrich.knowledge.tokens import TOKEN, fold
from services.enrich.knowledge.wordsets import word_set

MAX_CHARACTERS = 60_000
"""What is read of a field. A news article has 5,000; beyond 60,000 it is a dump, and the time is others'."""
MAX_SENTENCE_TOKENS = 120
_LEAD = 4
MAX_TOKENS = 16_000
"""Tokens of both fields that are read; what beyond them is read of an article, budget.py says."""

_ABBREVIATIONS = word_set("document_abbreviations")
_REGIONS = word_set("document_region_abbreviations")
_FINAL = frozenset({".", "!", "?", ":", '"', "”"})
_CLOSING = frozenset('.!?"”')
"""The last characters of tokens after which a sentence may end without a blank line."""
_SURROGATE = re.compile("[\ud800-\udfff]")
_OPENING = frozenset("\"'“‘([«")
_SENTENCE_OPENERS = word_set("document_sentence_openers")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence of a field: parallel lists of its tokens, their folded forms and offsets."""

    field: Field
    start: int
    end: int
    tokens: list[str]
    low: list[str]
    starts: list[int]
    ends: list[int]

    def __len__(self) -> int:
        return len(self.tokens)

    @property
    def is_headline(self) -> bool:
        """Whether headline grammar is to be expected: a title, or a short sentence without a full stop."""
        return self.field == "title" or (len(self.tokens) < 25 and self.tokens[-1] not in _FINAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """An article's fields cut into sentences; `text_of` gives back the words between two offsets.

    broken: some sign is half of a pair (a surrogate), which no claim can quote. lead: the folded words of the title and
    the first sentences.
    """

    title: str
    text: str
    sentences: tuple[Sentence, ...]
    truncated: bool
    broken: bool
    lead: frozenset[str]

    def text_of(self, field: Field, start: int, end: int) -> str:
        """The code points start to end of the named field."""
        return (self.title if field == "title" else self.text)[start:end]


def read(title: str, text: str) -> Document:
    """Cuts both fields, each up to MAX_CHARACTERS; `truncated` says whether something was left unread.

    HTML that was left in is passed over.
    """
    both = chain(*(_sentences(field, blanked(given[:MAX_CHARACTERS])) for field, given in _fields(title, text)))
    sentences = tuple(_first(both))
    left = next(both, None) is not None
    truncated = left or len(title) > MAX_CHARACTERS or len(text) > MAX_CHARACTERS
    broken = _SURROGATE.search(title) is not None or _SURROGATE.search(text) is not None
    lead = frozenset(chain.from_iterable(sentence.low for sentence in sentences[:_LEAD]))
    return Document(title=title, text=text, sentences=sentences, truncated=truncated, broken=broken, lead=lead)


def _fields(title: str, text: str) -> tuple[tuple[Field, str], tuple[Field, str]]:
    return ("title", title), ("text", text)


def _first(sentences: Iterable[Sentence]) -> Iterator[Sentence]:
    """The sentences that begin within the first MAX_TOKENS."""
    tokens = 0
    for sentence in sentences:
        yield sentence
        tokens += len(sentence)
        if tokens >= MAX_TOKENS:
            return


def _sentences(field: Field, text: str) -> Iterator[Sentence]:
    spans = [found.span() for found in TOKEN.finditer(text)]
    first, last = 0, len(spans) - 1
    for index in [*(_may_end(text, spans) if field == "text" else ()), last]:
        while index - first > MAX_SENTENCE_TOKENS:
            yield _sentence(field, text, spans[first : first + MAX_SENTENCE_TOKENS + 1])
            first += MAX_SENTENCE_TOKENS + 1
        full = index - first == MAX_SENTENCE_TOKENS
        if spans and (full or index == last or _ends_here(text, spans, index)):
            yield _sentence(field, text, spans[first : index + 1])
            first = index + 1


def _may_end(text: str, spans: list[tuple[int, int]]) -> list[int]:
    """The tokens before the last after which a sentence may end: those before a gap, and signs that close one."""
    pairs = enumerate(pairwise(spans))
    return [index for index, ((_, end), (start, _)) in pairs if start - end > 1 or text[end - 1] in _CLOSING]


def _ends_here(text: str, spans: list[tuple[int, int]], index: int) -> bool:
    """Whether a sentence ends after this piece: a full stop that is no abbreviation's, or a blank line."""
    start, end = spans[index]
    following = spans[index + 1][0]
    gap = text[end:following]
    if gap.count("\n") > 1:
        return True
    piece = text[start:end]
    if piece in "!?":
        return bool(gap) or text[following] in _OPENING
    if piece in {'"', "”"} and index and text[spans[index - 1][0]] in ".!?":
        return _starts(text[following]) and bool(gap)
    if not piece.endswith(".") or not gap or not _starts(text[following]):
        return False
    before = text[spans[index - 1][0] : spans[index - 1][1]] if index else ""
    if len(piece) > 1 or (before[:1].isupper() and fold(before) in _REGIONS):
        # "U.S." and "Mass." end a sentence only where a usual first word follows
        return fold(text[following : spans[index + 1][1]]) in _SENTENCE_OPENERS
    return not (fold(before) in _ABBREVIATIONS or (len(before) == 1 and before.isupper()))


def _starts(character: str) -> bool:
    return character.isupper() or character.isdigit() or character in _OPENING


def _sentence(field: Field, text: str, spans: list[tuple[int, int]]) -> Sentence:
    tokens = [text[start:end] for start, end in spans]
    starts, ends = zip(*spans, strict=True)
    return Sentence(
        field=field,
        start=spans[0][0],
        end=spans[-1][1],
        tokens=tokens,
        low=list(map(fold, tokens)),
        starts=list(starts),
        ends=list(ends),
    )
