"""The stream worker on a real broker: poison, errors, kill -9, rebalances, stalls; nothing lost or acked early."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas.topics import MAX_MESSAGE_BYTES
from services.runtime.kafka import admin
from tests.integration.groups import put_out_killed
from tests.integration.runtime.workers import Bench, bench, until

pytestmark = pytest.mark.timeout(180)


@pytest.fixture
def on(kafka: str, tmp_path: Path) -> Iterator[Bench]:
    with bench(kafka, tmp_path) as made:
        yield made


def supervised(on: Bench, wanted: set[str]) -> bool:
    """Whether all results are out, while workers that end themselves (deaf after a rebalance) are started again."""
    on.supervise()
    return values(on) == wanted


def values(on: Bench) -> set[str]:
    return {result.value for result in on.results()}


def test_poison_goes_to_the_dead_letters_with_its_coordinates_and_the_rest_is_processed(on: Bench) -> None:
    sent = [f"v{number}" for number in range(40)]
    on.send(*sent[:20], "poison", *sent[20:])
    worker = on.start()
    until("all results are out", lambda: values(on) == set(sent))
    until("the dead letter is out", on.dead_letters)
    assert worker.stop() == 0
    (letter,) = on.dead_letters()
    (poison,) = [message for message in on.read(on.source) if message.value == b"poison"]
    assert letter["reason"] == "invalid_data"
    assert letter["detail"] == "it is poison"
    assert letter["kafka"] == {"topic": on.source.name, "partition": poison.partition, "offset": poison.offset}
    assert letter["headers"] == {"content-type": "dGV4dC9wbGFpbg=="}


def test_an_error_ends_the_process_before_the_ack_and_the_next_start_processes_the_message(on: Bench) -> None:
    (on.folder / "explosive").touch()
    on.send("v1", "v2", "explode", "v3")
    first = on.start()
    assert first.process.wait(60) == 1
    assert "it exploded" in first.log()
    (on.folder / "explosive").unlink()
    put_out_killed(on.bootstrap, on.app_id)
    on.start()
    until("every message is processed", lambda: values(on) == {"v1", "v2", "explode", "v3"})


def test_a_kill_in_the_middle_loses_nothing(on: Bench) -> None:
    sent = [f"slow-{number}" for number in range(60)]
    on.send(*sent)
    first = on.start()
    until("the first results are out", lambda: len(values(on)) >= 15)
    first.kill()
    assert len(values(on)) < len(sent)
    put_out_killed(on.bootstrap, on.app_id)
    on.start()
    until("every message is processed", lambda: values(on) == set(sent))
    counted = {result.value: result.count for result in on.results()}
    # The table came back from its changelog: no key counts from 0 again after it was counted.
    assert min(counted.values()) >= 1


def test_two_workers_share_the_partitions_and_one_takes_over_when_the_other_is_killed(on: Bench) -> None:
    first, second = on.start(), on.start()
    until("both are ready", lambda: first.ready() and second.ready())
    before, after = {f"v{number}" for number in range(100)}, {f"w{number}" for number in range(100)}
    on.send(*before)
    until("all results are out", lambda: supervised(on, before))
    first.kill()
    on.send(*after)
    until("the other took over", lambda: supervised(on, before | after))


def test_workers_that_come_and_go_while_messages_flow_lose_nothing(on: Bench) -> None:
    sent = [f"slow-{number}" for number in range(120)]
    on.send(*sent)
    first = on.start()
    until("the first works", lambda: len(values(on)) >= 10)
    second = on.start()
    until("the second is ready", second.ready)
    assert first.stop() == 0
    until("every message is processed", lambda: supervised(on, set(sent)))


def test_a_stopped_worker_commits_and_leaves_the_group(on: Bench, kafka: str) -> None:
    on.send(*[f"v{number}" for number in range(50)])
    first = on.start()
    until("all results are out", lambda: len(values(on)) == 50)
    assert first.stop() == 0
    client = admin(kafka)
    try:
        group = client.describe_groups([on.app_id])[on.app_id]
    finally:
        client.close()
    assert group["members"] == []
    second = on.start()
    until("the next worker is ready at once", second.ready, 10)
    assert second.stop() == 0
    assert len(on.results()) == 50, "what was committed is not processed again"


def test_faust_creates_no_topic_and_its_table_uses_ours(on: Bench, kafka: str) -> None:
    on.send("v1")
    worker = on.start()
    until("the result is out", lambda: values(on) == {"v1"})
    assert worker.stop() == 0
    client = admin(kafka)
    try:
        assert [name for name in client.list_topics() if on.app_id in name] == [on.changelog.name]
    finally:
        client.close()
    assert [(each.key, each.value) for each in on.read(on.changelog)] == [(b"v1", b"1")]


def test_a_table_comes_back_after_a_restart(on: Bench) -> None:
    on.send("v1", "v1")
    first = on.start()
    until("both results are out", lambda: len(on.results()) == 2)
    assert first.stop() == 0
    on.start()
    on.send("v1")
    until("the next result is out", lambda: len(on.results()) == 3)
    assert [result.count for result in on.results()] == [1, 2, 3]


def test_a_message_near_the_limit_passes_and_a_result_over_it_is_a_dead_letter(on: Bench) -> None:
    fits = "x" * (MAX_MESSAGE_BYTES - 1_000)
    passes = "y" * 3_000_000
    on.send_keyed("k1", fits + '"' * 700)  # escaped in JSON, the result is longer than the message
    on.send_keyed("k2", passes)
    on.start()
    until("the large result is out", lambda: values(on) == {passes})
    until("the larger one is a dead letter", on.dead_letters)
    (letter,) = on.dead_letters()
    assert (letter["reason"], letter["size"]) == ("too_large", MAX_MESSAGE_BYTES - 300)


def test_a_worker_whose_topics_are_missing_says_so_and_ends(on: Bench) -> None:
    worker = on.start(MISSING_TOPIC="never-made")
    assert worker.process.wait(30) == 1
    assert "Kafka lacks the topics never-made; `wirewatch runtime topics` creates them" in worker.log()


def test_readiness_and_lag_tell_where_a_worker_stands(on: Bench) -> None:
    on.send("v1")
    fresh = on.start()
    until("it is not ready before it has partitions", lambda: fresh.get("/ready")[0] == 503)
    assert json.loads(fresh.get("/ready")[1])["reasons"].keys() <= {"start", "stream"}
    fresh.kill()
    put_out_killed(on.bootstrap, on.app_id)
    worker = on.start_ready()
    until("its lag is told", lambda: f'wirewatch_stream_lag_messages{{app="{on.app_id}"' in worker.get("/metrics")[1])
    assert worker.get("/live")[0] == 200


def test_an_idle_worker_lives_and_a_blocked_one_ends_itself_with_exit_code_70(on: Bench) -> None:
    (on.folder / "hanging").touch()
    worker = on.start_ready(STALL_SECONDS="6")
    lines = len(worker.log())
    with pytest.raises(AssertionError):
        until("an idle worker ends", lambda: worker.process.poll() is not None, 9)
    assert "worker_stalled" not in worker.log()[lines:]
    on.send("hang")
    assert worker.process.wait(30) == 70
    assert "worker_stalled" in worker.log()
    (on.folder / "hanging").unlink()
    put_out_killed(on.bootstrap, on.app_id)
    on.start()
    until("the message is read again", lambda: values(on) == {"hang"})
