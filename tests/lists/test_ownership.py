"""The 50 % rule is a matter of dates, and after the last known one nobody knows but the user."""

from __future__ import annotations

import pytest

from screenlib.errors import DateError
from screenlib.lists.ownership import FIFTY_PERCENT_RULE


@pytest.mark.parametrize(
    ("day", "state"),
    [
        ("2025-09-28", "not-yet"),
        ("2025-09-29", "in-force"),
        ("2025-11-09", "in-force"),
        ("2025-11-10", "suspended"),
        ("2026-11-09", "suspended"),
        ("2026-11-10", "unknown"),
        ("2030-01-01", "unknown"),
    ],
)
def test_state_by_day(day: str, state: str) -> None:
    assert FIFTY_PERCENT_RULE.state(day) == state


def test_what_a_user_confirms_holds_from_then_on() -> None:
    confirmed = FIFTY_PERCENT_RULE.confirmed("2026-11-10", "in-force")
    assert confirmed.state("2027-01-01") == "in-force"
    assert confirmed.state("2026-11-09") == "suspended"
    assert FIFTY_PERCENT_RULE.state("2027-01-01") == "unknown"


def test_bad_day() -> None:
    with pytest.raises(DateError):
        FIFTY_PERCENT_RULE.state("now")
