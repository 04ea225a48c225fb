"""What ingest remembers, in Postgres (schema `ingest`, sql/state.sql), so that many workers share the feeds."""

import contextlib
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoneFree

from schemas.articles import Copy
from schemas.feeds import FeedFailureReason
from services.ingest.answers import Validators
from services.ingest.copies import BEARERS, CANDIDATES, WINDOW, Fingerprint
from services.ingest.decide import Decision
from services.ingest.errors import LeaseLost
from services.ingest.feed_state import Feed, FeedState, Move, Trouble, host_of
from services.ingest.findings import Question
from services.ingest.knowledge import Known, KnownArticle, Sighting
from services.ingest.memory import Lease
from services.ingest.revisions import Hashes
from services.runtime.errors import DatabaseUnavailable
from services.runtime.postgres import queries

_SQL = {name: text(query) for name, query in queries("services.ingest", "sql/state.sql").items()}


class PostgresState:
    """memory.State in Postgres. Each method is one transaction; any thread may call it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[Connection]:
        try:
            with self._engine.begin() as connection:
                yield connection
        except (OperationalError, InterfaceError) as error:  # also lock timeouts and deadlocks: trying again may help
            raise DatabaseUnavailable(f"Postgres does not do its part: {str(error.orig).strip()}") from error
        except NoneFree as error:
            raise DatabaseUnavailable(f"all connections to Postgres are in use and none comes back: {error}") from error

    def set_feeds(self, feeds: Sequence[Feed], now: datetime) -> None:
        """See State."""
        rows = [
            {"feed_id": feed.feed_id, "url": feed.url, "host": host_of(feed.url), "tags": list(feed.tags), "now": now}
            for feed in feeds
        ]
        rows.sort(key=lambda row: str(row["feed_id"]))  # one order in all workers: no deadlock
        with self._transaction() as connection:
            connection.execute(_SQL["list_hosts"], {"hosts": sorted({str(row["host"]) for row in rows})})
            connection.execute(_SQL["unlist_feeds"], {"feed_ids": [row["feed_id"] for row in rows]})
            if rows:
                connection.execute(_SQL["list_feed"], rows)

    def lease(self, worker: str, now: datetime, seconds: float, hosts: int) -> tuple[Lease, ...]:
        """See State."""
        until = now + timedelta(seconds=seconds)
        asked = {"worker": worker, "now": now, "until": until, "hosts": hosts}
        with self._transaction() as connection:
            taken = list(connection.execute(_SQL["lease_hosts"], asked).scalars())
            rows = connection.execute(_SQL["due_feeds"], {"hosts": taken, "now": now}).mappings() if taken else ()
            states = [(row["host"], _feed_state(row)) for row in rows]
        return tuple(
            Lease(host=host, feeds=tuple(state for its_host, state in states if its_host == host)) for host in taken
        )

    def renew(self, worker: str, host: str, now: datetime, seconds: float) -> bool:
        """See State."""
        asked = {"worker": worker, "host": host, "now": now, "until": now + timedelta(seconds=seconds)}
        with self._transaction() as connection:
            return connection.execute(_SQL["renew_lease"], asked).first() is not None

    def release(self, worker: str, host: str, next_start_at: datetime) -> None:
        """See State."""
        with self._transaction() as connection:
            asked = {"worker": worker, "host": host, "next_start_at": next_start_at}
            connection.execute(_SQL["release_host"], asked)

    @contextlib.contextmanager
    def concluding(self, worker: str, host: str, now: datetime) -> Iterator["PostgresConclusion"]:
        """See State."""
        with self._transaction() as connection:
            connection.execute(_SQL["conclude_alone"])
            if connection.execute(_SQL["hold_lease"], {"worker": worker, "host": host, "now": now}).first() is None:
                raise LeaseLost(host, worker)
            yield PostgresConclusion(connection)

    def prune(self, now: datetime) -> None:
        """See State."""
        with self._transaction() as connection:
            connection.execute(_SQL["prune_fingerprints"], {"before": now - WINDOW})

    def lag(self, now: datetime) -> float:
        """See State."""
        with self._transaction() as connection:
            return float(connection.execute(_SQL["lag"], {"now": now}).scalar_one())


class PostgresConclusion:
    """memory.Conclusion in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def known(self, feed_id: str, question: Question) -> Known:
        """See Conclusion."""
        asked = {"feed_id": feed_id, "keys": list(question.keys)}
        found = [Sighting(**row) for row in self._connection.execute(_SQL["sightings"], asked).mappings()]
        wanted = {*question.article_ids, *(each.article_id for each in found if each.article_id)}
        rows = self._connection.execute(_SQL["articles"], {"article_ids": sorted(wanted)}).mappings()
        return Known(
            sightings={each.key: each for each in found},
            articles={row["article_id"]: _article(row) for row in rows},
        )

    def originals(self, fingerprints: Sequence[Fingerprint], now: datetime) -> tuple[Fingerprint, ...]:
        """See Conclusion."""
        asked = [(number, value) for number, each in enumerate(fingerprints) for value in each.probes]
        parameters = {
            "numbers": [number for number, _ in asked],
            "hashes": [value for _, value in asked],
            "text_hashes": sorted({each.text_hash for each in fingerprints if each.text_hash}),
            "since": now - WINDOW,
            "candidates": CANDIDATES,
            "bearers": BEARERS,
        }
        rows = self._connection.execute(_SQL["originals"], parameters).mappings()
        return tuple(Fingerprint(**dict(row) | {"sketch": tuple(row["sketch"])}) for row in rows)

    def save(self, decision: Decision) -> None:
        """See Conclusion."""
        state, found = decision.state, decision.findings
        self._connection.execute(_SQL["list_hosts"], {"hosts": [state.host]})
        self._connection.execute(_SQL["save_feed"], _feed_row(state))
        if decision.cool_until is not None:
            self._connection.execute(_SQL["cool_host"], {"host": state.host, "until": decision.cool_until})
        self._many("save_article", [_article_row(each) for each in found.articles])
        self._many("save_sighting", [_sighting_row(state.feed_id, each) for each in found.sightings])
        prints = [_fingerprint_row(each) for each in found.fingerprints]
        self._many("save_fingerprint", prints)
        self._many("save_shingles", [row for row in prints if row["sketch"]])

    def _many(self, query: str, rows: list[dict[str, Any]]) -> None:
        if rows:
            self._connection.execute(_SQL[query], rows)


