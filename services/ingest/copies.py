"""Near-duplicates: wire copy that several feeds carry, cut and retitled. A copy is kept, and marked with its original.

Texts are compared by containment of word shingles, because a copy cut to 30 % of its original has a Jaccard similarity
of .29 and a containment of 1.0. Each text keeps the smallest SKETCH of its shingle hashes (bottom-k sketch, A. Broder
1997); containment is estimated on the range that both sketches cover. Texts under MIN_WORDS must be identical.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b

from schemas.articles import Copy

WINDOW = timedelta(days=7)
CONTAINMENT = 0.6
SHINGLE_WORDS = 4
MIN_WORDS = 20
MIN_SHORT_WORDS = 5
SKETCH = 128
PROBES = 48
"""How many of an article's smallest hashes look for candidates in the database."""
CANDIDATES = 32
"""How many candidates are compared, those that share most hashes first."""
BEARERS = 40
"""How many articles one hash brings as candidates: the foot of a publisher's pages stands in all of them."""
MIN_SHARED_RANGE = 8
"""Fewer hashes than this in the range that both sketches cover are no evidence."""
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """What one article is compared by. text_hash: of all its words, or None where there are too few.

    sketch: the smallest shingle hashes (63 bits), ascending; empty for short texts.
    """

    article_id: str
    first_seen_at: datetime
    text_hash: str | None
    sketch: tuple[int, ...]

    @property
    def probes(self) -> tuple[int, ...]:
        """The hashes by which candidates are looked up."""
        return self.sketch[:PROBES]


def fingerprint(article_id: str, title: str, text: str, first_seen_at: datetime) -> Fingerprint:
    """The fingerprint of an article. A short text counts with its title: `Watch live` under two titles is no copy."""
    words = _words(text)
    short = len(words) < MIN_WORDS
    hashed = [*_words(title), *words] if short else words
    return Fingerprint(
        article_id=article_id,
        first_seen_at=first_seen_at,
        text_hash=_text_hash(hashed) if len(hashed) >= MIN_SHORT_WORDS else None,
        sketch=() if short else _sketch(words),
    )


def containment(one: Fingerprint, other: Fingerprint) -> float:
    """Share of the smaller text's shingles that the other text holds too, 0 to 1, estimated; 0 without evidence."""
    limit = min(_covered(one.sketch), _covered(other.sketch))
    mine = {value for value in one.sketch if value <= limit}
    theirs = {value for value in other.sketch if value <= limit}
    smaller = min(len(mine), len(theirs))
    return len(mine & theirs) / smaller if smaller >= MIN_SHARED_RANGE else 0.0


class Originals:
    """The articles that a new one may copy: those of the last days, and those found before it in the same answer."""

    def __init__(self, known: Iterable[Fingerprint]) -> None:
        self._by_hash: dict[int, list[Fingerprint]] = defaultdict(list)
        self._by_text: dict[str, Fingerprint] = {}
        for each in sorted(known, key=lambda found: found.first_seen_at):
            self.add(each)

    def add(self, found: Fingerprint) -> None:
        """Let later articles be copies of this one."""
        if found.text_hash is not None:
            self._by_text.setdefault(found.text_hash, found)
        for value in found.sketch:
            self._by_hash[value].append(found)

    def copied_by(self, new: Fingerprint) -> Copy | None:
        """The article that the new one copies: the earliest with the same words, else the one it shares most with."""
        same = self._by_text.get(new.text_hash) if new.text_hash else None
        if same is not None and same.article_id != new.article_id:
            return Copy(article_id=same.article_id, score=1.0)
        scored = [(containment(new, each), each) for each in self._candidates(new)]
        near = [(score, each) for score, each in scored if score >= CONTAINMENT]
        if not near:
            return None
        score, best = max(near, key=lambda pair: (pair[0], -pair[1].first_seen_at.timestamp()))
        return Copy(article_id=best.article_id, score=round(score, 3))

    def _candidates(self, new: Fingerprint) -> list[Fingerprint]:
        shared = Counter(each for value in new.sketch for each in self._by_hash.get(value, [])[:BEARERS])
        return [each for each, _ in shared.most_common(CANDIDATES) if each.article_id != new.article_id]


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def _text_hash(words: list[str]) -> str:
    return blake2b(" ".join(words).encode(), digest_size=16).hexdigest()


def _sketch(words: list[str]) -> tuple[int, ...]:
    shingles = {" ".join(words[at : at + SHINGLE_WORDS]) for at in range(len(words) - SHINGLE_WORDS + 1)}
    return tuple(sorted({_shingle_hash(each) for each in shingles})[:SKETCH])


def _shingle_hash(shingle: str) -> int:
    """63 bits, so that Postgres's bigint holds it as a positive number."""
    return int.from_bytes(blake2b(shingle.encode(), digest_size=8).digest(), "big") >> 1


def _covered(sketch: tuple[int, ...]) -> float:
    """Up to which hash the sketch holds all of its text's: everything, where it is not full."""
    return float("inf") if len(sketch) < SKETCH else sketch[-1]
