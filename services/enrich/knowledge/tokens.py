"""Words as annotate compares them. Texts and tables are cut by the same rules: a name matches however it is written."""

import re
import unicodedata
from functools import lru_cache

TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|[’'][sS]\b|\d+(?:[.,:]\d+)*|[^\W\d_]+|[^\w\s]|_")
"""A word, an abbreviation ("U.S."), a number, a possessive ending, or one other character; it takes linear time."""
_QUOTES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "‐": "-", "‑": "-", "–": "-", "—": "-"})


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """The form in which words are compared: lower case, without accents, plain quotes and hyphens; never empty."""
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKD", word.translate(_QUOTES))
    return "".join(c for c in plain if not unicodedata.combining(c)).lower() or word


def words(text: str) -> tuple[str, ...]:
    """The folded tokens of a name: the key under which it is known."""
    return tuple(fold(found.group()) for found in TOKEN.finditer(text))
