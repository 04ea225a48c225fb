"""When an entry was published."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.dates import Stamp, settle, stamp
from tests.unit.ingest.examples import NOW


@pytest.mark.parametrize(
    ("raw", "at", "no_zone"),
    [
        ("Tue, 17 Feb 2026 19:59:16 -0500", datetime(2026, 2, 18, 0, 59, 16, tzinfo=UTC), False),
        ("Tue, 17 Feb 2026 18:03:07 EST", datetime(2026, 2, 17, 23, 3, 7, tzinfo=UTC), False),
        ("Wed, 18 Feb 2026 03:12:00 GMT", datetime(2026, 2, 18, 3, 12, tzinfo=UTC), False),
        ("Wed, 18 Feb 2026 03:12:00", datetime(2026, 2, 18, 3, 12, tzinfo=UTC), True),
        ("Wed, 18 Feb 2026 03:12:00 XYZ", datetime(2026, 2, 18, 3, 12, tzinfo=UTC), True),
        ("2026-02-18T03:12:00Z", datetime(2026, 2, 18, 3, 12, tzinfo=UTC), False),
        ("2026-02-18T03:12:00+05:30", datetime(2026, 2, 17, 21, 42, tzinfo=UTC), False),
        ("2026-02-18T03:12:00", datetime(2026, 2, 18, 3, 12, tzinfo=UTC), True),
        ("2026-02-18", datetime(2026, 2, 18, tzinfo=UTC), True),
        ("yesterday", None, False),
        ("9999-12-31T23:59:59-23:00", None, False),
    ],
)
def test_dates_are_read_with_their_zone(raw: str, at: datetime | None, no_zone: bool) -> None:
    found = stamp(raw, None)
    assert found is not None
    assert (found.at, found.no_zone) == (at, no_zone)


def test_a_form_that_only_feedparser_knows_is_taken_from_it() -> None:
    found = stamp("17 de fevereiro", time.struct_time((2026, 2, 17, 10, 0, 0, 1, 48, 0)))
    assert found is not None
    assert found.at == datetime(2026, 2, 17, 10, tzinfo=UTC)


@given(st.text(max_size=100))
def test_any_text_is_a_stamp_or_none(raw: str) -> None:
    found = stamp(raw, None)
    assert found is None or found.at is None or found.at.tzinfo is not None


def day(at: datetime, no_zone: bool = False) -> Stamp:
    return Stamp(raw="as served", at=at, no_zone=no_zone)


def test_published_counts_before_updated_and_updated_before_first_seen() -> None:
    old, older = NOW - timedelta(days=1), NOW - timedelta(days=2)
    assert settle(day(older), day(old), NOW).at == older
    assert settle(None, day(old), NOW).at == old
    assert settle(Stamp(raw="junk", at=None), day(old), NOW).at == old
    assert settle(None, None, NOW).flags == ("missing",)
    unparsable = settle(Stamp(raw="junk", at=None), None, NOW)
    assert (unparsable.at, unparsable.raw, unparsable.flags) == (NOW, "junk", ("unparsable",))


def test_a_date_that_cannot_be_true_gives_way_to_first_seen() -> None:
    assert settle(day(NOW + timedelta(minutes=15)), None, NOW).flags == ()
    future = settle(day(NOW + timedelta(minutes=16), no_zone=True), None, NOW)
    assert (future.at, future.raw, future.flags) == (NOW, "as served", ("no_zone", "future"))
    ancient = settle(day(datetime(1970, 1, 1, tzinfo=UTC)), None, NOW)
    assert (ancient.at, ancient.flags) == (NOW, ("too_old",))
