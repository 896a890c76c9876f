"""What all records of answers have in common: dictionaries, JSON, dates."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import datetime

SCHEMA_VERSION = 1
"""Version of the dictionaries of answers; it grows when a field changes its meaning."""

BITS_DIGITS = 2


class Record:
    """`to_json` for records that have `to_dict`."""

    __slots__ = ()

    def to_dict(self) -> dict[str, Any]:
        raise NotImplementedError

    def to_json(self, *, indent: int | None = None) -> str:
        """`to_dict()` as JSON text. Lone surrogates, which no file can hold, are escaped."""
        text = json.dumps(self.to_dict(), ensure_ascii=False, indent=indent)
        return text.encode("utf-8", "backslashreplace").decode("utf-8")


def iso(day: datetime.date | None) -> str | None:
    """A date as JSON has it."""
    return None if day is None else day.isoformat()
