"""How the demo lets the wire out."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from deploy.replay.demo import MOST_AT_ONCE, batches

DAYS = st.lists(st.dates(min_value=date(2020, 1, 1), max_value=date(2020, 1, 6))).map(sorted)


@given(DAYS)
def test_every_item_comes_out_and_no_batch_holds_a_day_twice(days: list[date]) -> None:
    sizes = batches(days)
    assert sum(sizes) == len(days)
    rest = list(days)
    for size in sizes:
        batch, rest = rest[:size], rest[size:]
        assert 0 < size <= MOST_AT_ONCE
        assert len(set(batch)) == size
