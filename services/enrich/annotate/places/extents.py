"""Where a name of a place may begin and end: capitals, the small words within it, and the few that may end it."""

from collections.abc import Iterator, Sequence

from services.enrich.annotate.actors.entities import Entity
from services.enrich.annotate.text.document import Sentence
from services.enrich.knowledge.wordsets import word_set

MAX_WORDS = 5
_OPENERS = word_set("extents_openers")
_SUFFIXES = word_set("extents_suffixes")
_SITES = word_set("extents_sites")
_LASTS = _OPENERS | _SUFFIXES | _SITES
_WITHIN = word_set("extents_links") | word_set("extents_before_sites")
_PLACE_FORMS = frozenset({"name", "capital", "adjective"})
_HYPHENS = (["-"], ["‐"], ["‑"], ["–"])


def is_name(piece: str) -> bool:
    """Whether a token is written as a name."""
    return piece[0].isupper() and piece[0].isalpha()


def may_begin(sentence: Sentence, start: int) -> bool:
    """Whether the token is a name's first: capitalised, a number, or an Arabic article before one."""
    piece = sentence.tokens[start]
    if piece[0].isupper() or piece[0].isdigit():
        return True
    article = sentence.low[start] in _OPENERS and sentence.tokens[start + 1 : start + 2] in _HYPHENS
    return article and is_name((sentence.tokens[start + 2 :] or ["-"])[0])


def ends(sentence: Sentence, start: int, at: Sequence[Entity | None]) -> Iterator[int]:
    """Where a name that starts here may end, the longest first. at: the actors, by token."""
    low, found = sentence.low, list[int]()
    for index in range(start, min(len(low), start + 9)):
        word, entity = low[index], at[index]
        if (entity is not None and entity.form not in _PLACE_FORMS) or len(found) == MAX_WORDS:
            break
        if index > start and sentence.starts[index] > sentence.ends[index - 1] + 1:
            break
        if word == "and" and at[index + 1 : index + 2] != [None]:
            break
        if is_name(sentence.tokens[index]) or (word in _LASTS and _is_last(sentence, start, index)):
            found.append(index + 1)
        elif word not in _WITHIN:
            break
    return reversed(found)


def goes_on(sentence: Sentence, end: int) -> bool:
    """Whether a name that ends here may go on: with another name, or a word that stands within names or ends them."""
    if end >= len(sentence):
        return False
    return is_name(sentence.tokens[end]) or sentence.low[end] in _WITHIN or sentence.low[end] in _LASTS


def ends_plainly(sentence: Sentence, end: int) -> bool:
    """Whether a name that ends here has its kind in lower case: "Kakhovka dam"."""
    return sentence.low[end - 1] in _SITES and not is_name(sentence.tokens[end - 1])


def _is_last(sentence: Sentence, start: int, index: int) -> bool:
    """Whether a name may end in this lower-case word: an article that opens it, "Punggye-ri", "Kakhovka dam"."""
    word = sentence.low[index]
    if index == start:
        return word in _OPENERS
    return word in _SITES or (word in _SUFFIXES and sentence.low[index - 1] == "-")
