"""The whole chain on the sample wire: from three feeds to webhooks, and what the log holds then."""

from collections.abc import Iterator
from typing import Any

import pytest

from deploy.replay.replay import Replay
from tests.acceptance.replays import HISTORY_EVENTS, Outcome, development_of, outcome, replay_all, standing

AL_BAB = "https://agency.example/2017/01/18/first-joint-strikes"
COPY = "https://daily.example/2017/01/18/first-joint-strikes-wire"
OTHER = "https://radio.example/2017/01/18/jets-together"


@pytest.fixture(scope="module")
def replayed(undisturbed: list[Outcome], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replay]:
    """The sample wire after its history, let out and settled."""
    with Replay(tmp_path_factory.mktemp("wire") / "run", environ={}) as replay:
        replay_all(replay)
        undisturbed.append(outcome(replay))
        yield replay


def by_link(replay: Replay, link: str) -> list[dict[str, Any]]:
    """The developments that the article behind this link reports."""
    ids = replay.query("select development_id from wirewatch.development_reports where url = %s", link)
    known = {str(one) for (one,) in ids}
    return [row for row in standing(replay) if str(row["development_id"]) in known]


def novelties(replay: Replay, link: str) -> set[tuple[str, str]]:
    """(basis, kind) of all that is new in an article."""
    return {(n["basis"], n["kind"]) for row in by_link(replay, link) for n in row["novelties"]}


def test_every_item_of_the_wire_is_in_the_log_exactly_once(replayed: Replay) -> None:
    rows = replayed.query("select data->>'url', count(*) from log.events where type = 'article.found' group by 1")
    assert len(rows) == replayed.wire()["total"]
    assert {count for _, count in rows} == {1}
    assert replayed.query("select count(*) from log.events where type = 'dead_letter.written'") == [(0,)]


def test_every_article_is_annotated_once_and_the_history_with_them(replayed: Replay) -> None:
    rows = replayed.query(
        "select (data->>'history')::boolean, count(*) from log.events where type = 'article.annotated' group by 1"
    )
    assert dict(rows) == {False: replayed.wire()["total"], True: HISTORY_EVENTS}


def test_every_webhook_has_a_signature_that_the_library_accepts_and_a_whole_story(replayed: Replay) -> None:
    received = replayed.received()
    assert received
    for line in received:
        assert "error" not in line
        data = line["body"]["data"]
        assert data["summary"].endswith(".")
        assert data["evidence"]
        assert data["link"].startswith("https://")
        assert line["webhook_id"] == line["body"]["id"]


def test_joint_strikes_of_two_former_foes_are_new_in_three_ways(replayed: Replay) -> None:
    (development,) = [row for row in by_link(replayed, AL_BAB) if row["joint"]]
    assert (development["type"], development["mode"], sorted(development["sources"])) == (
        "ASSAULT",
        "airstrike",
        ["RUS", "TUR"],
    )
    assert (development["place"], development["country"]) == ("Al Bāb", "SYR")
    assert (development["status"], development["attributed_to"]) == ("claimed", "RUS")
    kinds = {(n["basis"], n["kind"]) for n in development["novelties"]}
    assert {("stated", "first"), ("observed", "first"), ("observed", "shift")} <= kinds
    (shift,) = [n for n in development["novelties"] if n["kind"] == "shift" and n["basis"] == "observed"]
    assert any(prior["time"].startswith("2015-11") for prior in shift["priors"])
    alerted = [line for line in replayed.received() if development_of(line) == development["development_id"]]
    assert {line["body"]["data"]["subscription"] for line in alerted} == {"everything-new", "turns"}


def test_a_copy_of_the_wire_text_reports_but_does_not_count_and_an_own_report_does(replayed: Replay) -> None:
    (development,) = [row for row in by_link(replayed, AL_BAB) if row["joint"]]
    reports = dict(
        replayed.query(
            "select url, independent from wirewatch.development_reports where development_id = %s",
            development["development_id"],
        )
    )
    assert reports == {AL_BAB: True, COPY: False, OTHER: True}
    assert development["independent_reports"] == 2


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("https://agency.example/2016/03/20/obama-havana", ("stated", "first")),
        ("https://agency.example/2015/11/07/xi-ma-singapore", ("stated", "since")),
        ("https://daily.example/2018/07/18/bird-of-peace", ("stated", "resumed")),
        ("https://agency.example/2024/04/14/iran-attacks-israel", ("stated", "first")),
        ("https://agency.example/2024/01/18/pakistan-strikes-back", ("observed", "first")),
        ("https://agency.example/2015/11/24/jet-shot-down", ("observed", "shift")),
    ],
)
def test_the_demo_shows_each_kind_of_novelty(replayed: Replay, link: str, expected: tuple[str, str]) -> None:
    found = novelties(replayed, link)
    accepted = {expected, (expected[0], "since")} if expected[1] == "first" else {expected}
    assert found & accepted, found
    assert any(
        development_of(line) in {str(row["development_id"]) for row in by_link(replayed, link)}
        for line in replayed.received()
    )


def test_an_observed_first_says_how_far_the_memory_reaches(replayed: Replay) -> None:
    observed = [
        n
        for row in by_link(replayed, "https://agency.example/2024/01/18/pakistan-strikes-back")
        for n in row["novelties"]
        if (n["basis"], n["kind"]) == ("observed", "first")
    ]
    assert observed
    assert all(n["reach_days"] >= 90 and n["prior_count"] == 0 and n["level"] for n in observed)


@pytest.mark.parametrize(
    "link",
    [
        "https://radio.example/2015/12/05/first-lady-garden",
        "https://radio.example/2016/05/02/first-half-exports",
        "https://radio.example/2019/09/14/first-round-tennis",
        "https://radio.example/2018/11/11/first-world-war-centenary",
        "https://radio.example/2016/11/24/anniversary-bomber",
        "https://radio.example/2023/09/04/zelensky-denies",
    ],
)
def test_what_only_sounds_new_stays_silent(replayed: Replay, link: str) -> None:
    assert by_link(replayed, link) == []


def test_a_planned_first_is_kept_as_planned_and_alerts_nobody(replayed: Replay) -> None:
    planned = by_link(replayed, "https://daily.example/2016/02/18/obama-will-visit")
    assert {row["status"] for row in planned} == {"planned"}
    alerted = {development_of(line) for line in replayed.received()}
    assert not alerted & {row["development_id"] for row in planned}


def test_history_alerts_nobody(replayed: Replay) -> None:
    assert all(line["body"]["data"]["time"]["value"] >= "2015-07" for line in replayed.received())


def test_positions_have_no_gap_and_the_chain_holds(replayed: Replay) -> None:
    ((count, first, last),) = replayed.query("select count(*), min(position), max(position) from log.events")
    assert (first, last) == (1, count)
    replayed.wirewatch("store", "verify")


def test_a_second_replay_adds_nothing_and_sends_nothing(replayed: Replay) -> None:
    """Ingest forgets all it knew, and history is loaded again: every event comes once more."""
    before = outcome(replayed)
    sent = len(replayed.received())
    end = replayed.query("select sum(next) from log.offsets")
    replayed.forget_feeds()
    replayed.load_history()
    total = replayed.wire()["total"]
    replayed.await_settled(lambda: replayed.polled() >= total)
    assert replayed.query("select sum(next) from log.offsets") > end, "nothing was replayed"
    assert outcome(replayed) == before
    assert len(replayed.received()) == sent
    test_positions_have_no_gap_and_the_chain_holds(replayed)
