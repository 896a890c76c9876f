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

import json
from typing import TYPE_CHECKING, Any, Literal

import attrs

from screenlib.display import percent

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

SCHEMA_VERSION = 1
"""Version of the dictionaries written here; it grows when a field changes its meaning."""

Verdict = Literal["match", "review", "affiliate", "none", "empty"]
Language = Literal["en", "zh"]
Disposition = Literal["false-hit", "true-match", "escalated"]

VERDICTS: tuple[Verdict, ...] = ("match", "review", "affiliate", "none", "empty")
"""The gravest first."""

ALERTS: frozenset[str] = frozenset({"match", "review", "affiliate"})
"""The verdicts that somebody has to look at."""

PROBABILITY_DIGITS = 4
BITS_DIGITS = 2


@attrs.frozen(slots=True)
class Evidence:
    """One part of the query held against one part of the listed name.

    `kind`: place, stem (the trade name), field (of business), form (kind of organisation), number,
    filler, name (the whole) or country. `query` and `listed` are the texts, "" when that side has
    no such part. `level` says how they agree or differ. `bits` are positive for, negative against.
    """

    kind: str
    query: str
    listed: str
    level: str
    bits: float

    def to_dict(self) -> dict[str, Any]:
        """JSON types only."""
        return {
            "kind": self.kind,
            "query": self.query,
            "listed": self.listed,
            "level": self.level,
            "bits": round(self.bits, BITS_DIGITS),
        }


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


class _Json:
    """`to_json` for records that have `to_dict`."""

    __slots__ = ()

    def to_dict(self) -> dict[str, Any]:
        raise NotImplementedError

    def to_json(self, *, indent: int | None = None) -> str:
        """`to_dict()` as JSON text. Lone surrogates, which no file can hold, are escaped."""
        text = json.dumps(self.to_dict(), ensure_ascii=False, indent=indent)
        return text.encode("utf-8", "backslashreplace").decode("utf-8")


@attrs.frozen(slots=True, repr=False)
class NormalizedName(_Json):
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
class Comparison(_Json):
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
            "expires": _iso(self.expires),
        }


