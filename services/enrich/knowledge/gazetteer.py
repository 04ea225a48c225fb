"""The compiled gazetteer, read only: which places bear a name. A look-up takes some microseconds; nothing is loaded."""

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
    """The file that compile.py makes. One connection; safe to call from one thread at a time."""

    def __init__(self, path: Path) -> None:
        """Opens the file, compiling it first where it is missing. Raises GazetteerError."""
        ensure(path)
        try:
            self._database = sqlite3.connect(
                f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
            )
            found = self._database.execute("PRAGMA user_version").fetchone()[0]
            self._database.execute("PRAGMA mmap_size=268435456")
        except sqlite3.Error as error:
            raise GazetteerError(f"{path} cannot be read as a gazetteer: {error}") from None
        if found != FORMAT:
            raise GazetteerError(
                f"{path} has format {found}, this version reads {FORMAT}: run `wirewatch enrich compile`"
            )
        self.candidates = lru_cache(maxsize=20_000)(self._candidates)

    def _candidates(self, key: str) -> tuple[Candidate, ...]:
        rows = self._database.execute(_SELECT, (key,)).fetchall()
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
