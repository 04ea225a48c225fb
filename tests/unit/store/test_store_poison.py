"""Bisecting finds each refused row, no other, in few trials."""

from collections.abc import Sequence
from math import ceil, log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.store.poison import find, is_poison


@given(st.integers(0, 600), st.sets(st.integers(0, 599), max_size=8))
def test_exactly_the_refused_rows_are_found_in_order(count: int, poison: set[int]) -> None:
    trials = 0

    def refusal(items: Sequence[int]) -> str | None:
        nonlocal trials
        trials += 1
        bad = [item for item in items if item in poison]
        return f"{bad[0]} is poison" if bad else None

    wanted = sorted(item for item in poison if item < count)
    assert list(find(range(count), refusal)) == [(item, f"{item} is poison") for item in wanted]
    assert trials <= 1 + 2 * max(1, len(wanted)) * ceil(log2(max(2, count)))


def test_rows_that_are_refused_only_together_are_nobodys_fault() -> None:
    assert list(find([1, 2], lambda items: "too many" if len(items) > 1 else None)) == []


@pytest.mark.parametrize(
    ("sqlstate", "poison"),
    [
        ("22P05", True),  # untranslatable_character: \u0000 in jsonb
        ("23514", True),  # check_violation
        ("54000", True),  # program_limit_exceeded: a subject too long for its index
        ("23505", False),  # unique_violation: damage
        ("22023", False),  # invalid_parameter_value: no such role
        ("42501", False),  # insufficient_privilege
        ("53100", False),  # disk_full
        ("57P01", False),  # admin_shutdown
        ("40001", False),  # serialization_failure
    ],
)
def test_only_what_a_row_holds_is_poison(sqlstate: str, poison: bool) -> None:
    assert is_poison(sqlstate) is poison
