"""Events as lines: what cannot be appended is named by its line, and what is appended comes out as it went in."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from schemas.codec import decode_structured
from services.store.append import Appended
from services.store.chain import GENESIS
from services.store.lines import Counts, append_lines, line_of, row_of_line
from services.store.numbering import Tail, number
from services.store.rows import Row

EXAMPLES = Path(__file__).parents[3] / "schemas" / "examples"


def example(event_type: str) -> bytes:
    return (EXAMPLES / f"{event_type}.v1.json").read_bytes().replace(b"\n", b"")


def take(rows: Sequence[Row]) -> Appended:
    """An append that refuses feeds that are gone, and knows nothing."""
    refused = tuple((index, "no") for index, row in enumerate(rows) if row.type == "feed.gone")
    kept = [row for row in rows if row.type != "feed.gone"]
    new = number(kept, Tail(position=0, head=GENESIS), set(), {}, {})
    return Appended(new=new, known=len(kept) - len(new), refused=refused, tail=Tail(position=1, head=GENESIS))


def test_lines_are_counted_and_refused_ones_named() -> None:
    lines = [
        example("article.found"),
        b"\n",
        b"{",
        example("feed.moved"),
        example("article.found"),
        example("feed.gone"),
        example("claim.made"),
        b'{"id": 3}',
    ]
    told: list[tuple[int, str]] = []
    counts = list(append_lines(lines, take, 500, lambda number, why: told.append((number, why))))
    assert counts == [Counts(new=2, known=1, refused=4)]
    assert [number for number, _ in told] == [3, 7, 8, 6]
    assert "the log keeps no claim.made" in dict(told)[7]
    assert dict(told)[6] == "Postgres refuses it: no"


def test_lines_go_in_transactions_of_the_given_size_and_counts_add_up() -> None:
    lines = [example("article.found"), example("feed.moved"), example("feed.failed")]
    counts = list(append_lines(lines, take, 2, lambda *_: None))
    assert [each.read for each in counts] == [2, 3]


KEPT = [path for path in sorted(EXAMPLES.iterdir()) if not path.name.startswith("claim.")]


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.name)
def test_a_line_read_and_written_is_the_same_event(path: Path) -> None:
    event = decode_structured(path.read_bytes())
    line = line_of(row_of_line(path.read_bytes()))
    assert line.count(b"\n") == 1
    assert decode_structured(line) == event
