"""screenlib as a matcher: the only module of the benchmarks that touches the library.

Pairs and searches go through the core, which is what every entry of the library goes through. The
public entry adds results with evidence and legal consequence; :class:`PublicEntry` is it, and its
cost is measured apart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from benchmarks.matchers import Entity, Hit, MatcherAbsentError, Scored

try:
    from screenlib import _core, knowledge
except ImportError as problem:
    raise MatcherAbsentError(f"the core of screenlib is not built ({problem})") from problem

#: Where only the order of hits is measured, everything from this probability is asked for.
LOWEST = 1e-5

_Answer = tuple[str, list[tuple[int, int, float, float, str]]]


def lexicon_without(tables: frozenset[str]) -> _core.Lexicon:
    """The shipped lexicon; of the named tables only the header row is kept, and of the groups where
    their names are among those.
    """
    if not tables:
        return knowledge.lexicon()
    if tables & {"brands", "organisations"}:
        tables |= {"groups"}
    contents: dict[str, bytes] = {}
    for path in sorted(knowledge.TABLES.glob("*.tsv")):
        lines = path.read_bytes().splitlines(keepends=True)
        if path.stem in tables:
            rows = [place for place, line in enumerate(lines) if not line.startswith(b"#")]
            lines = lines[: rows[0] + 1]
        contents[path.stem] = b"".join(lines)
    return _core.Lexicon(contents, {})


def fingerprint(lexicon: _core.Lexicon | None = None) -> str:
    """What answers depend on beside the list: two runs compare only if it is the same."""
    return f"{_core.ENGINE} lexicon {(lexicon or knowledge.lexicon()).digest}"


class Screenlib:
    """The library with some knowledge tables switched off."""

    name = "screenlib"

    def __init__(self, without: frozenset[str] = frozenset()) -> None:
        self.lexicon = lexicon_without(without)
        self.fingerprint = fingerprint(self.lexicon)

    def compare_many(self, pairs: Sequence[tuple[str, str]]) -> list[Scored]:
        knowledge.learn(self.lexicon, [text for pair in pairs for text in pair])
        return [
            Scored(probability, verdict)
            for probability, verdict, _, _ in self.lexicon.compare_many(list(pairs))
        ]

    def build(self, entities: Sequence[Entity]) -> ScreenlibSearcher:
        return ScreenlibSearcher(self.lexicon, entities)

    def fold(self, text: str) -> str:
        return self.lexicon.fold(text)

    def readings(self, text: str) -> list[str]:
        return [re.sub(r"[^a-z]", "", self.lexicon.romanise(text))]

    def trade_names(self, text: str) -> list[str]:
        outside = self.lexicon.parse(text)[:1]
        parts = [part for group in outside for part in group]
        return ["".join(text for kind, text, _ in parts if kind in ("stem", "word", "brand"))]


class ScreenlibSearcher:
    """The core's index over a list.

    ``threshold`` None asks for what is shown at the shipped thresholds, as the library does by
    default; ranking parts ask for everything from :data:`LOWEST`.
    """

    def __init__(self, lexicon: _core.Lexicon, entities: Sequence[Entity]) -> None:
        self._lexicon = lexicon
        self._ids = [entity.id for entity in entities]
        self._names = [name for entity in entities for name in entity.names]
        knowledge.learn(lexicon, self._names)
        self.index = _core.Index.build(
            lexicon,
            [
                (number, name, False)
                for number, entity in enumerate(entities)
                for name in entity.names
            ],
        )

    def search(self, query: str, *, limit: int = 1, threshold: float | None = None) -> list[Hit]:
        """The single call of the core, at the shipped thresholds unless told otherwise."""
        if not query.isascii():
            knowledge.learn(self._lexicon, [query])
        return self._hits(self.index.search(query, threshold, limit))

    def search_many(
        self,
        queries: Sequence[str],
        *,
        limit: int = 10,
        workers: int = 1,
        threshold: float | None = None,
    ) -> list[list[Hit]]:
        """The batch call of the core."""
        knowledge.learn(self._lexicon, queries)
        found = self.index.search_many(list(queries), threshold, limit, workers)
        return [self._hits(answer) if answer else [] for answer in found]

    def rank_many(self, queries: Sequence[str], *, limit: int = 10) -> list[list[Hit]]:
        """The batch call without a threshold."""
        return self.search_many(queries, limit=limit, threshold=LOWEST)

    def exhaustively(
        self, queries: Sequence[str], *, limit: int, threshold: float | None
    ) -> list[list[Hit]]:
        """The same by scoring every listed name."""
        knowledge.learn(self._lexicon, queries)
        return [
            self._hits(self.index.search_exhaustively(query, threshold, limit)) for query in queries
        ]

    def _hits(self, answer: _Answer) -> list[Hit]:
        return [
            Hit(self._ids[entity], self._names[name], probability, verdict)
            for entity, name, _, probability, verdict in answer[1]
        ]


class PublicEntry:
    """The list behind the public interface: ``screen()`` and ``Screener``."""

    def __init__(self, entities: Sequence[Entity]) -> None:
        import screenlib

        self._screen = screenlib.screen
        self._list = screenlib.lists.Snapshot.from_names(
            {entity.id: list(entity.names) for entity in entities}
        )
        self._screener = screenlib.Screener(lists=[self._list])

    def screen(self, name: str) -> str:
        """The verdict, through ``Screener.screen``."""
        return self._screener.screen(name).verdict

    def screen_function(self, name: str) -> str:
        """The verdict, through ``screen(name, lists=...)``."""
        return self._screen(name, lists=[self._list]).verdict

    def screen_many(self, names: Sequence[str], *, workers: int = 1) -> int:
        """How many results a batch gave."""
        return sum(1 for _ in self._screener.screen_many(names, workers=workers))

    def save(self, path: Path) -> None:
        """Save the screener."""
        self._screener.save(path)
