"""Reading fact tables, and writing ours with their sources at the head."""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

HERE = Path(__file__).parent
PUBLIC = "CIA World Factbook (public domain)"
Row = dict[str, str]
_FACTS_DATE = "2026-11-22"


def read(path: Path) -> Iterator[Row]:
    """Rows of a fact table: tab separated, a header, no quoting."""
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


def write(
    name: str, sources: Iterable[str], columns: list[str], rows: Iterable[Iterable[str]], maker: str = "import_facts.py"
) -> int:
    """Writes one table with its maker and its sources at the head; returns the number of rows."""
    lines = [f"# {name}: made by {maker}, facts of {_FACTS_DATE}", *(f"# source: {one}" for one in sources)]
    body = ["\t".join(" ".join(cell.split()) for cell in row) for row in rows]
    (HERE / f"{name}.tsv").write_text("\n".join([*lines, "\t".join(columns), *body]) + "\n", encoding="utf-8")
    return len(body)


def unique(names: Iterable[str], without: Iterable[str] = ()) -> str:
    """The names once each, in order, joined by |."""
    left_out = {"", *without}
    return "|".join(dict.fromkeys(name.strip() for name in names if name.strip() not in left_out))