def _feed_state(row: Any) -> FeedState:
    reasons = cast("tuple[FeedFailureReason, ...]", tuple(row["failure_reasons"] or ()))
    trouble = Trouble(since=row["failing_since"], failures=row["failures"], score=row["failure_score"], reasons=reasons)
    return FeedState(
        url=row["url"],
        poll_url=row["poll_url"],
        tags=tuple(row["tags"]),
        title=row["title"],
        added_at=row["added_at"],
        next_at=row["next_at"],
        validators=Validators(etag=row["etag"], last_modified=row["last_modified"]),
        body_sha256=row["body_sha256"],
        wish_seconds=row["wish_seconds"],
        last_ok_at=row["last_ok_at"],
        trouble=trouble if row["failing_since"] else None,
        move=Move(to=row["move_to"], seen=row["move_seen"]) if row["move_to"] else None,
        gone_at=row["gone_at"],
    )


def _feed_row(state: FeedState) -> dict[str, Any]:
    trouble, move = state.trouble, state.move
    return {
        "feed_id": state.feed_id,
        "poll_url": state.poll_url,
        "host": state.host,
        "title": state.title,
        "next_at": state.next_at,
        "etag": state.validators.etag,
        "last_modified": state.validators.last_modified,
        "body_sha256": state.body_sha256,
        "wish_seconds": state.wish_seconds,
        "last_ok_at": state.last_ok_at,
        "failing_since": trouble.since if trouble else None,
        "failures": trouble.failures if trouble else None,
        "failure_score": trouble.score if trouble else None,
        "failure_reasons": list(trouble.reasons) if trouble else None,
        "move_to": move.to if move else None,
        "move_seen": move.seen if move else None,
        "gone_at": state.gone_at,
    }


def _article(row: Any) -> KnownArticle:
    return KnownArticle(
        article_id=row["article_id"],
        feed_id=row["feed_id"],
        revision=row["revision"],
        guid=row["guid"],
        hashes=Hashes(title=row["title_hash"], summary=row["summary_hash"], text=row["text_hash"]),
        first_seen_at=row["first_seen_at"],
        copy_of=Copy(article_id=row["copy_of"], score=row["copy_score"]) if row["copy_of"] else None,
    )


def _article_row(article: KnownArticle) -> dict[str, Any]:
    copy_of = article.copy_of
    return {
        "article_id": article.article_id,
        "feed_id": article.feed_id,
        "revision": article.revision,
        "guid": article.guid,
        "title_hash": article.hashes.title,
        "summary_hash": article.hashes.summary,
        "text_hash": article.hashes.text,
        "first_seen_at": article.first_seen_at,
        "copy_of": copy_of.article_id if copy_of else None,
        "copy_score": copy_of.score if copy_of else None,
    }


def _sighting_row(feed_id: str, sighting: Sighting) -> dict[str, Any]:
    return {
        "feed_id": feed_id,
        "key": sighting.key,
        "article_id": sighting.article_id,
        "content": sighting.content,
    }


def _fingerprint_row(found: Fingerprint) -> dict[str, Any]:
    return {
        "article_id": found.article_id,
        "first_seen_at": found.first_seen_at,
        "text_hash": found.text_hash,
        "sketch": list(found.sketch),
    }
