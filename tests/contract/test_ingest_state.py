"""One suite for both forms of ingest's state: the one in memory, which tests use, and the one in Postgres."""

import threading
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from schemas.articles import Copy
from services.ingest.answers import Validators
from services.ingest.copies import BEARERS, WINDOW, Originals, fingerprint
from services.ingest.decide import Decision
from services.ingest.errors import LeaseLost
from services.ingest.feed_state import Feed, FeedState, Move, Trouble
from services.ingest.findings import Findings, Question
from services.ingest.knowledge import KnownArticle, Sighting
from services.ingest.memory import MemoryState, State
from services.ingest.revisions import Hashes
from services.ingest.state import PostgresState
from services.runtime import postgres as runtime_postgres
from services.runtime.errors import DatabaseUnavailable
from tests.unit.ingest.examples import NOW, WIRE

A = Feed(url="https://one.example/a", tags=("x", "y"))
B = Feed(url="https://www.one.example/b")
C = Feed(url="https://two.example/c")
SECOND = timedelta(seconds=1)


@pytest.fixture(scope="module")
def engine(postgres: str) -> Iterator[Engine]:
    owner = runtime_postgres.engine(postgres)
    runtime_postgres.migrate(owner, "services.ingest")
    owner.dispose()
    made = runtime_postgres.engine(postgres, "wirewatch_ingest")
    yield made
    made.dispose()


@pytest.fixture(params=["memory", "postgres"])
def state(request: pytest.FixtureRequest) -> State:
    if request.param == "memory":
        return MemoryState()
    engine: Engine = request.getfixturevalue("engine")
    with engine.begin() as connection:
        # The service's own role cannot delete; the owner that granted it can.
        connection.exec_driver_sql("reset role")
        connection.exec_driver_sql(
            "truncate ingest.hosts, ingest.feeds, ingest.articles, ingest.sightings, "
            "ingest.fingerprints, ingest.shingles"
        )
        connection.exec_driver_sql("set role wirewatch_ingest")
    return PostgresState(engine)


def lease(state: State, worker: str = "w", now: datetime = NOW, hosts: int = 10) -> dict[str, list[FeedState]]:
    return {each.host: list(each.feeds) for each in state.lease(worker, now, 60, hosts)}


def save(state: State, feed: FeedState, findings: Findings | None = None, cool: datetime | None = None) -> None:
    with state.concluding("w", feed.host, NOW) as conclusion:
        conclusion.save(
            Decision(outcome="read", events=(), state=feed, findings=findings or Findings(), cool_until=cool)
        )


def leased(state: State, feed: Feed = A) -> FeedState:
    state.set_feeds([feed], NOW)
    ((found,),) = lease(state).values()
    return found


def test_new_feeds_are_due_at_once_and_leased_by_host(state: State) -> None:
    state.set_feeds([A, B, C], NOW)
    found = lease(state)
    assert {host: sorted(feed.url for feed in feeds) for host, feeds in found.items()} == {
        "one.example": [A.url, B.url],
        "two.example": [C.url],
    }
    assert found["two.example"][0].added_at == NOW


def test_a_host_is_held_by_one_worker_until_it_is_released(state: State) -> None:
    state.set_feeds([A, C], NOW)
    assert list(lease(state, "w", hosts=1)) != []
    other = lease(state, "v")
    assert len(other) == 1
    assert lease(state, "u") == {}
    (host,) = other
    state.release("w", host, NOW)  # not its holder
    assert lease(state, "u") == {}
    state.release("v", host, NOW)
    assert list(lease(state, "u")) == [host]


def test_a_lease_runs_out_unless_it_is_renewed(state: State) -> None:
    state.set_feeds([A], NOW)
    assert lease(state, "w")
    assert state.renew("w", "one.example", NOW + 59 * SECOND, 60)
    assert lease(state, "v", NOW + 100 * SECOND) == {}
    assert lease(state, "v", NOW + 119 * SECOND)
    assert not state.renew("w", "one.example", NOW + 120 * SECOND, 60)


def test_a_released_host_rests_until_its_next_start(state: State) -> None:
    state.set_feeds([A], NOW)
    lease(state)
    state.release("w", "one.example", NOW + 5 * SECOND)
    assert lease(state, now=NOW + 4 * SECOND) == {}
    assert lease(state, now=NOW + 5 * SECOND)


