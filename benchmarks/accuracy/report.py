"""What a run of measures found: a table, and under it the worst errors of a part that may be tuned on."""

from collections import Counter
from dataclasses import dataclass, field

from rich.console import Console
from rich.table import Table

from benchmarks.accuracy.score import Score

_WORST = 25
_EXAMPLES = 150


def _empty() -> Table:
    return Table("corpus", "measure", "P", "R", "F1 / share", "of", title="Accuracy of annotate")


@dataclass(slots=True)
class Report:
    """The lines of the table, and the errors under it. errors: whether to print them; a held-out part keeps them."""

    errors: bool = True
    table: Table = field(default_factory=_empty)
    notes: list[str] = field(default_factory=list)
    examples: Counter[str] = field(default_factory=Counter)

    def line(self, corpus: str, measure: str, score: Score) -> None:
        """Precision, recall, F1, and how many there are in gold."""
        numbers = (f"{score.precision:.3f}", f"{score.recall:.3f}", f"{score.f1:.3f}", str(score.gold))
        self.table.add_row(corpus, measure, *numbers)

    def share(self, corpus: str, measure: str, right: float, total: int) -> None:
        """One share."""
        self.table.add_row(corpus, measure, "", "", f"{right / total if total else 0:.3f}", str(total))

    def rate(self, corpus: str, measure: str, count: float, total: int) -> None:
        """A count for each of the total: not bounded by one."""
        self.table.add_row(corpus, measure, "", "", f"{count / total if total else 0:.1f}", str(total))

    def worst(self, title: str, counts: Counter[str]) -> None:
        """The most frequent errors."""
        self.notes.append(f"{title}: " + ", ".join(f"{name} {count}" for name, count in counts.most_common(_WORST)))

    def error(self, title: str, text: str) -> None:
        """One error with its text; the first of each title are shown."""
        self.examples[title] += 1
        if self.examples[title] <= _EXAMPLES:
            self.notes.append(f"{title} {text[:170]}")

    def show(self) -> None:
        """Prints the table, and the errors if they may be seen."""
        console = Console(width=110)
        console.print(self.table)
        for note in self.notes if self.errors else ():
            console.print(note, markup=False, highlight=False, soft_wrap=True)
