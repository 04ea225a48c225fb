"""How much of an article is read. Work is counted, never timed: a replay on any machine reads the same sentences.

One unit is about 12 microseconds at worst on one core of 2025 (python -m benchmarks.longest measures it): an article
costs at most a fifth of a second, a news article of 1,000 words about a hundredth.
"""

from collections.abc import Sized
from dataclasses import dataclass, field

from services.enrich.annotate.text.document import Sentence
from services.enrich.knowledge.gazetteer import Candidate, Gazetteer

UNITS = 16_000
"""What one article may cost."""
_SENTENCE = 3
_TOKEN, _TOKEN_BESIDE_ACTORS = 1, 2
"""A token, and one of a sentence that has actors, where claims are looked for."""
_ENTITY, _SPOT = 2, 3
_LOOK_UP, _CANDIDATE = 1, 6
"""A name asked of the gazetteer; the first time, each place of that name, for they are compared with each other."""


@dataclass(slots=True, kw_only=True)
class Metered:
    """A gazetteer that counts what it is asked for. A name's places count once: what it is settles the next."""

    gazetteer: Gazetteer
    units: int = 0
    _known: set[str] = field(default_factory=set)

    def candidates(self, key: str) -> tuple[Candidate, ...]:
        """What the gazetteer says."""
        found = self.gazetteer.candidates(key)
        self.units += _LOOK_UP
        if found and key not in self._known:
            self._known.add(key)
            self.units += _CANDIDATE * len(found)
        return found


def cost(sentence: Sentence, entities: Sized, spots: Sized) -> int:
    """The units of a sentence with its entities and spots, look-ups left out."""
    each = _TOKEN_BESIDE_ACTORS if entities else _TOKEN
    return _SENTENCE + each * len(sentence) + _ENTITY * len(entities) + _SPOT * len(spots)
