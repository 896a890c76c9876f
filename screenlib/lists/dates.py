"""Dates as callers give them.

In: a `datetime.date`, or ISO text "2020-06-05". Out: a `datetime.date`. All else is refused with
`DateError`: a date that is guessed from "05/06/20" would answer for the wrong day.
"""

from __future__ import annotations

import datetime
import re

from screenlib.errors import DateError

__all__ = ["to_date"]

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}\Z")


def to_date(value: object, what: str = "date") -> datetime.date:
    """The date that `value` gives; `what` names the argument in the error.

    A `datetime.datetime` is refused: its date depends on a time zone that only the caller knows.

    Raises:
        DateError: `value` is neither a `datetime.date` nor ISO text, or there is no such day.
    """
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return value
    if isinstance(value, str) and _ISO.match(value):
        try:
            return datetime.date.fromisoformat(value)
        except ValueError:
            raise DateError(value, what) from None
    raise DateError(value, what)
