"""What a matcher is to the benchmarks: the one shape that screenlib and every peer are put into.

A matcher scores pairs of names and searches a list of entities. Scores are compared within one
matcher only (each has its own scale); verdicts are words of screenlib and empty for a matcher that
has none.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from attrs import frozen

MATCH, REVIEW, AFFILIATE, NONE = "match", "review", "affiliate", "none"
#: Verdicts that put a name in front of a person.
SHOWN = frozenset({MATCH, REVIEW, AFFILIATE})


class MatcherAbsentError(Exception):
    """A matcher cannot run here; the message says which package is missing or what failed."""


@frozen
class Entity:
    """One listed party: an identifier and all names that the list gives it, the primary name
    first.
    """

    id: str
    names: tuple[str, ...]


@frozen
class Scored:
    """What a matcher says of a pair: its score, and its verdict if it has verdicts."""

    score: float
    verdict: str = ""


class Hit(NamedTuple):
    """One entity that a search returned, with the name of it that matched best. A tuple, since it
    is made while the clock runs.
    """

    entity: str
    name: str
    score: float
    verdict: str = ""


class Searcher(Protocol):
    """A list of entities made ready for searching."""

    def search_many(
        self, queries: Sequence[str], *, limit: int = 10, workers: int = 1
    ) -> list[list[Hit]]:
        """Hits of every query, best first, in query order; ``workers`` threads at most."""
        ...

    def rank_many(self, queries: Sequence[str], *, limit: int = 10) -> list[list[Hit]]:
        """The same without a threshold: also entities that the matcher would not show."""
        ...

    def search(self, query: str, *, limit: int = 1) -> list[Hit]:
        """Hits of one query, by the way that the matcher offers for a single call."""
        ...


class OneByOne:
    """Many queries for a searcher that answers one at a time, without a threshold of its own."""

    def search(self, query: str, *, limit: int = 1) -> list[Hit]:
        """Hits of one query."""
        raise NotImplementedError

    def search_many(
        self, queries: Sequence[str], *, limit: int = 10, workers: int = 1
    ) -> list[list[Hit]]:
        """Hits of every query, one query after the other."""
        return [self.search(query, limit=limit) for query in queries]

    def rank_many(self, queries: Sequence[str], *, limit: int = 10) -> list[list[Hit]]:
        """The same: there is no threshold."""
        return self.search_many(queries, limit=limit)


class Matcher(Protocol):
    """A way of matching names."""

    name: str

    def compare_many(self, pairs: Sequence[tuple[str, str]]) -> list[Scored]:
        """The score of every (query, listed name) pair."""
        ...

    def build(self, entities: Sequence[Entity]) -> Searcher:
        """Make a list of entities ready for searching."""
        ...
