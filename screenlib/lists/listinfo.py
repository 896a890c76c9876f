"""What is known of a list apart from its entities: the list itself, its sources, notes on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import attrs

__all__ = ["ListInfo", "ListKind", "Note", "Source"]

ListKind = Literal["licence-requirement", "prohibition", "red-flag", "own"]


@attrs.frozen(slots=True)
class ListInfo:
    """One authority's list, apart from any date.

    `kind` is the consequence of being on it: "licence-requirement" (exports need a licence),
    "prohibition" (dealings are forbidden), "red-flag" (look closer), or "own" (a user's list).
    `stale_after_days`: a snapshot older than this is called stale by whoever knows the date; None
    when the list is a record of the past. `cumulative`: each snapshot holds all earlier ones.
    """

    id: str
    title: str
    kind: ListKind = "own"
    authority: str = ""
    jurisdiction: str = ""
    legal_basis: str = ""
    licence: str = ""
    covers: str = ""
    url: str = ""
    stale_after_days: int | None = None
    cumulative: bool = False

    def to_dict(self) -> dict[str, Any]:
        """JSON types only."""
        return {k: v for k, v in attrs.asdict(self).items() if v not in ("", None, False)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> ListInfo:
        """The record that `to_dict` wrote."""
        return cls(**data)


@attrs.frozen(slots=True)
class Source:
    """A document, notice or register that the entities of a snapshot come from.

    `kind`: "notice" (printed by the authority), "code" (the codified law), "document" (a news
    story), "register" (a public register or list), "data" (somebody's compilation), "knowledge"
    (general knowledge, not from an official source).
    """

    id: str
    kind: str
    title: str
    publisher: str = ""
    date: str = ""
    citation: str = ""

    def to_dict(self) -> dict[str, str]:
        """JSON types only."""
        return {k: v for k, v in attrs.asdict(self).items() if v}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Source:
        """The source that `to_dict` wrote."""
        return cls(**data)


@attrs.frozen(slots=True)
class Note:
    """Something a reader must know about a snapshot; `sources` are ids of sources."""

    text: str
    sources: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """JSON types only."""
        return {"text": self.text, "sources": list(self.sources)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Note:
        """The note that `to_dict` wrote."""
        return cls(text=data["text"], sources=tuple(data.get("sources", ())))
