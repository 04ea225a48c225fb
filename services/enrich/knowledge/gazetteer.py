"""The compiled gazetteer, read only: which places bear a name. A look-up takes some microseconds; nothing is loaded."""

import os
import sqlite3
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from services.enrich.errors import GazetteerError
from services.enrich.knowledge.compile import FORMAT, ensure

_SELECT = """
SELECT place.id, geonames_id, place.name, feature, country, admin1, latitude, longitude, population
  FROM name JOIN place ON place.id = name.place WHERE name.key = ?
 ORDER BY population DESC, place.id LIMIT 80
"""


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


class Gazetteer(Protocol):
    """What resolving needs: the candidates of a key (see compile.key), most populous first."""

    def candidates(self, key: str) -> tuple[Candidate, ...]:
        """Every place of this name, at most 80."""


class CompiledGazetteer:
    """The file that compile.py makes. Its connection is the process's own: it may be handed through a fork."""

    def __init__(self, path: Path) -> None:
        """Opens the file, compiling it first where it is missing. Raises GazetteerError."""
        ensure(path)
        self._path = path
        self._connections: dict[int, sqlite3.Connection] = {}
        self.candidates = lru_cache(maxsize=20_000)(self._candidates)
        try:
            found = self._connection().execute("PRAGMA user_version").fetchone()[0]
        except sqlite3.Error as error:
            raise GazetteerError(f"{path} cannot be read as a gazetteer: {error}") from None
        if found != FORMAT:
            raise GazetteerError(
                f"{path} has format {found}, this version reads {FORMAT}: run `wirewatch enrich compile --force`"
            )

    def _connection(self) -> sqlite3.Connection:
        known = self._connections.get(os.getpid())
        if known is None:
            uri = f"{self._path.resolve().as_uri()}?mode=ro&immutable=1"
            known = sqlite3.connect(uri, uri=True, check_same_thread=False)
            known.execute("PRAGMA mmap_size=268435456")
            self._connections = {os.getpid(): known}
        return known

    def _candidates(self, key: str) -> tuple[Candidate, ...]:
        rows = self._connection().execute(_SELECT, (key,)).fetchall()
        return tuple(
            Candidate(
                number=number,
                geonames_id=ident,
                name=name,
                feature=feature,
                country=country,
                admin1=admin1,
                latitude=latitude,
                longitude=longitude,
                population=population,
            )
            for number, ident, name, feature, country, admin1, latitude, longitude, population in rows
        )
