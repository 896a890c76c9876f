"""A user's own list as CSV with named columns; see screenlib/lists/own.py for the columns."""

from __future__ import annotations

from screenlib.lists.importers.gathering import Gathering
from screenlib.lists.importers.reading import Source
from screenlib.lists.own import gather

__all__ = ["read"]


def read(source: Source, encoding: str = "utf-8") -> Gathering:
    """The entities of the file, with the account of its rows."""
    return gather(source, encoding)
