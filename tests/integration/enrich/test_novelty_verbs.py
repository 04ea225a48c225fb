"""The verbs of novelty as a person runs them: lines in, lines out, a bad line costs itself."""

import json
import os
import subprocess
import sys
import uuid
from typing import Any

import msgspec
import pytest
from kafka import TopicPartition

from schemas import topics
from schemas.codec import decode_binary, decode_structured
from schemas.topics import Topic
from services.runtime.kafka import consumer
from services.runtime.topics import create_topics
from tests.unit.enrich.novelty.claims import FIRST, told, watched

pytestmark = pytest.mark.timeout(120)


def enrich(*arguments: str, stdin: bytes, **environment: str) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(
        [sys.executable, "-m", "services.enrich", *arguments],
        input=stdin,
        env=os.environ | environment,
        capture_output=True,
        check=False,
    )


def lines(*made: object) -> bytes:
    return b"\n".join(each if isinstance(each, bytes) else msgspec.json.encode(each) for each in made)


STORY = lines(*watched("RUS"), b"broken", told("a", by="RUS TUR", joint=True, on="2017-01-18", stated=FIRST))


def test_detect_writes_the_events_as_decided_and_a_bad_line_in_its_place() -> None:
    done = enrich("detect", stdin=STORY)
    bad, *good = done.stdout.splitlines()
    assert done.returncode == 1
    assert json.loads(bad)["line"] == 2
    assert [decode_structured(line).type for line in good] == ["development.detected"]


def test_current_writes_only_what_stands_and_a_longer_reach_may_be_asked_for() -> None:
    done = enrich("detect", "--current", "--reach-days", "5000", stdin=STORY)
    (found,) = [json.loads(line) for line in done.stdout.splitlines()]
    assert [each["basis"] for each in found["novelties"]] == ["stated"]
    assert found["id"] == found["development_id"]
    assert b"not JSON" in done.stderr


def test_history_maps_rows_and_tells_those_that_do_not_map() -> None:
    rows = b"id,date_start,type_of_violence,side_a,side_b\n1,2015-11-24,1,Government of Turkey,PKK\n2,,1,IS,\n"
    done = enrich("history", "--mapping", "ucdp", stdin=rows)
    (made,) = [json.loads(line) for line in done.stdout.splitlines()]
    assert made["history"] is True
    assert done.stderr.decode().splitlines() == ["line 3: the row gives no day", "2 rows read, 1 mapped, 1 not"]


def test_a_mapping_that_is_not_there_is_told_without_a_traceback() -> None:
    done = enrich("history", "--mapping", "missing.tsv", stdin=b"id\n")
    assert done.returncode == 2
    assert b"missing.tsv" in done.stderr
    assert b"Traceback" not in done.stderr


def test_publish_sends_annotations_and_their_claims(kafka: str) -> None:
    create_topics(kafka)
    article = f"published {uuid.uuid4()}"
    annotation = told(article, by="RUS TUR", to="IS", joint=True, on="2017-01-18", history=True)
    done = enrich("publish", stdin=lines(annotation, b"{}"), KAFKA_BOOTSTRAP_SERVERS=kafka)
    assert done.stderr.decode().splitlines()[-1] == "1 annotations published, 1 refused"
    assert [data.article_id for data in _read(kafka, topics.ANNOTATIONS) if data.article_id == article] == [article]
    claims = [data for data in _read(kafka, topics.CLAIMS) if data.report.article_id == article]
    assert sorted(data.relation.key for data in claims) == ["IS|RUS", "IS|TUR", "RUS|TUR"]
    assert all(data.history for data in claims)


def _read(bootstrap: str, topic: Topic) -> list[Any]:
    reader = consumer(bootstrap, None)
    try:
        partitions = [TopicPartition(topic.name, number) for number in range(topic.partitions)]
        reader.assign(partitions)
        ends = reader.end_offsets(partitions)
        found: list[Any] = []
        while any(reader.position(each) < ends[each] for each in partitions):
            for records in reader.poll(500).values():
                found += [decode_binary(each.value, each.headers).data for each in records]
        return found
    finally:
        reader.close()
