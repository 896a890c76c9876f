"""Screening again after a list has changed: who is newly hit, no longer hit, or hit differently.

In: names, and two editions of the lists. Out: one `Change` for each pair of a name and an entity
whose hit is not what it was. Only the entities that differ between the editions are screened
against: what a name scores against one entity does not depend on the others (rarity is counted in
the world's company names, not in the list's), so that this gives exactly what comparing two full
runs would.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat, tee
from typing import Any, Literal

import attrs

from screenlib.config import Config
from screenlib.decisions import DecisionStore, is_cleared
from screenlib.errors import ConfigError, NoSnapshotError
from screenlib.lists import Entity, Snapshot, load, to_date
from screenlib.results import Hit, ScreeningResult
from screenlib.screener import Screener

ChangeKind = Literal["new", "gone", "different"]

EVERY_HIT = 1_000_000
"""A limit that is none: an eleventh hit that came must not push out one that stayed."""


@attrs.frozen(slots=True, repr=False)
class Change:
    """A hit that came ("new"), went ("gone"), or is another ("different": verdict, probability,
    status, matched name, or the content of the entry). `row` counts the names from 1; `party` is
    the customer's id, if one was given. Where decisions are taken into account, the hits have
    theirs."""

    row: int
    query: str
    kind: ChangeKind
    before: Hit | None
    after: Hit | None
    party: str = ""

    @property
    def hit(self) -> Hit:
        """The hit as it is now, or as it was."""
        hit = self.after or self.before
        assert hit is not None  # noqa: S101 (one of them is always there)
        return hit

    @property
    def is_open(self) -> bool:
        """Whether somebody has to look: the hit is not decided as a false one."""
        return not is_cleared(self.hit)

    def __repr__(self) -> str:
        return f"<Change {self.kind} row {self.row} {self.query!r}: {self.hit.entity.name!r}>"

    def to_dict(self) -> dict[str, Any]:
        """JSON types only."""
        return {
            "schema": 1,
            "row": self.row,
            "query": self.query,
            "party": self.party,
            "open": self.is_open,
            "kind": self.kind,
            "list": self.hit.list_id,
            "entity_id": self.hit.entity.id,
            "entity_name": self.hit.entity.name,
            "before": self.before.to_dict() if self.before else None,
            "after": self.after.to_dict() if self.after else None,
        }


class Rescreener:
    """Two editions of some lists, reduced to what differs between them."""

    def __init__(
        self, old: Iterable[Snapshot], new: Iterable[Snapshot], *, config: Config | None = None
    ) -> None:
        """Prepare. The editions of a list are paired by its id; each list stands once on a side.

        `config` holds settings as for `Screener`; its `limit` does not count here.

        Raises `ConfigError` when a list stands twice on one side.
        """
        before, after = _by_id(old), _by_id(new)
        self.old_versions = tuple(snapshot.version for snapshot in before.values())
        self.new_versions = tuple(snapshot.version for snapshot in after.values())
        olds, news = [], []
        for list_id in dict.fromkeys([*before, *after]):
            was, now = _entities(before.get(list_id)), _entities(after.get(list_id))
            differing = {key for key in was.keys() | now.keys() if was.get(key) != now.get(key)}
            olds += _reduced(before.get(list_id), differing)
            news += _reduced(after.get(list_id), differing)
        config = attrs.evolve(config or Config(), limit=EVERY_HIT)
        self._old = Screener(olds, config=config) if olds else None
        self._new = Screener(news, config=config) if news else None

    @property
    def entities(self) -> int:
        """How many entities are screened against, on the newer side or the older if gone."""
        sides = [screener for screener in (self._old, self._new) if screener]
        keys = {
            (snapshot.list_id, entity.id)
            for side in sides
            for snapshot in side.snapshots
            for entity in snapshot
        }
        return len(keys)

    def changes(
        self,
        names: Iterable[str | None],
        *,
        countries: Iterable[str | None] | None = None,
        addresses: Iterable[str | None] | None = None,
        parties: Iterable[str] | None = None,
        decisions: DecisionStore | None = None,
        workers: int | None = None,
    ) -> Iterator[Change]:
        """The changes, in the order of the names, and for one name the gravest first.

        `countries` and `addresses` are those of the parties, as in `Screener.screen_many`, and
        `parties` their ids. With `decisions`, hits have what was decided on them, which does not
        make a change of its own.
        """
        asked = [_twice(values) for values in (names, countries, addresses)]
        old, new = (
            _answers(screener, *(values[place] for values in asked), workers=workers)
            for place, screener in enumerate((self._old, self._new))
        )
        ids = repeat("") if parties is None else parties
        for row, (before, after, party) in enumerate(zip(old, new, ids, strict=False), 1):
            for change in differences(row, before, after):
                yield attrs.evolve(
                    change,
                    party=party,
                    before=_decided(change.before, party, decisions),
                    after=_decided(change.after, party, decisions),
                )


def rescreen(
    names: Iterable[str | None],
    /,
    *,
    since: datetime.date | str,
    until: datetime.date | str | None = None,
    lists: Sequence[str] = ("us-bis-entity-list",),
    config: Config | None = None,
    decisions: DecisionStore | None = None,
    workers: int | None = None,
) -> Iterator[Change]:
    """Who is hit differently than on a day before.

    Args:
        names: The counterparties.
        since: The day of the earlier screening: of each list the edition in force then. A list
            that had none then counts as empty.
        until: The day to compare with. Default: the newest editions.
        lists: Ids of lists.
        decisions: What was decided on hits is taken into account.

    Raises:
        UnknownListError, NoSnapshotError: a list does not exist, or not on the day `until`.
        DateError, ConfigError: an argument is out of range.
    """
    rescreener = rescreener_between(since, until, lists, config)
    return rescreener.changes(names, decisions=decisions, workers=workers)


def rescreener_between(
    since: datetime.date | str,
    until: datetime.date | str | None,
    lists: Sequence[str],
    config: Config | None = None,
) -> Rescreener:
    """The rescreener for two days; see `rescreen`."""
    start = to_date(since, "since")
    end = None if until is None else to_date(until, "until")
    if end is not None and end < start:
        raise ConfigError("until", str(end), f"Give a day after {start}.")
    old = []
    for list_id in lists:
        try:
            old.append(load(list_id, start))
        except NoSnapshotError:
            continue
    return Rescreener(old, [load(list_id, end) for list_id in lists], config=config)


def differences(
    row: int, before: ScreeningResult | None, after: ScreeningResult | None
) -> Iterator[Change]:
    """What is different between two answers for one name."""
    was = {_key(hit): hit for hit in before.hits} if before else {}
    now = {_key(hit): hit for hit in after.hits} if after else {}
    answer = after or before
    query = answer.query if answer else ""
    for key, hit in now.items():
        if key not in was:
            yield Change(row, query, "new", None, hit)
        elif _content(was[key]) != _content(hit):
            yield Change(row, query, "different", was[key], hit)
    for key, hit in was.items():
        if key not in now:
            yield Change(row, query, "gone", hit, None)


def _twice(values: Iterable[Any] | None) -> tuple[Any, ...]:
    return (None, None) if values is None else tee(values)


def _answers(
    screener: Screener | None,
    names: Iterable[str | None],
    countries: Iterable[str | None] | None,
    addresses: Iterable[str | None] | None,
    *,
    workers: int | None,
) -> Iterator[ScreeningResult | None]:
    if screener is None:
        return (None for _ in names)
    return screener.screen_many(names, countries=countries, addresses=addresses, workers=workers)


def _decided(hit: Hit | None, party: str, decisions: DecisionStore | None) -> Hit | None:
    return decisions.apply_to_hit(hit, party=party) if hit and decisions else hit


def _by_id(snapshots: Iterable[Snapshot]) -> dict[str, Snapshot]:
    found: dict[str, Snapshot] = {}
    for snapshot in snapshots:
        if snapshot.list_id in found:
            raise ConfigError("lists", snapshot.list_id, "Name each list once.")
        found[snapshot.list_id] = snapshot
    return found


def _entities(snapshot: Snapshot | None) -> dict[str, Entity]:
    return {} if snapshot is None else {entity.id: entity for entity in snapshot}


def _reduced(snapshot: Snapshot | None, ids: set[str]) -> list[Snapshot]:
    if snapshot is None:
        return []
    kept = tuple(entity for entity in snapshot if entity.id in ids)
    return [attrs.evolve(snapshot, entities=kept, digest="")] if kept else []


def _key(hit: Hit) -> tuple[str, str]:
    return hit.list_id, hit.entity.id


def _content(hit: Hit) -> Hit:
    """The hit without what differs between editions by nature: the date of the snapshot."""
    return attrs.evolve(hit, list_date=None)
