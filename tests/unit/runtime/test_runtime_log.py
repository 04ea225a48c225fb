"""Logs: one JSON object a line on stderr, libraries included, stdout left alone."""

import json
import subprocess
import sys
from typing import Any

PROGRAM = """
import logging, sys
from services.runtime import log
log.configure({level!r}, {format!r})
logger = log.get_logger("wirewatch.test")
logger.info("feed_polled", feed="f1", status=200)
logger.debug("hidden")
logging.getLogger("some.library").warning("took %d s", 3)
logging.getLogger("kafka.conn").info("connected")
def poll(secret):
    return 1 // 0
try:
    poll("whsec_hidden")
except ZeroDivisionError:
    logger.exception("poll_failed", body=b"\\xff")
print("data")
"""


def lines(level: str = "info", format: str = "json") -> tuple[str, list[str]]:
    code = PROGRAM.format(level=level, format=format)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout, done.stderr.splitlines()


def test_each_line_is_a_json_object_with_its_keys_and_stdout_holds_data_only() -> None:
    out, err = lines()
    assert out == "data\n"
    found: list[dict[str, Any]] = [json.loads(line) for line in err]
    assert [line["event"] for line in found] == ["feed_polled", "took 3 s", "poll_failed"]
    polled = found[0]
    assert (polled["feed"], polled["status"], polled["level"], polled["logger"]) == (
        "f1",
        200,
        "info",
        "wirewatch.test",
    )
    assert polled["timestamp"].endswith("Z")
    assert "ZeroDivisionError" in found[2]["exception"]


def test_debug_shows_all_and_warning_only_trouble() -> None:
    assert {json.loads(line)["event"] for line in lines("debug")[1]} >= {"hidden", "connected"}
    assert [json.loads(line)["event"] for line in lines("warning")[1]] == ["took 3 s", "poll_failed"]


def test_the_console_form_is_for_people() -> None:
    text = "\n".join(lines(format="console")[1])
    assert "feed_polled" in text
    assert "{" not in text.splitlines()[0]


def test_a_traceback_never_prints_the_values_of_variables() -> None:
    for form in ("json", "console"):
        text = "\n".join(lines(format=form)[1])
        assert "ZeroDivisionError" in text
        assert "whsec_hidden" not in text