@attrs.frozen(slots=True, repr=False)
class Hit(_Json):
    """One entity that the name may be.

    `matched_name` is the name of the entity that came nearest, `matched_kind` its kind (primary,
    aka, weak-aka, former, native, brand). `relation` is the relation guessed when the verdict is
    "affiliate". `list_id` and `list_date` say which snapshot holds the entity. `decision` is what
    was decided on it, where a store of decisions was asked.
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

    def __repr__(self) -> str:
        status = "" if self.status == "listed" else f", {self.status}"
        return f"<Hit {self.verdict} {percent(self.probability)}: {self.entity.name!r}{status}>"

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


@attrs.frozen(slots=True)
class ListCoverage:
    """One list, as far as it was searched.

    `date` is the effective date of the snapshot; None with an `error` when no snapshot covers the
    date asked for (`first` is then the first date covered), None without one for a user's own list.
    `checked` is the last day on which its source said that it was current. `entities` counts all
    entities searched, `listed` those of them that are listed on the date,
    `left_out` persons, vessels and aircraft that were not searched.
    """

    list_id: str
    title: str
    kind: str
    date: datetime.date | None
    digest: str
    entities: int
    listed: int
    names: int
    left_out: int = 0
    completeness: str = ""
    stale_after_days: int | None = None
    error: str = ""
    first: datetime.date | None = None
    checked: datetime.date | None = None

    def age_days(self, today: datetime.date) -> int | None:
        """How many days ago the list was known to be current; None for a list without a date."""
        days = [day for day in (self.date, self.checked) if day is not None]
        return (today - max(days)).days if days else None

    def is_stale(self, today: datetime.date) -> bool:
        """Whether it is older than the list allows."""
        age = self.age_days(today)
        return age is not None and self.stale_after_days is not None and age > self.stale_after_days

    @property
    def version(self) -> str:
        """List and date, such as "us-bis-entity-list@2019-10-09"."""
        return f"{self.list_id}@{self.date}" if self.date else self.list_id

    def to_dict(self) -> dict[str, Any]:
        """JSON types only."""
        return {
            "list": self.list_id,
            "version": self.version,
            "title": self.title,
            "kind": self.kind,
            "date": _iso(self.date),
            "digest": self.digest,
            "entities": self.entities,
            "listed": self.listed,
            "names": self.names,
            "left_out": self.left_out,
            "completeness": self.completeness,
            "stale_after_days": self.stale_after_days,
            "error": self.error,
            "first": _iso(self.first),
            "checked": _iso(self.checked),
        }


@attrs.frozen(slots=True, repr=False)
class Coverage(_Json):
    """What was searched, and what was not: part of every answer."""

    lists: tuple[ListCoverage, ...]
    as_of: datetime.date | None = None

    @property
    def gaps(self) -> tuple[str, ...]:
        """What was not covered, one sentence each."""
        return tuple(part.error for part in self.lists if part.error)

    @property
    def entities(self) -> int:
        """How many entities were searched."""
        return sum(part.entities for part in self.lists)

    @property
    def statement(self) -> str:
        """The coverage in English, one line for each list."""
        from screenlib.explain import explain_coverage

        return explain_coverage(self, "en")

    def __repr__(self) -> str:
        versions = ", ".join(part.version for part in self.lists) or "no list"
        gaps = f", {len(self.gaps)} not covered" if self.gaps else ""
        return f"<Coverage {versions}: {self.entities} entities{gaps}>"

    def to_dict(self) -> dict[str, Any]:
        """JSON types only."""
        return {
            "as_of": _iso(self.as_of),
            "lists": [part.to_dict() for part in self.lists],
            "gaps": list(self.gaps),
        }


@attrs.frozen(slots=True)
class Fingerprint(_Json):
    """What decides an answer: the same fingerprint and the same name give the same answer.

    `engine` is the version of screenlib, `lexicon` the digest of the knowledge tables, `snapshots`
    pairs of version and digest, `settings` the thresholds and other settings.
    """

    engine: str
    lexicon: str
    snapshots: tuple[tuple[str, str], ...]
    settings: tuple[tuple[str, Any], ...] = ()

    @property
    def digest(self) -> str:
        """16 hexadecimal digits that stand for the whole."""
        import hashlib

        return hashlib.sha256(json.dumps(self.to_dict()).encode()).hexdigest()[:16]

    def __str__(self) -> str:
        return self.digest

    def to_dict(self) -> dict[str, Any]:
        """JSON types only."""
        return {
            "engine": self.engine,
            "lexicon": self.lexicon,
            "snapshots": [list(pair) for pair in self.snapshots],
            "settings": dict(self.settings),
        }


@attrs.frozen(slots=True, repr=False)
class ScreeningResult(_Json):
    """The answer for one name.

    `query` is the name as given ("" for None and NaN). `reason` says why there is nothing to look
    at (verdicts "none" and "empty"), or why the verdict is not the hit's own. `hits` has the
    gravest verdict first, then the higher probability.
    """

    query: str
    verdict: Verdict
    hits: tuple[Hit, ...]
    coverage: Coverage
    fingerprint: Fingerprint
    reason: str = ""

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
            about = f": {best.entity.name!r} {percent(best.probability)}{more}"
        return f"<ScreeningResult {self.verdict} {_short(self.query)!r}{about}>"

    def to_dict(self) -> dict[str, Any]:
        """JSON types only; the whole answer, enough to check it later."""
        return {
            "schema": SCHEMA_VERSION,
            "query": self.query,
            "verdict": self.verdict,
            "reason": self.reason,
            "hits": [hit.to_dict() for hit in self.hits],
            "coverage": self.coverage.to_dict(),
            "fingerprint": self.fingerprint.to_dict(),
        }

    def explain(self, lang: Language = "en") -> str:
        """The whole answer in words: the hits with their evidence, and what was searched."""
        from screenlib.explain import explain_result

        return explain_result(self, lang)

    def _repr_html_(self) -> str:
        from screenlib.html import result_html

        return result_html(self)


def _short(text: str, limit: int = 60) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _iso(day: datetime.date | None) -> str | None:
    return None if day is None else day.isoformat()
