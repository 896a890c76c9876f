"""The 50 % rule of the Bureau of Industry and Security, as a matter of dates.

From 29 September 2025 an entity owned to 50 % or more by listed ones was itself subject to the
licence requirements of its owners. The rule was suspended on 10 November 2025 for a year. What
holds after 9 November 2026 is not known here: the user has to look, and may say so. It is used
only to word what is said of affiliates; nobody is matched or listed by it.
"""

from __future__ import annotations

import datetime
from typing import Literal

import attrs

from screenlib.lists.dates import to_date

__all__ = ["FIFTY_PERCENT_RULE", "OwnershipRule", "RuleState"]

RuleState = Literal["not-yet", "in-force", "suspended", "unknown"]


@attrs.frozen(slots=True)
class OwnershipRule:
    """From which date on which state holds, in order; the last holds on."""

    periods: tuple[tuple[datetime.date, RuleState], ...]

    def state(self, day: object) -> RuleState:
        """The state on a day ("unknown": look it up, and confirm).

        Raises:
            DateError: `day` is no date.
        """
        when = to_date(day, "day")
        found: RuleState = "not-yet"
        for start, state in self.periods:
            if start <= when:
                found = state
        return found

    def confirmed(self, since: object, state: RuleState) -> OwnershipRule:
        """The rule as somebody has confirmed it: `state` holds from `since` on."""
        start = to_date(since, "since")
        earlier = tuple(period for period in self.periods if period[0] < start)
        return OwnershipRule((*earlier, (start, state)))


FIFTY_PERCENT_RULE = OwnershipRule(
    (
        (datetime.date(2025, 9, 29), "in-force"),
        (datetime.date(2025, 11, 10), "suspended"),
        (datetime.date(2026, 11, 10), "unknown"),
    )
)
