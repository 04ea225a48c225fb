"""Words as annotate compares them. Texts and tables are cut by the same rules: a name matches however it is written."""

import re
import unicodedata
from functools import lru_cache

TOKEN = re.compile(
    r"(?:[^\W\d_]\.){2,}|[’'][sS]\b|\d+(?:[.,:]\d+)*"
    r"|[^\W\d_]+(?:[’'‘`](?!(?:[sStTdDmM]|ll|LL|re|RE|ve|VE)\b)[^\W\d_]+)*|[^\w\s]|_"
)
"""A word, an abbreviation ("U.S."), a number, a possessive ending, or one other character; it takes linear time. An
apostrophe within a word belongs to it ("Sana'a", "d'Ivoire"), but for endings ("don't", "they'll")."""
_QUOTES = str.maketrans(dict.fromkeys("’‘ʼʿʾʻ`", "'") | dict.fromkeys("‐‑–—", "-"))


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """The form in which words are compared: lower case, without accents and apostrophes within, plain hyphens; never
    empty. "Sana'a", "Sana’a" and "Sanaʿa" are "sanaa"."""
    if not word.isascii():
        plain = unicodedata.normalize("NFKD", word.translate(_QUOTES))
        word = "".join(c for c in plain if not unicodedata.combining(c)) or word
    if "'" in word and len(word) > 2 and word[0] != "'":
        word = word.replace("'", "")
    return word.lower()


def words(text: str) -> tuple[str, ...]:
    """The folded tokens of a name: the key under which it is known."""
    return tuple(map(fold, TOKEN.findall(text)))


@lru_cache(maxsize=20_000)
def spelling(text: str) -> str:
    """The words of a name with a space between each two; kept for names that are asked for again and again."""
    return " ".join(words(text))
