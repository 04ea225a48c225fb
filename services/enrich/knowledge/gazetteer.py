"""The compiled gazetteer, read only: which places bear a name. A look-up takes some microseconds; nothing is loaded."""

import os
import sqlite3
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from services.enrich.errors import GazetteerError
from services.enrich.knowledge.compile import FORMAT, NAMINGS, Naming, ensure

_SELECT = """
SELECT place.id, geonames_id, place.name, feature, country, admin1, latitude, longitude, population, naming
  FROM name JOIN place ON place.id = name.place WHERE name.key = ?
 ORDER BY population DESC, place.id LIMIT 80
"""


_ADVICE = "make it anew with `wirewatch enrich compile --force`"
_Row = tuple[int, int | None, str, str, str | None, str | None, float, float, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A place of the gazetteer. feature: country, admin1, admin2, city, or the kind of a site. Degrees, WGS 84."""

    number: int
    geonames_id: int | None
    name: str
    feature: str
    country: str | None
    admin1: str | None
    latitude: float
    longitude: float
    population: int
    naming: Naming = "own"
    """What the name that was looked up is to the place."""


class Gazetteer(Protocol):
    """What resolving needs: the candidates of a key (see compile.key), most populous first."""

    def candidates(self, key: str) -> tuple[Candidate, ...]:
        """Every place of this name, at most 80."""


class CompiledGazetteer:
    """The file that compile.py makes. Its connection is the process's own: it may be handed through a fork."""

    def __init__(self, path: Path) -> None:
        """Opens the file, compiling it first where it is missing.

        Raises GazetteerError where it is damaged, cut short or another version's. It is not compiled anew then: another
        process may be reading it, and a person should know that a disk or a copy lost something.
        """
        ensure(path)
        self._path = path
        self._connections: dict[int, sqlite3.Connection] = {}
        self.candidates = lru_cache(maxsize=20_000)(self._candidates)
        try:
            found = self._connection().execute("PRAGMA user_version").fetchone()[0]
            whole = _is_whole(path)
        except (sqlite3.Error, OSError) as error:
            raise GazetteerError(f"{path} cannot be read as a gazetteer: {error}; {_ADVICE}") from None
        if found != FORMAT:
            raise GazetteerError(f"{path} has format {found}, this version reads {FORMAT}; {_ADVICE}")
        if not whole:
            raise GazetteerError(f"{path} is cut short: {path.stat().st_size} bytes; {_ADVICE}")

    def _connection(self) -> sqlite3.Connection:
        known = self._connections.get(os.getpid())
        if known is None:
            uri = f"{self._path.resolve().as_uri()}?mode=ro&immutable=1"
            known = sqlite3.connect(uri, uri=True, check_same_thread=False)
            known.execute("PRAGMA mmap_size=268435456")
            self._connections = {os.getpid(): known}
        return known

    def _candidates(self, key: str) -> tuple[Candidate, ...]:
        try:
            rows = self._connection().execute(_SELECT, (key,)).fetchall()
        except sqlite3.DatabaseError as error:
            raise GazetteerError(f"{self._path} cannot be read at {key!r}: {error}; {_ADVICE}") from None
        return tuple(map(_candidate, rows))


def _candidate(row: _Row) -> Candidate:
    number, ident, name, feature, country, admin1, latitude, longitude, population, naming = row
    return Candidate(
        number=number,
        geonames_id=ident,
        name=name,
        feature=feature,
        country=country,
        admin1=admin1,
        latitude=latitude,
        longitude=longitude,
        population=population,
        naming=NAMINGS[naming],
    )


def _is_whole(path: Path) -> bool:
    """Whether the file is as long as its head says (SQLite's file format: page size at byte 16, pages at 28)."""
    with path.open("rb") as file:
        head = file.read(32)
    size, pages = int.from_bytes(head[16:18], "big"), int.from_bytes(head[28:32], "big")
    return path.stat().st_size == (65536 if size == 1 else size) * pages
