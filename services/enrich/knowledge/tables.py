"""Reading the tables of knowledge: tab separated, a header line, sources as `#` lines at the head.

A table is known by its file's name, or by a head line `# table: NAME`: an operator's file adds to the table it names.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from services.enrich.errors import TableError

HERE = Path(__file__).parent
COLUMNS: dict[str, tuple[str, ...]] = {
    "states": ("code", "name", "names", "adjectives", "demonyms", "capitals", "status", "valid_from", "valid_to"),
    "persons": ("name", "surname", "names", "country", "role", "valid_from", "valid_to"),
    "persons_main": ("name", "surname", "names", "country", "role", "valid_from", "valid_to"),
    "persons_hand": ("name", "surname", "names", "country", "role", "valid_from", "valid_to"),
    "corrections": ("table", "key", "column", "without", "with", "why"),
    "armed_groups": ("id", "name", "names", "country", "theatres", "parent", "valid_from"),
    "armed_groups_hand": ("id", "name", "names", "country", "theatres", "parent", "valid_from"),
    "organisations": ("id", "name", "names", "kind", "members", "valid_from"),
    "actors_main": ("id", "name", "names", "kind", "country", "sector", "theatres"),
    "institutions": ("name", "names", "country", "sector", "theatres"),
    "media": ("id", "name", "names", "country", "theatres", "ownership"),
    "lookalikes": ("name", "names", "countries", "sector"),
    "peoples": ("adjectives", "plurals", "country"),
    "roles": ("words", "sector", "alone"),
    "speech": ("verb", "strength"),
    "doubts": ("words",),
    "senses": ("words", "part", "type", "side", "context"),
    "cues": ("words", "kind", "place"),
    "cue_events": ("words", "part", "type", "mode", "roles"),
    "cue_frames": ("words", "part", "type", "mode", "roles"),
    "cue_forms": ("words", "kind", "place"),
    "cue_words": ("words", "part", "type", "mode", "roles"),
    "novelty_evidence": ("feature", "weight", "meaning"),
    "epochs": ("names", "date"),
    "independence": ("country", "year"),
    "events": ("words", "part", "type", "mode", "roles"),
    "irregular": ("base", "past", "participle"),
    "regions": ("geonames_id", "name", "names", "level", "country", "code", "latitude", "longitude"),
    "country_points": ("code", "latitude", "longitude"),
    "us_states": ("state", "names"),
    "region_abbreviations": ("short", "name", "country", "sure"),
    "person_names": ("name", "given", "family"),
    "nouns": ("class", "words"),
    "claim_evidence": ("sign", "weight"),
    "place_cues": ("country", "region", "words", "area_codes"),
    "place_evidence": ("feature", "weight", "meaning"),
    "words": ("name", "meaning", "words"),
    "languages": ("code", "name", "words"),
    "sites_main": ("geonames_id", "name", "names", "kind", "country", "latitude", "longitude"),
    "place_names": ("geonames_id", "name", "names", "former"),
    "sites": ("geonames_id", "name", "names", "kind", "country", "latitude", "longitude"),
}
"""The columns of each table, in their order."""
FAMILIES: dict[str, tuple[str, ...]] = {
    "events": ("events_force", "events_pressure", "events_help", "events_words", "events_diplomacy"),
}
"""Tables that are kept in several files, in the order in which their rows win where two patterns fit alike."""
FIXED = frozenset(
    {
        *("words", "corrections", "persons_hand", "armed_groups_hand", "person_names", "place_cues", "place_evidence"),
        *("nouns", "novelty_evidence"),
        *("region_abbreviations", "regions", "country_points", "sites_main", "sites", "place_names"),
    }
)
"""Tables that take no rows of an operator: of rules, of what others are imported from, of the compiled gazetteer."""
_OF_ONE_ROW = frozenset({"states", "actors_main"})
"""Tables in which a file tells of a code or id in one row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a table, with where it stands."""

    path: Path
    line: int
    cells: dict[str, str]
    table: str

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def many(self, column: str) -> list[str]:
        """The cell's values between |, without empty ones."""
        return [value for value in self.cells[column].split("|") if value and not value.isspace()]

    def fault(self, column: str | None, what: str) -> TableError:
        """An error that names file, line and column."""
        return TableError(self.path, self.line, column, what)


@dataclass(frozen=True, slots=True)
class Tables:
    """Our own tables and the operator's: `rows(name)` gives the operator's rows first, so that they win."""

    extra: tuple[Path, ...] = ()
    _named: dict[str, list[Path]] = field(default_factory=dict)

    @classmethod
    def open(cls, extra: tuple[Path, ...] = ()) -> "Tables":
        """Looks at the heads of the operator's files. Raises TableError where one names no table that takes rows."""
        named: dict[str, list[Path]] = {}
        for path in extra:
            named.setdefault(table_name(path), []).append(path)
        return cls(extra, named)

    def rows(self, name: str) -> Iterator[Row]:
        """The rows of a table. Raises TableError with file, line and column."""
        for path in [*self._named.get(name, ()), *files(name)]:
            yield from read(path, COLUMNS[name], name)


def files(name: str) -> list[Path]:
    """Our own files of a table."""
    return [HERE / f"{part}.tsv" for part in FAMILIES.get(name, (name,))]


def table_name(path: Path) -> str:
    """The table that a file adds to: its head line `# table: NAME`, else the name of the file."""
    name = path.stem
    for line in _lines(path):
        if line.startswith("# table:"):
            name = line.removeprefix("# table:").strip()
        if not line.startswith("#"):
            break
    if name not in COLUMNS or name in FIXED:
        what = f"the table {name!r} takes no rows but ours" if name in FIXED else f"there is no table {name!r}"
        raise TableError(path, 1, None, f"{what}; those to add to are {', '.join(sorted(COLUMNS.keys() - FIXED))}")
    return name


def read(path: Path, columns: tuple[str, ...], table: str = "") -> Iterator[Row]:
    """The rows of one file. Raises TableError where the header or a row does not fit, or a row stands there twice."""
    header: list[str] | None = None
    seen: dict[str, int] = {}
    for number, line in enumerate(_lines(path), start=1):
        if line.startswith("#") or not line.strip():
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if header is None:
            header = cells
            if tuple(header) != columns:
                raise TableError(path, number, None, f"the header is {header}, it must be {list(columns)}")
            continue
        if len(cells) != len(columns):
            last = columns[min(len(cells), len(columns)) - 1]
            raise TableError(
                path, number, last, f"the line has {len(cells)} cells, the table has {len(columns)} columns"
            )
        subject = cells[0] if table in _OF_ONE_ROW else line
        if seen.setdefault(subject, number) != number:
            raise TableError(path, number, columns[0], f"{cells[0]!r} stands in line {seen[subject]} already")
        yield Row(path=path, line=number, cells=dict(zip(columns, cells, strict=True)), table=table)
    if header is None:
        raise TableError(path, 1, None, f"there is no header, it must be {list(columns)}")


def _lines(path: Path) -> list[str]:
    """The lines of a file, without a byte order mark. Raises TableError, with the line of the first wrong byte."""
    try:
        read_bytes = path.read_bytes()
        return read_bytes.decode("utf-8-sig").splitlines()
    except OSError as error:
        raise TableError(path, 1, None, f"cannot be read: {error}") from None
    except UnicodeDecodeError as error:
        line = read_bytes.count(b"\n", 0, error.start) + 1
        raise TableError(path, line, None, f"is no UTF-8: {error.reason} {read_bytes[error.start]:#04x}") from None