def test_who_lost_the_lease_saves_nothing(state: State) -> None:
    feed = leased(state)
    with pytest.raises(LeaseLost), state.concluding("v", feed.host, NOW):
        pass
    with pytest.raises(LeaseLost), state.concluding("w", feed.host, NOW + 61 * SECOND):
        pass


def test_an_error_inside_saves_nothing(state: State) -> None:
    feed = leased(state)
    with pytest.raises(RuntimeError), state.concluding("w", feed.host, NOW):
        raise RuntimeError
    state.release("w", feed.host, NOW)
    assert lease(state)["one.example"] == [feed]


def test_all_of_a_feed_is_remembered(state: State) -> None:
    full = replace(
        leased(state),
        poll_url="https://three.example/new",
        title="Näws",
        next_at=NOW + SECOND,
        validators=Validators(etag='W/"a b,\u00e9"', last_modified="whenever"),
        body_sha256="0" * 64,
        wish_seconds=900.5,
        last_ok_at=NOW,
        trouble=Trouble(since=NOW, failures=3, score=1.25, reasons=("dns", "timeout")),
        move=Move(to="https://x.example/", seen=2),
    )
    with state.concluding("w", "one.example", NOW) as conclusion:
        conclusion.save(Decision(outcome="read", events=(), state=full))
    assert lease(state, now=NOW) == {}
    assert lease(state, now=NOW + SECOND) == {"three.example": [full]}
    plain = replace(full, trouble=None, move=None, validators=Validators(), wish_seconds=None, next_at=NOW)
    with state.concluding("w", "three.example", NOW + SECOND) as conclusion:
        conclusion.save(Decision(outcome="read", events=(), state=plain))
    state.release("w", "three.example", NOW)
    assert lease(state, now=NOW + SECOND) == {"three.example": [plain]}


def test_a_feed_that_is_gone_or_unlisted_is_not_polled_and_keeps_its_schedule(state: State) -> None:
    feed = leased(state)
    save(state, replace(feed, next_at=NOW + 9 * SECOND))
    state.release("w", feed.host, NOW)
    state.set_feeds([], NOW)
    assert lease(state, now=NOW + 60 * SECOND) == {}
    state.set_feeds([replace(A, tags=("z",))], NOW + SECOND)
    assert lease(state, now=NOW + 8 * SECOND) == {}
    ((again,),) = lease(state, now=NOW + 9 * SECOND).values()
    assert (again.tags, again.next_at, again.added_at) == (("z",), NOW + 9 * SECOND, NOW)


def test_a_feed_that_said_gone_is_never_due(state: State) -> None:
    feed = leased(state)
    save(state, replace(feed, gone_at=NOW))
    state.release("w", feed.host, NOW)
    assert lease(state, now=NOW + timedelta(days=400)) == {}
    assert state.lag(NOW + timedelta(days=400)) == 0


def test_a_host_that_must_cool_is_left_alone(state: State) -> None:
    feed = leased(state)
    save(state, replace(feed, next_at=NOW), cool=NOW + 90 * SECOND)
    state.release("w", feed.host, NOW + 5 * SECOND)
    assert lease(state, now=NOW + 89 * SECOND) == {}
    assert lease(state, now=NOW + 90 * SECOND)


def article(name: str, revision: int = 1, copy_of: Copy | None = None) -> KnownArticle:
    return KnownArticle(
        article_id=str(uuid.uuid5(uuid.NAMESPACE_URL, name)),
        feed_id=A.feed_id,
        revision=revision,
        guid=f"guid {name}",
        hashes=Hashes(title=f"t{revision}", summary="s", text="x"),
        first_seen_at=NOW,
        copy_of=copy_of,
    )


def test_articles_and_sightings_are_found_again_and_replaced(state: State) -> None:
    feed = leased(state)
    one = article("1")
    two = article("2", copy_of=Copy(article_id=one.article_id, score=0.75))
    seen = Sighting(key="k1", article_id=one.article_id, content="c1")
    refused = Sighting(key="k2", article_id=None, content="c2")
    save(state, feed, Findings(articles=(one, two), sightings=(seen, refused)))
    asked = Question(keys=("k1", "k2", "k3"), article_ids=(two.article_id, str(uuid.uuid4())))
    with state.concluding("w", feed.host, NOW) as conclusion:
        known = conclusion.known(feed.feed_id, asked)
        elsewhere = conclusion.known(C.feed_id, asked)
    assert known.sightings == {"k1": seen, "k2": refused}
    assert known.articles == {one.article_id: one, two.article_id: two}
    assert elsewhere.sightings == {}
    newer, moved = article("1", revision=2), replace(refused, article_id=two.article_id)
    save(state, feed, Findings(articles=(newer,), sightings=(moved,)))
    with state.concluding("w", feed.host, NOW) as conclusion:
        known = conclusion.known(feed.feed_id, Question(keys=("k1", "k2"), article_ids=()))
    assert known.articles[one.article_id] == newer
    assert known.sightings["k2"] == moved


