"""The filter as people run it: a process, lines in and lines out, on the real gazetteer."""

import json
import subprocess
import sys
import time

import pytest

from services.enrich.knowledge.compile import default_path, ensure, key
from services.enrich.knowledge.gazetteer import CompiledGazetteer, Gazetteer
from services.enrich.knowledge.tokens import words
from tests.unit.enrich.annotate.conftest import FewPlaces

pytestmark = pytest.mark.timeout(180)

JOINT = {
    "id": "1",
    "text": "Russia and Turkey bombed Islamic State around the town of al-Bab in Syria on Wednesday.",
    "published_at": "2017-01-18T12:00:00Z",
}
COMMAND = [sys.executable, "-m", "services.enrich", "annotate"]


@pytest.fixture(scope="session", autouse=True)
def _compiled() -> None:
    ensure(default_path())


def run(lines: list[bytes], *options: str) -> tuple[int, list[dict[str, object]]]:
    done = subprocess.run([*COMMAND, *options], input=b"\n".join(lines), capture_output=True, check=False, timeout=120)
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


def test_a_bad_line_costs_itself_and_order_is_kept() -> None:
    lines = [json.dumps(JOINT | {"id": str(n)}).encode() for n in range(40)]
    lines[7:7] = [b"nonsense", b'{"id": "x"}', b'{"id": "s", "text": "\\ud800 Russia bombed Aleppo."}']
    code, out = run(lines, "--workers", "2")
    assert code == 1
    assert len(out) == 43
    assert "error" in out[7]
    assert out[8]["id"] == "x"
    assert [line["article_id"] for line in out if "claims" in line and line["article_id"] != "s"] == [
        str(n) for n in range(40)
    ]


def test_hostile_lines_are_answered_within_two_seconds_each_and_start_up_is_quick() -> None:
    texts = ["a" * 1_000_000, "Moscow " * 100_000, "Russia bombed Aleppo. " * 240_000, "\u202e\x00\x07" * 10_000, ""]
    lines = [json.dumps({"id": str(n), "text": text}).encode() for n, text in enumerate(texts)]
    started = time.perf_counter()
    code, out = run([json.dumps(JOINT).encode()])
    start_up = time.perf_counter() - started
    assert code == 0
    assert start_up < 3.0
    started = time.perf_counter()
    _, out = run(lines)
    assert len(out) == len(texts)
    assert time.perf_counter() - started < start_up + 2.0 * len(texts)


@pytest.fixture(params=["few", "compiled"])
def gazetteer(request: pytest.FixtureRequest) -> Gazetteer:
    return FewPlaces() if request.param == "few" else CompiledGazetteer(default_path())


@pytest.mark.parametrize("name", ["Al-Bāb", "al Bab", "Aleppo", "Syria", "Russian Federation", "Paris"])
def test_a_name_is_known_however_it_is_written(gazetteer: Gazetteer, name: str) -> None:
    found = gazetteer.candidates(key(words(name)))
    assert found
    assert [one.population for one in found] == sorted((one.population for one in found), reverse=True)
    assert all(-90 <= one.latitude <= 90 and -180 <= one.longitude <= 180 for one in found)


def test_a_name_that_no_place_bears_has_no_candidates(gazetteer: Gazetteer) -> None:
    assert gazetteer.candidates("no such place at all") == ()
    assert gazetteer.candidates("") == ()
