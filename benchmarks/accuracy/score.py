"""Counts of one measure."""

from collections import Counter
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field


@dataclass(slots=True)
class Score:
    """Counts of one measure, and what went wrong most often."""

    right: int = 0
    found: int = 0
    gold: int = 0
    missed: Counter[str] = field(default_factory=Counter)
    extra: Counter[str] = field(default_factory=Counter)

    @property
    def precision(self) -> float:
        """Right of what was found."""
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Right of the gold."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def add(self, found: set[str], gold: set[str]) -> None:
        """Counts one set of labels."""
        self.right += len(found & gold)
        self.found += len(found)
        self.gold += len(gold)
        self.missed.update(gold - found)
        self.extra.update(found - gold)

    def add_spans(
        self,
        found: AbstractSet[tuple[int, int]],
        gold: AbstractSet[tuple[int, int]],
        words: Mapping[tuple[int, int], str],
    ) -> None:
        """Counts the spans of one text; words: what stands there, to name the errors by."""
        self.right += len(found & gold)
        self.found += len(found)
        self.gold += len(gold)
        self.missed.update(words[span] for span in gold - found)
        self.extra.update(words[span] for span in found - gold)
