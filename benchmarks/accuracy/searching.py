"""What the parts that search share: the place of the right entity among the hits of a query."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import frozen

from benchmarks.matchers import SHOWN, Hit, Searcher


@frozen
class Found:
    """One query, the entity meant, and where it came.

    ``place`` counts from 1; 0 means that it was not returned. ``tied`` says that no other entity
    scored higher.
    """

    query: str
    entity: str
    place: int
    tied: bool
    score: float
    verdict: str
    first: Hit | None

    @property
    def is_first(self) -> bool:
        """The entity meant is the first hit."""
        return self.place == 1

    @property
    def shown(self) -> bool:
        """The entity meant is put in front of a person at the shipped thresholds."""
        return self.verdict in SHOWN


def look_for(
    searcher: Searcher,
    wanted: Sequence[tuple[str, str]],
    *,
    limit: int = 10,
    as_right: Mapping[str, frozenset[str]] | None = None,
) -> list[Found]:
    """Search every (query, entity meant).

    ``as_right`` names, for a query, entities that are just as right: one organisation may stand on
    a list twice.
    """
    answers = searcher.rank_many([query for query, _ in wanted], limit=limit)
    results = []
    for (query, entity), hits in zip(wanted, answers, strict=True):
        right = {entity} | (as_right or {}).get(query, frozenset())
        place = next((n for n, hit in enumerate(hits, start=1) if hit.entity in right), 0)
        own = hits[place - 1] if place else None
        results.append(
            Found(
                query=query,
                entity=entity,
                place=place,
                tied=own is not None and own.score >= hits[0].score,
                score=own.score if own else 0.0,
                verdict=own.verdict if own else "",
                first=hits[0] if hits else None,
            )
        )
    return results


def line(found: Found, name: str) -> str:
    """A failure in one line: the query, the name meant, what came first."""
    first = f"{found.first.name} {found.first.score:.3f}" if found.first else "nothing"
    own = (
        f"place {found.place} {found.verdict} {found.score:.3f}" if found.place else "not returned"
    )
    return f"{found.query} -> {name}: {own}; first: {first}"
