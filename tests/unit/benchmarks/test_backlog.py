"""What the benchmark of a backlog rests on: its articles, and what it reads from a worker's log."""

import json

from benchmarks.backlog.__main__ import Run, report
from benchmarks.backlog.articles import articles
from benchmarks.backlog.heartbeats import LOGGER, Membership, membership, warnings

ANSWERED = "Received successful heartbeat response for group wirewatch-annotate"
JOINED = "Joined group 'wirewatch-annotate' (generation 1) with member_id m"


def line(second: int, event: str, logger: str = LOGGER) -> str:
    told = {"event": event, "level": "debug", "logger": logger, "timestamp": f"2026-11-22T12:00:{second:02}.5Z"}
    return json.dumps(told) + "\n"


def test_long_articles_are_as_long_as_asked_and_none_comes_twice() -> None:
    made = list(articles(50, 10_000))
    assert {len(event.data.text) for event in made} == {10_000}
    assert len({event.data.text for event in made}) == len({event.subject for event in made}) == 50
    assert made == list(articles(50, 10_000))


def test_a_membership_is_read_from_what_its_client_logged() -> None:
    log = [line(0, JOINED), line(3, ANSWERED), line(6, ANSWERED), "no JSON\n", line(13, ANSWERED), line(15, ANSWERED)]
    assert membership(log) == Membership(joined=1, answered=4, lost=0, silence=7.0)


def test_a_lost_membership_is_seen() -> None:
    expired, other = "Heartbeat session expired - marking coordinator dead", line(2, ANSWERED, "somebody.else")
    log = [line(0, JOINED), other, line(20, expired), line(21, JOINED), line(24, ANSWERED)]
    assert membership(log) == Membership(joined=2, answered=1, lost=1, silence=21.0)


def test_what_is_more_than_news_is_told() -> None:
    critical = '{"level": "critical", "event": "stream_deaf"}'
    assert warnings([line(0, JOINED), '{"level": "info"}\n', critical + "\n", "Traceback\n"]) == [critical, "Traceback"]


def test_the_report_tells_the_figures_beside_their_limits() -> None:
    life = Membership(joined=1, answered=5, lost=0, silence=3.04)
    run = Run(
        seconds=20.0,
        cpu=12.0,
        megabytes=120.4,
        annotated=200,
        claims=9,
        membership=life,
        exit_code=1,
        warnings=("deaf",),
    )
    told = report(run, 200, 10_000)
    assert "200 published, 200 annotated" in told
    assert "10.0 articles/s" in told
    assert "longest silence 3.0 s (limit 12 s); joined the group 1 times (limit 1)" in told
    assert told.endswith("the worker ended with exit code 1\ndeaf")
