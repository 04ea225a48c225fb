"""The compiled gazetteer as a file: read as made; refused where it is damaged, cut short or another version's."""

import sqlite3
from pathlib import Path

import pytest

from services.enrich.errors import GazetteerError
from services.enrich.knowledge.compile import FORMAT, key, write
from services.enrich.knowledge.gazetteer import CompiledGazetteer
from services.enrich.knowledge.place_rows import PlaceRow
from services.enrich.knowledge.tokens import words

PARIS = PlaceRow(2988507, "Paris", "city", "FRA", "Île-de-France", 48.85, 2.35, 2_138_551)
PARIS_TEXAS = PlaceRow(4717560, "Paris", "city", "USA", "Texas", 33.66, -95.56, 24_782)
BRITAIN = PlaceRow(2635167, "United Kingdom", "country", "GBR", None, 54.76, -2.7, 66_488_991)
LOUISIANA = PlaceRow(4407066, "St. Louis", "city", "USA", "Missouri", 38.63, -90.2, 315_685)
KOBANI = PlaceRow(173811, "‘Ayn al ‘Arab", "city", "SYR", "Aleppo", 36.89, 38.35, 50_000)


@pytest.fixture
def compiled(tmp_path: Path) -> Path:
    path = tmp_path / "gazetteer.sqlite"
    named = [
        (PARIS, ["Lutetia"]),
        (PARIS_TEXAS, []),
        (BRITAIN, ["UK", "U.K."]),
        (LOUISIANA, []),
        (KOBANI, ["Kobani", "Ain Arab"]),
    ]
    assert write(path, [*named, *((PARIS._replace(name=f"Town {n}"), []) for n in range(3000))]) == 3005
    return path


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Paris", "Paris"),
        ("LUTETIA", "Paris"),
        ("UK", "United Kingdom"),
        ("U.K.", "United Kingdom"),
        ("St. Louis", "St. Louis"),
        ("Saint Louis", "St. Louis"),
        ("Ayn al-Arab", "‘Ayn al ‘Arab"),
        ("‘Ayn al-‘Arab", "‘Ayn al ‘Arab"),
        ("Kobani", "‘Ayn al ‘Arab"),
    ],
)
def test_a_place_is_known_by_each_of_its_names(compiled: Path, written: str, name: str) -> None:
    assert CompiledGazetteer(compiled).candidates(key(words(written)))[0].name == name


def test_the_most_populous_comes_first_and_own_names_are_told_from_others(compiled: Path) -> None:
    known = CompiledGazetteer(compiled)
    assert [(one.country, one.naming) for one in known.candidates("paris")] == [("FRA", "own"), ("USA", "own")]
    assert [one.naming for one in known.candidates("lutetia")] == ["other"]
    assert [one.naming for one in known.candidates("ain arab")] == ["spelling"]
    assert known.candidates("no such place") == ()


def test_a_file_that_is_no_gazetteer_is_refused_with_advice(tmp_path: Path) -> None:
    path = tmp_path / "gazetteer.sqlite"
    path.write_bytes(b"not a database at all, but long enough to be read as the head of one" * 20)
    with pytest.raises(GazetteerError, match=r"cannot be read as a gazetteer: .* compile --force"):
        CompiledGazetteer(path)


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "gazetteer.sqlite"
    path.touch()
    with pytest.raises(GazetteerError, match=f"format 0, this version reads {FORMAT}"):
        CompiledGazetteer(path)


@pytest.mark.parametrize("share", [0.3, 0.9, 0.999])
def test_a_file_cut_short_is_refused_when_it_is_opened(compiled: Path, share: float) -> None:
    whole = compiled.read_bytes()
    compiled.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(GazetteerError, match=r"(cut short|cannot be read).*compile --force"):
        CompiledGazetteer(compiled)


def test_another_versions_file_is_refused(compiled: Path) -> None:
    with sqlite3.connect(compiled) as database:
        database.execute(f"PRAGMA user_version={FORMAT + 1}")
    with pytest.raises(GazetteerError, match=f"format {FORMAT + 1}, this version reads {FORMAT}"):
        CompiledGazetteer(compiled)


def test_damage_in_the_middle_is_an_error_that_names_the_file(compiled: Path) -> None:
    whole = bytearray(compiled.read_bytes())
    whole[4096:] = b"\xff" * (len(whole) - 4096)
    compiled.write_bytes(whole)
    with pytest.raises(GazetteerError, match=str(compiled)):
        CompiledGazetteer(compiled).candidates("paris")
