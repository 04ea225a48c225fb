"""kill -9 of every process, one after the other, in the middle of a replay: nothing is lost, nothing is there twice."""

from pathlib import Path

import pytest

from deploy.replay.replay import Replay
from tests.acceptance.replays import Outcome, outcome, replay_all

VICTIMS = ("ingest", "annotate", "novelty", "store", "alert", "kafka", "postgres")


@pytest.fixture(scope="module")
def expected(undisturbed: list[Outcome], tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """The outcome of a replay in which nothing died: the one that the tests of the sample wire ran, else one more."""
    if not undisturbed:
        with Replay(tmp_path_factory.mktemp("undisturbed") / "run", environ={}) as replay:
            replay_all(replay)
            undisturbed.append(outcome(replay))
    return undisturbed[0]


@pytest.mark.timeout(900)
def test_a_killed_process_changes_nothing(tmp_path: Path, expected: Outcome) -> None:
    with Replay(tmp_path / "run", environ={}) as replay:
        replay.load_history()
        replay.await_settled()
        total = replay.wire()["total"]
        step = -(-total // len(VICTIMS))
        for victim in VICTIMS:
            replay.reveal(step)
            replay.await_true(lambda: not replay.progress().settled or replay.entries() >= replay.wire()["out"])
            dead = replay.stack.kill(victim)
            assert replay.stack.await_running(victim, other_than=dead) != dead
        assert replay.wire()["out"] == total
        replay.await_articles(total, seconds=300)
        after = outcome(replay)
        assert after.articles == expected.articles
        assert after.developments == expected.developments
        missed = expected.alerted - after.alerted
        assert not missed, f"never delivered: {missed}"
        ((count, first, last),) = replay.query("select count(*), min(position), max(position) from log.events")
        assert (first, last) == (1, count)
        replay.wirewatch("store", "verify")
