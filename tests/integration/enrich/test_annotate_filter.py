"""The filter as people run it: a process, lines in and lines out, on the real gazetteer."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import longest
from services.enrich.knowledge.compile import default_path, ensure, key
from services.enrich.knowledge.gazetteer import CompiledGazetteer, Gazetteer
from services.enrich.knowledge.tokens import words
from tests.integration.enrich import annotate_page
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


def test_any_number_of_workers_gives_the_same_lines_in_the_same_order() -> None:
    texts = ["Russia bombed Aleppo. " * (1 + 97 * (n % 3)) for n in range(60)]
    lines = [json.dumps(JOINT | {"id": str(n), "text": text}).encode() for n, text in enumerate(texts)]
    lines[20] = b"{"
    one, two, three = (run(lines, "--workers", count) for count in ("1", "2", "3"))
    assert one == two == three
    assert [line.get("article_id") for line in one[1]] == [str(n) if n != 20 else None for n in range(60)]


def test_a_worker_that_is_killed_is_told_and_loses_no_line() -> None:
    lines = [json.dumps(JOINT | {"id": str(n)}).encode() + b"\n" for n in range(40)]
    command = [*COMMAND, "--workers", "2"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as filtering:
        assert filtering.stdin
        assert filtering.stdout
        assert filtering.stderr
        filtering.stdin.writelines(lines[:5])
        filtering.stdin.flush()
        out = [filtering.stdout.readline() for _ in range(5)]
        os.kill(workers_of(filtering.pid)[0], signal.SIGKILL)
        filtering.stdin.writelines(lines[5:])
        filtering.stdin.close()
        out += filtering.stdout.readlines()
        told = filtering.stderr.read().decode()
        assert filtering.wait(60) == 0
    assert [json.loads(line)["article_id"] for line in out] == [str(n) for n in range(40)]
    assert told.count("A worker process was killed") >= 1
    assert "Traceback" not in told


def workers_of(pid: int) -> list[int]:
    """The processes that this one forked."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_endless_input_is_answered_as_it_comes_in_memory_that_stays() -> None:
    line = json.dumps(JOINT | {"text": JOINT["text"] + " Rain fell." * 300}).encode() + b"\n"
    with subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as filtering:
        assert filtering.stdin
        assert filtering.stdout
        sizes = []
        for number in range(150):
            filtering.stdin.write(line)
            filtering.stdin.flush()
            assert filtering.stdout.readline()
            if number in {50, 149}:
                sizes.append(resident(filtering.pid))
        filtering.stdin.close()
        assert filtering.wait(60) == 0
    assert sizes[1] < sizes[0] + 20_000


def resident(pid: int) -> int:
    """Kilobytes of memory that the process holds."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")))


def test_hostile_lines_are_answered_each_in_its_place_and_the_rest_goes_on() -> None:
    texts = [text for _, text in longest.texts()]
    lines = [json.dumps({"id": str(n), "text": text}).encode() for n, text in enumerate([*texts, ""])]
    code, out = run([*lines, b"\xff", json.dumps(JOINT | {"id": "last"}).encode()])
    assert code == 1
    assert [line.get("article_id") for line in out] == [*(str(n) for n in range(len(lines))), None, "last"]
    assert out[-1]["claims"]


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


def test_the_page_on_annotating_shows_what_its_commands_print() -> None:
    text = annotate_page.PAGE.read_text("utf-8")
    assert annotate_page.rewritten(text) == text, "run: python -m tests.integration.enrich.annotate_page"
    assert "KILKENNY" in text
    assert "column type" in text
