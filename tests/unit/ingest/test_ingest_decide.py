"""What a poll comes to: failures and recoveries told once, moves confirmed, validators kept as they were served."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from schemas.codec import decode_binary, encode_binary
from schemas.envelope import Event
from schemas.feeds import FeedFailureReason
from services.ingest.answers import Failure, Gone, Outcome, Unchanged, Validators
from services.ingest.decide import MOVE_CONFIRMATIONS, Decision, decide
from services.ingest.feed_state import FeedState
from services.ingest.findings import find
from services.ingest.knowledge import Known
from services.ingest.schedule import Timing
from tests.unit.ingest.examples import FEED_URL, NOW, answer, entry, read, state

HOUR = timedelta(hours=1)
NEW_URL = "https://new.example/feed.xml"


def fail(reason: FeedFailureReason = "not_found", retry_after: float | None = None) -> Failure:
    return Failure(reason=reason, detail="it went wrong", retry_after=retry_after)


def turn(feed: FeedState, outcome: Outcome, hours: int = 0, known: Known | None = None) -> Decision:
    found = decide(feed, outcome, NOW + hours * HOUR, timing=Timing(), jitter=0.0, known=known or Known())
    for event in found.events:
        assert decode_binary(*encode_binary(event)) == event
    return found


def turns(feed: FeedState, outcomes: Sequence[Outcome]) -> tuple[FeedState, list[str]]:
    told = []
    for hours, outcome in enumerate(outcomes):
        found = turn(feed, outcome, hours)
        feed = found.state
        told += [event.type for event in found.events if event.type.startswith("feed.")]
    return feed, told


def test_a_spell_of_trouble_is_told_at_its_beginning_at_a_new_reason_and_at_its_end() -> None:
    good = Unchanged(answer=answer(status=304))
    spell: list[Outcome] = [fail(), fail(), fail("timeout"), fail(), fail("timeout"), good, good, fail()]
    _, told = turns(state(), spell)
    assert told == ["feed.failed", "feed.failed", "feed.recovered", "feed.failed"]


def test_a_failure_tells_what_when_and_how_often() -> None:
    failed = turn(state(), fail("dns"))
    (event,) = failed.events
    assert (event.subject, event.data.url, event.data.reason) == (state().feed_id, FEED_URL, "dns")
    assert (event.data.failures, event.data.next_poll_at) == (1, failed.state.next_at)
    again = turn(failed.state, fail("dns"), 2)
    recovered = turn(again.state, Unchanged(answer=answer(status=304)), 4)
    (end,) = recovered.events
    assert (end.data.failures, end.data.failing_since) == (2, NOW)
    assert recovered.state.trouble is None


def test_a_repeat_after_a_crash_has_the_same_ids_and_the_next_spell_others() -> None:
    feed = state()
    first = turn(feed, fail(), 0).events[0]
    assert turn(feed, fail(), 3).events[0].id == first.id
    later, _ = turns(feed, [fail(), Unchanged(answer=answer(status=304))])
    assert turn(later, fail(), 9).events[0].id != first.id


def test_retry_after_is_kept_and_429_cools_the_host() -> None:
    limited = turn(state(), fail("rate_limited", retry_after=7 * 3600))
    assert limited.state.next_at == NOW + 7 * HOUR
    assert limited.cool_until == NOW + 7 * HOUR
    assert turn(state(), fail("http_server_error", retry_after=7 * 3600)).cool_until is None
    assert turn(state(), fail("rate_limited")).cool_until == NOW + HOUR


def test_no_failure_but_410_ends_a_feed() -> None:
    worn, _ = turns(state(), [fail()] * 200)
    assert worn.gone_at is None
    assert worn.next_at == NOW + 199 * HOUR + timedelta(days=1)
    gone = turn(state(), Gone())
    assert gone.state.gone_at == NOW
    assert [event.type for event in gone.events] == ["feed.gone"]


def test_validators_are_kept_byte_for_byte_renewed_and_cleared() -> None:
    weak = 'W/"a b,\u00e9"'
    fresh = turn(state(), replace(read([]), answer=answer(etag=weak))).state
    assert fresh.validators == Validators(etag=weak)
    kept = turn(fresh, Unchanged(answer=answer(status=304))).state
    assert kept.validators.etag == weak
    renewed = turn(kept, Unchanged(answer=answer(status=304, etag='"2"'))).state
    assert renewed.validators.etag == '"2"'
    same_body = turn(renewed, Unchanged(answer=answer(status=200, etag='"3"'))).state
    assert same_body.validators.etag == '"3"'
    cleared = turn(same_body, Unchanged(answer=answer(status=200))).state
    assert cleared.validators == Validators()


def test_the_server_and_the_document_may_ask_for_longer_only() -> None:
    def wait(outcome: Outcome, feed: FeedState | None = None) -> timedelta:
        return turn(feed or state(), outcome).state.next_at - NOW

    assert wait(read([])) == HOUR
    assert wait(replace(read([]), answer=answer(cache_control="max-age=7200"))) == 2 * HOUR
    assert wait(replace(read([]), answer=answer(cache_control="max-age=60"))) == HOUR
    assert wait(replace(read([]), answer=answer(cache_control="max-age=9999999"))) == 24 * HOUR
    slow = replace(read([]), document=replace(read([]).document, wish_seconds=5 * 3600.0))
    assert wait(slow) == 5 * HOUR
    assert wait(Unchanged(answer=answer(status=304)), turn(state(), slow).state) == 5 * HOUR


def test_jitter_spreads_and_never_hurries() -> None:
    late = decide(state(), read([]), NOW, timing=Timing(), jitter=1.0).state.next_at
    assert HOUR < late - NOW <= 1.1 * HOUR


def moved_answers() -> tuple[FeedState, Known, Outcome]:
    """A feed that knows an entry, and the answer that holds it behind permanent redirects."""
    found = find(state(), read([entry("a")]), Known(), NOW)
    known = Known(
        sightings={each.key: each for each in found.sightings},
        articles={each.article_id: each for each in found.articles},
    )
    return state(), known, read([entry("a")], moved_to=NEW_URL)


def test_a_permanent_redirect_moves_the_feed_after_its_confirmations() -> None:
    feed, known, redirected = moved_answers()
    told: list[Event] = []
    for hours in range(MOVE_CONFIRMATIONS):
        assert feed.poll_url == FEED_URL
        found = turn(feed, redirected, hours, known)
        feed = found.state
        told += found.events
    (moved,) = told
    assert (moved.type, moved.data.url, moved.data.new_url) == ("feed.moved", FEED_URL, NEW_URL)
    assert (feed.poll_url, feed.url, feed.feed_id, feed.host) == (NEW_URL, FEED_URL, state().feed_id, "new.example")


@pytest.mark.parametrize("between", [read([entry("a")]), read([entry("a")], moved_to="https://x.example/f")])
def test_an_interrupted_redirect_begins_anew(between: Outcome) -> None:
    feed, known, redirected = moved_answers()
    for outcome in (redirected, redirected, between, redirected, redirected):
        feed = turn(feed, outcome, known=known).state
    assert feed.poll_url == FEED_URL


def test_a_feed_never_moves_to_strange_entries() -> None:
    feed, known, _ = moved_answers()
    for _ in range(5):
        feed = turn(feed, read([entry("parked")], moved_to=NEW_URL), known=known).state
    assert feed.poll_url == FEED_URL
