"""What screening answers: frozen records, the same for a person, a program and a file.

    ScreeningResult          one name against the lists of a Screener
    ├── hits: Hit            one entity that the name may be, the likeliest first
    │   └── evidence: Evidence    one row for each part of the two names
    ├── coverage: Coverage   what was searched, and what was not
    └── fingerprint: Fingerprint  the versions that gave the answer, to replay it
    Comparison               two names held against each other, no list in between
    NormalizedName           how one name is read

A *verdict* is one of

    match      the name of an entity listed on the date
    review     may be one; somebody has to look (also: a sure name that is not yet listed)
    affiliate  the name of a branch, subsidiary, sibling or parent of one; ownership not known
    none       no name on the lists that were searched comes near; this is no clearance
    empty      there was no name to screen; `reason` says why

`probability` (0 to 1) is that of the two names meaning the same organisation; `bits` is the
evidence it was made of (log2 likelihood ratios, see docs/explanation). Every record has
`to_dict()` and `to_json()`, with the version of the schema in it; `explain(lang="en" | "zh")`
tells it in words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import attrs

from screenlib.coverage import Coverage, Fingerprint, ListCoverage
from screenlib.display import percent
from screenlib.evidence import Evidence, OnDemand, Pending
from screenlib.jsonable import BITS_DIGITS, SCHEMA_VERSION, Record, iso

if TYPE_CHECKING:
    import datetime

    from screenlib.lists import Entity

__all__ = [
    "ALERTS",
    "SCHEMA_VERSION",
    "VERDICTS",
    "Comparison",
    "Coverage",
    "Decision",
    "Disposition",
    "Evidence",
    "Fingerprint",
    "Hit",
    "Language",
    "ListCoverage",
    "NormalizedName",
    "Part",
    "ScreeningResult",
    "Verdict",
]

Verdict = Literal["match", "review", "affiliate", "none", "empty"]
Language = Literal["en", "zh"]
Disposition = Literal["false-hit", "true-match", "escalated"]

VERDICTS: tuple[Verdict, ...] = ("match", "review", "affiliate", "none", "empty")
"""The gravest first."""

ALERTS: frozenset[str] = frozenset({"match", "review", "affiliate"})
"""The verdicts that somebody has to look at."""

PROBABILITY_DIGITS = 6
"""Enough to keep sure hits in their order."""


@attrs.frozen(slots=True)
class Part:
    """One part of a name: its kind, its text, and the concepts that it may stand for.

    `kind`: place, stem (trade name), word (a trade name's word that has a translation), brand,
    field, form, number, filler.
    """

    kind: str
    text: str
    concepts: tuple[str, ...] = ()

    @property
    def concept(self) -> str:
        """The first concept, "" if there is none."""
        return self.concepts[0] if self.concepts else ""

    def to_dict(self) -> dict[str, Any]:
        """JSON types only."""
        return {"kind": self.kind, "text": self.text, "concepts": list(self.concepts)}


@attrs.frozen(slots=True, repr=False)
class NormalizedName(Record):
    """How screening reads a name.

    `key` is the folded text (case, width, accents, traditional characters and punctuation gone);
    `parts` are in the order of the name; `readings` are the sounds of the trade name in pinyin.
    """

    text: str
    key: str
    parts: tuple[Part, ...] = ()
    readings: tuple[str, ...] = ()
    reason: str = ""

    def __repr__(self) -> str:
        parts = ", ".join(f"{part.kind} {part.text!r}" for part in self.parts)
        return f"<NormalizedName {_short(self.text)!r}: {parts or self.reason}>"

    def to_dict(self) -> dict[str, Any]:
        """JSON types only."""
        return {
            "schema": SCHEMA_VERSION,
            "text": self.text,
            "key": self.key,
            "parts": [part.to_dict() for part in self.parts],
            "readings": list(self.readings),
            "reason": self.reason,
        }

    def explain(self, lang: Language = "en") -> str:
        """The reading in words, one line for each part."""
        from screenlib.explain import explain_name

        return explain_name(self, lang)


@attrs.frozen(slots=True, repr=False)
class Comparison(Record):
    """Two names held against each other."""

    query: str
    listed_name: str
    verdict: Verdict
    probability: float
    bits: float
    evidence: tuple[Evidence, ...] = ()
    relation: str = ""
    reason: str = ""

    def __repr__(self) -> str:
        return (
            f"<Comparison {self.verdict} {percent(self.probability)}: "
            f"{_short(self.query)!r} ~ {_short(self.listed_name)!r}>"
        )

    def to_dict(self) -> dict[str, Any]:
        """JSON types only."""
        return {
            "schema": SCHEMA_VERSION,
            "query": self.query,
            "listed_name": self.listed_name,
            "verdict": self.verdict,
            "probability": round(self.probability, PROBABILITY_DIGITS),
            "bits": round(self.bits, BITS_DIGITS),
            "relation": self.relation,
            "reason": self.reason,
            "evidence": [row.to_dict() for row in self.evidence],
        }

    def explain(self, lang: Language = "en") -> str:
        """The evidence in words, as a waterfall of bits."""
        from screenlib.explain import explain_comparison

        return explain_comparison(self, lang)

    def _repr_html_(self) -> str:
        from screenlib.html import comparison_html

        return comparison_html(self)


@attrs.frozen(slots=True)
class Decision:
    """What somebody decided on a hit (see screenlib/decisions.py).

    `at` is the time in UTC, in ISO form; `expires` the last day on which it holds.
    """

    disposition: Disposition
    by: str
    at: str
    why: str
    expires: datetime.date | None = None

    def __str__(self) -> str:
        until = f", until {self.expires}" if self.expires else ""
        return f"{self.disposition} by {self.by} on {self.at[:10]}{until}: {self.why}"

    def to_dict(self) -> dict[str, Any]:
        """JSON types only."""
        return {
            "disposition": self.disposition,
            "by": self.by,
            "at": self.at,
            "why": self.why,
            "expires": iso(self.expires),
        }


@attrs.frozen(slots=True, repr=False)
class Hit(Record):
    """One entity that the name may be.

    `matched_name` is the name of the entity that came nearest, `matched_kind` its kind (primary,
    aka, weak-aka, former, native, brand). A hit of the kind "address" was found by the party's
    address alone: `matched_name` is then the listed address, and there is no probability (0).
    `relation` is the relation guessed when the verdict is "affiliate"; it and `evidence` are made
    when they are first asked for. `list_id` and `list_date` say which snapshot holds the entity.
    `decision` is what was decided on it, where a store of decisions was asked.
    """

    entity: Entity
    matched_name: str
    matched_kind: str
    probability: float
    bits: float
    verdict: Verdict
    evidence: tuple[Evidence, ...] = ()
    relation: str = ""
    reason: str = ""
    query: str = ""
    list_id: str = ""
    list_date: datetime.date | None = None
    decision: Decision | None = None

    @property
    def status(self) -> str:
        """ "listed", "announced" (a rule not yet in force) or "considered" (news only)."""
        return self.entity.status

    @property
    def citation(self) -> str:
        """The rule that listed the entity, such as "84 FR 54002"."""
        return self.entity.citation

    @property
    def list_version(self) -> str:
        """List and date, such as "us-bis-entity-list@2019-10-09"."""
        return f"{self.list_id}@{self.list_date}" if self.list_date else self.list_id

    @property
    def likelihood(self) -> str:
        """The probability for people, or that the hit has none."""
        return "address" if self.matched_kind == "address" else percent(self.probability)

    def __repr__(self) -> str:
        status = "" if self.status == "listed" else f", {self.status}"
        return f"<Hit {self.verdict} {self.likelihood}: {self.entity.name!r}{status}>"

    def to_dict(self) -> dict[str, Any]:
        """JSON types only."""
        return {
            "verdict": self.verdict,
            "probability": round(self.probability, PROBABILITY_DIGITS),
            "bits": round(self.bits, BITS_DIGITS),
            "status": self.status,
            "matched_name": self.matched_name,
            "matched_kind": self.matched_kind,
            "relation": self.relation,
            "reason": self.reason,
            "list": self.list_id,
            "list_version": self.list_version,
            "entity": self.entity.to_dict(),
            "evidence": [row.to_dict() for row in self.evidence],
            "decision": self.decision.to_dict() if self.decision else None,
        }

    def explain(self, lang: Language = "en") -> str:
        """The hit in words: the two names part by part, and what follows from the listing."""
        from screenlib.explain import explain_hit

        return explain_hit(self, lang)

    def _repr_html_(self) -> str:
        from screenlib.html import hit_html

        return hit_html(self)


# attrs has made the slots: from here on they are read through `OnDemand`.
Hit.evidence = OnDemand(Hit.evidence, Pending.evidence)  # type: ignore[misc, assignment]
Hit.relation = OnDemand(Hit.relation, Pending.relation)  # type: ignore[misc, assignment]


@attrs.frozen(slots=True, repr=False)
class ScreeningResult(Record):
    """The answer for one name.

    `query` is the name as given ("" for None and NaN). `reason` says why there is nothing to look
    at (verdicts "none" and "empty"), how an odd name was read, or why the verdict is not the hit's
    own. `hits` has the gravest verdict first, then the higher probability. `country` and `address`
    are the party's, as they were given.
    """

    query: str
    verdict: Verdict
    hits: tuple[Hit, ...]
    coverage: Coverage
    fingerprint: Fingerprint
    reason: str = ""
    country: str = ""
    address: str = ""

    @property
    def best(self) -> Hit | None:
        """The first hit, or None."""
        return self.hits[0] if self.hits else None

    @property
    def is_alert(self) -> bool:
        """Whether somebody has to look: the verdict is match, review or affiliate."""
        return self.verdict in ALERTS

    def __repr__(self) -> str:
        about = f": {self.reason}" if self.reason else ""
        if self.hits:
            best = self.hits[0]
            more = f" and {len(self.hits) - 1} more" if len(self.hits) > 1 else ""
            about = f": {best.entity.name!r} {best.likelihood}{more}"
        return f"<ScreeningResult {self.verdict} {_short(self.query)!r}{about}>"

    def to_dict(self) -> dict[str, Any]:
        """JSON types only; the whole answer, enough to check it later."""
        return {
            "schema": SCHEMA_VERSION,
            "query": self.query,
            "verdict": self.verdict,
            "reason": self.reason,
            "country": self.country,
            "address": self.address,
            "hits": [hit.to_dict() for hit in self.hits],
            "coverage": self.coverage.to_dict(),
            "fingerprint": self.fingerprint.to_dict(),
        }

    def explain(self, lang: Language = "en") -> str:
        """The whole answer in words: the hits with their evidence, and what was searched."""
        from screenlib.explain import explain_result

        return explain_result(self, lang)

    def to_pandas(self) -> Any:
        """A pandas DataFrame, one row for each hit; for many answers see screenlib/frames.py."""
        from screenlib.frames import to_pandas

        return to_pandas([self])

    def to_polars(self) -> Any:
        """A polars DataFrame, one row for each hit."""
        from screenlib.frames import to_polars

        return to_polars([self])

    def _repr_html_(self) -> str:
        from screenlib.html import result_html

        return result_html(self)


def _short(text: str, limit: int = 60) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"
