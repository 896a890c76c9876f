"""The settings of a `Screener`, and what is no threshold and no limit."""

from __future__ import annotations

import attrs

from screenlib import knowledge
from screenlib.errors import ConfigError

__all__ = ["Config", "check_limit", "check_threshold"]


@attrs.frozen(slots=True, kw_only=True)
class Config:
    """Settings of a `Screener`.

    `threshold`: show hits from this probability on; None shows all with a verdict other than
    "none". `limit`: most hits of one answer. `persons`: search persons, vessels and aircraft, too.
    `lexicon`: a directory with tables of a user's own rows, in the form of screenlib/lexicon.
    """

    threshold: float | None = None
    limit: int = 10
    persons: bool = False
    lexicon: str | None = attrs.field(default=None, converter=knowledge.own_tables)

    def __attrs_post_init__(self) -> None:
        check_threshold(self.threshold)
        check_limit(self.limit)


def check_threshold(threshold: float | None) -> None:
    """Refuses what is no probability."""
    if threshold is not None and not 0 <= threshold <= 1:
        raise ConfigError("threshold", threshold, "Give a probability from 0 to 1.")


def check_limit(limit: int) -> None:
    """Refuses what is no number of hits."""
    if limit < 1:
        raise ConfigError("limit", limit, "Give a number of hits from 1 on.")
