"""An append that keeps its log in memory: it answers as the real one does (tests/contract/test_store_append.py)."""

from collections.abc import Callable, Iterator, Sequence

from services.store.append import Appended
from services.store.chain import GENESIS
from services.store.errors import Fenced
from services.store.numbering import Tail, number
from services.store.offsets import Move, Partition
from services.store.rows import Row, Stream

POISON = "before\x00after"
"""A text that Postgres refuses."""


class MemoryAppend:
    """Raises the errors that it was made with first. `rows` is the log, in order."""

    def __init__(self, *errors: Exception) -> None:
        self._errors = list(errors)
        self._tail = Tail(position=0, head=GENESIS)
        self._offsets: dict[Partition, int] = {}
        self._versions: dict[Stream, int] = {}
        self.rows: list[Row] = []

    def __call__(
        self, rows: Sequence[Row], *, moves: Sequence[Move], replace: Callable[[int, str], Row | None]
    ) -> Appended:
        if self._errors:
            raise self._errors.pop(0)
        if any(self._offsets.get((move.topic, move.partition), 0) != move.expected for move in moves):
            raise Fenced(tuple((move.topic, move.partition) for move in moves))
        refused = {index: "a text holds \\u0000" for index, row in enumerate(rows) if b"\\u0000" in row.data}
        kept = list(_kept(rows, refused, replace))
        new = number(kept, self._tail, {row.id for row in self.rows}, self._versions, {})
        self.rows += [each.row for each in new]
        self._versions |= {each.row.stream: each.stream_version for each in new}
        self._offsets |= {(move.topic, move.partition): move.next for move in moves}
        if new:
            self._tail = Tail(position=new[-1].position, head=new[-1].hash)
        return Appended(new=new, known=len(kept) - len(new), refused=tuple(refused.items()), tail=self._tail)


def _kept(rows: Sequence[Row], refused: dict[int, str], replace: Callable[[int, str], Row | None]) -> Iterator[Row]:
    for index, row in enumerate(rows):
        kept = replace(index, refused[index]) if index in refused else row
        if kept is not None:
            yield kept