def test_originals_are_found_by_words_and_by_shingles_for_a_week(state: State) -> None:
    feed = leased(state)
    ids = [str(uuid.uuid4()) for _ in range(4)]
    near = fingerprint(ids[0], "t", f"Intro. {WIRE}", NOW)
    short = fingerprint(ids[1], "A short title", "and a few words", NOW)
    old = fingerprint(ids[2], "t", WIRE, NOW - WINDOW - SECOND)
    far = fingerprint(ids[3], "t", " ".join(f"w{n}" for n in range(50)), NOW)
    save(state, feed, Findings(fingerprints=(near, short, old, far)))

    def originals(title: str, text: str) -> set[str]:
        with state.concluding("w", feed.host, NOW) as conclusion:
            found = conclusion.originals([fingerprint(str(uuid.uuid4()), title, text, NOW)], NOW)
            assert all(each in {near, short, far} for each in found)
            return {each.article_id for each in found}

    assert originals("t", WIRE) == {ids[0]}
    assert originals("A short title", "and a few words") == {ids[1]}
    assert originals("x", "y") == set()
    state.prune(NOW + WINDOW + SECOND)
    assert originals("t", WIRE) == set()


def test_the_foot_of_every_page_neither_hides_the_original_nor_names_one(state: State) -> None:
    """A publisher's boilerplate stands in all its articles: it brings some candidates, and the true one with them."""
    feed = leased(state)
    foot = " ".join(f"foot{n}" for n in range(30))
    pages = [fingerprint(str(uuid.uuid4()), "t", f"{story(n)} {foot}", NOW) for n in range(3 * BEARERS)]
    save(state, feed, Findings(fingerprints=tuple(pages)))
    for number in (0, len(pages) // 2, len(pages) - 1):
        copy = fingerprint(str(uuid.uuid4()), "t", f"{story(number)} Another end.", NOW + SECOND)
        strange = fingerprint(str(uuid.uuid4()), "t", f"{story(len(pages))} {foot}", NOW + SECOND)
        with state.concluding("w", feed.host, NOW) as conclusion:
            found = Originals(conclusion.originals([copy, strange], NOW))
        named = found.copied_by(copy)
        assert named is not None
        assert named.article_id == pages[number].article_id
        assert found.copied_by(strange) is None


def story(number: int) -> str:
    """Fifty words that no other number has."""
    return " ".join(f"s{number}w{n}" for n in range(50))


def test_lag_is_the_wait_of_the_most_overdue_feed(state: State) -> None:
    assert state.lag(NOW) == 0
    state.set_feeds([A, C], NOW)
    assert state.lag(NOW - 5 * SECOND) == 0
    assert state.lag(NOW + 7 * SECOND) == pytest.approx(7)


def test_workers_that_lease_at_once_never_share_a_host(engine: Engine) -> None:
    state = PostgresState(engine)
    state.set_feeds([Feed(url=f"https://h{n}.org/f") for n in range(40)], NOW)
    taken: list[str] = []

    def work(name: str) -> None:
        while found := state.lease(name, NOW, 600, 3):
            taken.extend(each.host for each in found)

    threads = [threading.Thread(target=work, args=(f"w{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ours = [host for host in taken if host.startswith("h")]
    assert len(ours) == len(set(ours)) == 40


@pytest.mark.usefixtures("engine")
def test_a_pool_without_a_free_connection_is_a_database_that_is_away(postgres: str) -> None:
    small = runtime_postgres.engine(postgres, "wirewatch_ingest", pool_size=1, max_overflow=0, pool_timeout=0.05)
    with small.connect(), pytest.raises(DatabaseUnavailable, match="in use"):
        PostgresState(small).lag(NOW)
    small.dispose()


def test_the_role_of_the_service_can_do_no_more_than_it_must(engine: Engine) -> None:
    for forbidden in ("delete from ingest.articles", "drop table ingest.feeds", "truncate ingest.sightings"):
        with pytest.raises(Exception, match=r"permission denied|must be owner"), engine.begin() as connection:
            connection.exec_driver_sql(forbidden)
