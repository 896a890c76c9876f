"""The entities of several snapshots, numbered as the core's index knows them.

In: the choice of lists of a `Screener`. Out: for an entity's number the entity and its list, and
the coverage of the whole. The numbers follow the order of the lists and of the entities in them.
The names of an entity are numbered in their order, after those of the entities before it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import attrs

from screenlib.errors import ConfigError, NoSnapshotError
from screenlib.lists import Snapshot, to_date
from screenlib.lists import load as load_list
from screenlib.results import Coverage, ListCoverage

if TYPE_CHECKING:
    import datetime

    from screenlib.lists import Entity
    from screenlib.lists.addresses import AddressHit, AddressIndex

DEFAULT_LISTS = ("us-bis-entity-list",)
"""What is searched when no list is named."""


@attrs.frozen(slots=True, eq=False)
class Catalogue:
    """`entities` and `first_names` (the number of the first name of each) are by number.

    `entities` may be read lazily (see saving.py); `read_snapshots` gives the snapshots.
    """

    entities: Sequence[Entity]
    first_names: Sequence[int]
    coverage: Coverage
    read_snapshots: Callable[[], tuple[Snapshot, ...]]
    _ends: tuple[int, ...] = ()
    _addresses: list[tuple[ListCoverage, AddressIndex]] = attrs.field(factory=list, init=False)
    _numbers: dict[str, int] = attrs.field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        ends = tuple(accumulate(part.entities for part in self.coverage.lists))
        object.__setattr__(self, "_ends", ends)

    @classmethod
    def load(cls, lists: Any, as_of: object, *, persons: bool) -> Catalogue:
        """The catalogue of a choice of lists. Raises what `Screener` raises."""
        day = None if as_of is None else to_date(as_of, "as_of")
        chosen = _choice(lists)
        snapshots, parts, entities = [], [], []
        for choice in chosen:
            snapshot, error = _snapshot(choice, day)
            if snapshot is None:
                parts.append(_not_covered(choice, error))
                continue
            searched = [entity for entity in snapshot if persons or entity.is_organisation]
            snapshots.append(snapshot)
            entities += searched
            parts.append(_covered(snapshot, searched))
        _refuse_twice(parts)
        firsts = list(accumulate((len(entity.names) for entity in entities), initial=0))[:-1]
        return cls(entities, firsts, Coverage(tuple(parts), day), lambda: tuple(snapshots))

    @property
    def snapshots(self) -> tuple[Snapshot, ...]:
        """The snapshots that are searched."""
        return self.read_snapshots()

    def index_names(self) -> list[tuple[int, str, bool]]:
        """All names as the index wants them: entity number, text, whether the alias is weak."""
        from screenlib.intake import sound

        return [
            (number, sound(name.text), name.kind == "weak-aka")
            for number, entity in enumerate(self.entities)
            for name in entity.names
        ]

    def list_of(self, number: int) -> ListCoverage:
        """The list that an entity stands on."""
        return self.coverage.lists[bisect_right(self._ends, number)]

    def at_address(self, address: str) -> list[tuple[ListCoverage, AddressHit]]:
        """Entities with the same unit of the same building, and the lists that they stand on.

        Bare addresses are among them, and whatever else is not searched by name.
        """
        if not self._addresses:
            from screenlib.lists.addresses import AddressIndex

            covered = [part for part in self.coverage.lists if not part.error]
            pairs = zip(covered, self.snapshots, strict=True)
            # Built aside and put in at once: several threads may come here together.
            self._addresses[:] = [(part, AddressIndex([snapshot])) for part, snapshot in pairs]
        return [
            (part, hit)
            for part, index in self._addresses
            for hit in index.search(address, least="same-unit")
        ]

    def find(self, entity_id: str) -> int | None:
        """The number of the first entity of that id."""
        if not self._numbers:
            numbers: dict[str, int] = {}
            for number, entity in enumerate(self.entities):
                numbers.setdefault(entity.id, number)
            # Put in at once: another thread must not see a half.
            self._numbers.update(numbers)
        return self._numbers.get(entity_id)


def _choice(lists: Any) -> list[str | Snapshot]:
    if lists is None:
        return list(DEFAULT_LISTS)
    if isinstance(lists, str | Snapshot):
        return [lists]
    if not isinstance(lists, Iterable):
        raise ConfigError("lists", lists, "Give ids of lists, Snapshot objects, or both.")
    chosen = list(lists)
    for choice in chosen:
        if not isinstance(choice, str | Snapshot):
            raise ConfigError("lists", choice, "Give ids of lists, Snapshot objects, or both.")
    if not chosen:
        raise ConfigError("lists", lists, "Give at least one list, or None for the bundled one.")
    return chosen


def _snapshot(
    choice: str | Snapshot, day: datetime.date | None
) -> tuple[Snapshot | None, NoSnapshotError | None]:
    if isinstance(choice, str):
        try:
            return load_list(choice, day), None
        except NoSnapshotError as error:
            if day is None:
                raise
            return None, error
    if day and choice.effective and choice.effective > day:
        return None, NoSnapshotError(choice.list_id, day, choice.effective)
    return choice, None


def _covered(snapshot: Snapshot, searched: list[Entity]) -> ListCoverage:
    return ListCoverage(
        list_id=snapshot.list_id,
        title=snapshot.info.title,
        kind=snapshot.kind,
        date=snapshot.effective,
        digest=snapshot.digest,
        entities=len(searched),
        listed=sum(entity.is_listed for entity in searched),
        names=sum(len(entity.names) for entity in searched),
        left_out=len(snapshot) - len(searched),
        completeness=snapshot.completeness,
        stale_after_days=snapshot.info.stale_after_days,
        checked=snapshot.checked,
    )


def _not_covered(choice: str | Snapshot, error: NoSnapshotError | None) -> ListCoverage:
    assert error is not None  # noqa: S101 (there is a snapshot, or an error)
    return ListCoverage(
        list_id=choice if isinstance(choice, str) else choice.list_id,
        title="",
        kind="",
        date=None,
        digest="",
        entities=0,
        listed=0,
        names=0,
        error=error.message,
        first=error.first,
    )


def _refuse_twice(parts: list[ListCoverage]) -> None:
    seen: set[str] = set()
    for part in parts:
        if part.version in seen:
            advice = "Name each list once; give own lists an id of their own (list_id=...)."
            raise ConfigError("lists", part.version, advice)
        seen.add(part.version)
