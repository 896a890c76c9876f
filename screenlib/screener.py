"""The entry to screening: `Screener`, and `screen` for one-off questions.

In: names and lists. Out: the records of results.py. A `Screener` is made once for a set of
snapshots and never changes: threads share it, processes pickle or save it, and the same name always
gets the same answer. Reading, matching and scoring are the core's work; here lists meet the core,
and its answers get entities, statuses, countries and coverage.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterable, Iterator, Sized
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeAlias

from screenlib import knowledge
from screenlib._core import ENGINE, Index
from screenlib.answers import Answerer
from screenlib.catalogue import Catalogue
from screenlib.config import Config, check_limit, check_threshold
from screenlib.errors import ConfigError, UnknownEntityError
from screenlib.intake import read_country, read_name
from screenlib.results import (
    PROBABILITY_DIGITS,
    Coverage,
    Fingerprint,
    Hit,
    ScreeningResult,
)

if TYPE_CHECKING:
    import datetime

    from screenlib.lists import Snapshot

__all__ = ["Config", "Screener", "screen"]

CHUNK = 4096
"""Names that cross into the core at once; enough to keep all cores busy."""

ListChoice: TypeAlias = "str | Snapshot | Iterable[str | Snapshot] | None"

Progress: TypeAlias = Callable[[int, int | None], object]
"""Called with the number of names done and of all, None where that is not known."""


class Screener:
    """Screens names against a set of list snapshots. Immutable and safe to share by threads."""

    def __init__(
        self,
        lists: ListChoice = None,
        *,
        as_of: datetime.date | str | None = None,
        config: Config | None = None,
    ) -> None:
        """Load the snapshots and build the index.

        Args:
            lists: Ids of lists, `Snapshot` objects, or a mixture; one may stand alone. Default: the
                bundled list.
            as_of: The day to answer for: of each list the snapshot in force on that day. A list
                that has none is not searched, and `coverage` says so. Default: the newest.
            config: Settings.

        Raises:
            UnknownListError: there is no list of that id.
            SnapshotError: a snapshot is damaged.
            DateError: `as_of` is no date.
            ConfigError: a setting is out of range, or a list is named twice.
        """
        config = config or Config()
        catalogue = Catalogue.load(lists, as_of, persons=config.persons)
        lexicon = knowledge.lexicon(config.lexicon)
        names = catalogue.index_names()
        knowledge.learn(lexicon, [text for _, text, _ in names])
        self._set(config, catalogue, Index.build(lexicon, names))

    def _set(self, config: Config, catalogue: Catalogue, index: Index) -> None:
        self._config = config
        self._catalogue = catalogue
        self._index = index
        self._lexicon = knowledge.lexicon(config.lexicon)
        self._fingerprint = Fingerprint(
            engine=ENGINE,
            lexicon=self._lexicon.digest,
            snapshots=tuple((part.version, part.digest) for part in catalogue.coverage.lists),
            settings=(
                ("as_of", str(catalogue.coverage.as_of or "")),
                ("limit", config.limit),
                ("persons", config.persons),
                ("threshold", config.threshold),
                *sorted(
                    (f"{name}_from", round(probability, PROBABILITY_DIGITS))
                    for name, probability in self._lexicon.thresholds.items()
                ),
            ),
        )
        self._answerer = Answerer(self._lexicon, index, catalogue, self._fingerprint)

    def screen(
        self,
        name: str | None,
        /,
        *,
        country: str | None = None,
        address: str | None = None,
        threshold: float | None = None,
        limit: int | None = None,
    ) -> ScreeningResult:
        """Screen one name.

        Args:
            name: The party's name. None, NaN and blank text get the verdict "empty".
            country: The party's country, as ISO code, or English or Chinese name. It never hides a
                hit: where the listed entity is of other countries only, the probability sinks by
                two bits.
            address: The party's address. An entity with the same unit of the same building is a hit
                by its address; some addresses are listed without any name.
            threshold: Show hits from this probability on (0 to 1).
            limit: Most hits.

        Raises:
            InvalidNameError: `name` is neither text nor a missing value.
            ConfigError: a setting is out of range, or the country is not known.
        """
        text, reason = read_name(name)
        if threshold is not None:
            check_threshold(threshold)
        if limit is not None:
            check_limit(limit)
        code = read_country(country)
        if code is None:
            advice = "Give an ISO 3166-1 code, or an English or Chinese name."
            raise ConfigError("country", country, advice)
        if reason:
            result = self._answerer.empty(text, reason)
        else:
            if not text.isascii():
                knowledge.learn(self._lexicon, [text])
            answer = self._index.search(text, *self._limits(threshold, limit))
            result = self._answerer.answer(name or "", text, answer, code)
        return self._answerer.located(result, country, address)

    def screen_many(
        self,
        names: Iterable[str | None],
        /,
        *,
        countries: Iterable[str | None] | None = None,
        addresses: Iterable[str | None] | None = None,
        workers: int | None = None,
        threshold: float | None = None,
        limit: int | None = None,
        progress: Progress | None = None,
    ) -> Iterator[ScreeningResult]:
        """Screen many names, in all cores; one answer for each name, in the order of the names.

        `countries` and `addresses` give those of each name, as in `screen`; a country that is not
        known counts for nothing here, and the hit's `reason` says so. `workers` is the number of
        threads. Names are taken as they are needed, so that the source may be endless. Raises what
        `screen` raises; an `InvalidNameError` says which name it was.

        `progress(done, total)` is called in the thread that takes the answers, some twenty times a
        second: how many names were searched, and how many there are (None where `names` has no
        length). An exception that it raises stops the search within a name and comes out here, as
        does Ctrl-C. Names are searched some thousands ahead of the answers that were taken; those
        of a search that was stopped are not given at all.
        """
        if threshold is not None:
            check_threshold(threshold)
        if limit is not None:
            check_limit(limit)
        if workers is not None and workers < 1:
            raise ConfigError("workers", workers, "Give a number of threads from 1 on.")
        beside = tuple(None if it is None else iter(it) for it in (countries, addresses))
        total = len(names) if isinstance(names, Sized) else None
        watch = None if progress is None else functools.partial(_tell, progress, total)
        return self._screen_chunks(
            iter(names), beside, workers or _cores(), threshold, limit, watch
        )

    def _screen_chunks(
        self,
        names: Iterator[str | None],
        beside: tuple[Iterator[str | None] | None, ...],
        workers: int,
        threshold: float | None,
        limit: int | None,
        watch: Callable[[int, int, int], None] | None,
    ) -> Iterator[ScreeningResult]:
        limits = self._limits(threshold, limit)
        number = 0
        while chunk := list(islice(names, CHUNK)):
            texts, reasons = self._answerer.read_chunk(chunk, number)
            told = None if watch is None else functools.partial(watch, number)
            number += len(chunk)
            knowledge.learn(self._lexicon, texts)
            searched = texts
            if reasons:
                searched = ["" if place in reasons else text for place, text in enumerate(texts)]
            answers = self._index.search_many(searched, *limits, workers, told)
            places = [None if it is None else list(islice(it, len(chunk))) for it in beside]
            yield from self._answerer.answer_chunk(chunk, texts, reasons, answers, *places)

    def screen_table(
        self,
        table: Any,
        /,
        *,
        column: str | int | None = None,
        country_column: str | int | None = None,
        address_column: str | int | None = None,
        workers: int | None = None,
    ) -> Any:
        """`table` with the answers for the names in `column` added as columns.

        Args:
            table: A pyarrow, pandas or polars table, or anything with the Arrow stream interface.
            column: The title of the column of names, or its number from 1; without it, the table
                must have exactly one column that looks like names.
            country_column, address_column: The columns of the parties' countries and addresses, if
                they are to be taken into account (see `screen`).
            workers: Threads for screening; all cores when not given.

        Returns:
            A table of the same kind (pyarrow where there is no other), all rows in their order.

        Raises:
            ColumnError, BatchFormatError: the column is not there, or not clear.
            MissingDependencyError: pyarrow is needed and not installed.
        """
        from screenlib.batch.tables import screen_table

        return screen_table(
            self,
            table,
            column=column,
            country_column=country_column,
            address_column=address_column,
            workers=workers,
        )

    def explain(self, name: str, entity_id: str, /) -> Hit:
        """`name` held against one entity, also where it is no hit: by the entity's nearest name.

        Raises:
            UnknownEntityError: no entity of that id is on the snapshots.
            InvalidNameError: `name` is no text.
        """
        text, reason = read_name(name)
        number = self._catalogue.find(entity_id)
        if number is None:
            versions = [part.version for part in self.coverage.lists if not part.error]
            raise UnknownEntityError(entity_id, versions)
        knowledge.learn(self._lexicon, [text])
        return self._answerer.nearest(name or "", "" if reason else text, number)

    @property
    def coverage(self) -> Coverage:
        """What is searched, and what is not."""
        return self._catalogue.coverage

    @property
    def fingerprint(self) -> Fingerprint:
        """What decides the answers: engine, lexicon, snapshots, settings."""
        return self._fingerprint

    @property
    def snapshots(self) -> tuple[Snapshot, ...]:
        """The snapshots that are searched."""
        return self._catalogue.snapshots

    @property
    def config(self) -> Config:
        """The settings."""
        return self._config

    def save(self, path: str | os.PathLike[str], /) -> None:
        """Write index and snapshots to one file, which `load` opens in milliseconds.

        Raises `IndexFileError` when the file cannot be written.
        """
        from screenlib.saving import write_screener

        write_screener(path, self.to_bytes())

    @classmethod
    def load(cls, path: str | os.PathLike[str], /) -> Screener:
        """The screener that `save` wrote.

        Raises `IndexFileError` when the file is damaged, or was written with another version of
        screenlib or of the lexicon: its answers would not be those of this version.
        """
        from screenlib.saving import read_screener

        return cls.from_bytes(*read_screener(path))

    def to_bytes(self) -> bytes:
        """What `save` writes."""
        from screenlib.saving import pack

        return pack(self._config, self._catalogue, self._index)

    @classmethod
    def from_bytes(cls, data: bytes, path: str | None = None) -> Screener:
        """The screener that `to_bytes` gave; `path` is for the errors."""
        from screenlib.saving import unpack

        screener = cls.__new__(cls)
        screener._set(*unpack(data, path))
        return screener

    def __reduce__(self) -> tuple[Any, ...]:
        return Screener.from_bytes, (self.to_bytes(),)

    def __repr__(self) -> str:
        return f"<Screener {self.coverage!r}>"

    def _limits(self, threshold: float | None, limit: int | None) -> tuple[float | None, int]:
        config = self._config
        return (
            config.threshold if threshold is None else threshold,
            config.limit if limit is None else limit,
        )


def screen(
    name: str | None,
    /,
    *,
    lists: ListChoice = None,
    as_of: datetime.date | str | None = None,
    country: str | None = None,
    address: str | None = None,
    threshold: float | None = None,
    limit: int = 10,
) -> ScreeningResult:
    """Screen one name against lists; see `Screener` and `Screener.screen` for the arguments.

        >>> r = screen("Zhejiang Dahua")
        >>> r.verdict, r.best.entity.name, r.best.entity.citation
        ('match', 'Zhejiang Dahua Technology Co., Ltd.', '84 FR 54002')

    The screeners of the last few choices of lists and dates are kept, so that only the first call
    loads anything. A process that has to see newer snapshots makes a `Screener` of its own.
    """
    choice = lists if lists is None or isinstance(lists, str) else _tuple(lists)
    screener = _kept(choice, None if as_of is None else str(as_of))
    return screener.screen(name, country=country, address=address, threshold=threshold, limit=limit)


@functools.lru_cache(maxsize=8)
def _kept(lists: Any, as_of: str | None) -> Screener:
    return Screener(lists, as_of=as_of)


def _tuple(lists: Any) -> tuple[Any, ...]:
    from screenlib.lists import Snapshot

    return (lists,) if isinstance(lists, Snapshot) else tuple(lists)


def _tell(progress: Progress, total: int | None, before: int, done: int, _: int) -> None:
    """Tell how far all names have come, from how far a chunk of them has."""
    progress(before + done, total)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
