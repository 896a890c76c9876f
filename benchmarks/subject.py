"""screenlib as a matcher: the only module of the benchmarks that touches the library.

Pairs and searches go through the core, which is what every entry of the library goes through; the
cost of the public entry is measured apart, in :mod:`benchmarks.speed.own`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import screenlib
from benchmarks.matchers import MatcherAbsentError, Scored

TABLES = Path(screenlib.__file__).parent / "lexicon"


def lexicon_tables(without: frozenset[str] = frozenset()) -> dict[str, bytes]:
    """The shipped knowledge tables by name; those in ``without`` keep their header row only."""
    tables: dict[str, bytes] = {}
    for path in sorted(TABLES.glob("*.tsv")):
        content = path.read_bytes()
        if path.stem in without:
            kept = []
            for line in content.splitlines(keepends=True):
                kept.append(line)
                if not line.startswith(b"#"):
                    break
            content = b"".join(kept)
        tables[path.stem] = content
    return tables


class Screenlib:
    """The library with some knowledge tables switched off.

    Raises ``MatcherAbsentError`` when the core is not built.
    """

    name = "screenlib"

    def __init__(self, without: frozenset[str] = frozenset()) -> None:
        try:
            from screenlib import _core
        except ImportError as problem:
            raise MatcherAbsentError(f"the core of screenlib is not built ({problem})") from problem
        self._core = _core
        self.lexicon = _core.Lexicon(lexicon_tables(without), {})

    def _learn(self, texts: Sequence[str]) -> None:
        """Hand the core the Latin letters of characters of other scripts."""
        from unidecode import unidecode

        unknown = self.lexicon.unknown_characters(list(texts))
        if unknown:
            self.lexicon.add_romanisations({c: unidecode(c) for c in unknown})

    def compare_many(self, pairs: Sequence[tuple[str, str]]) -> list[Scored]:
        self._learn([text for pair in pairs for text in pair])
        return [
            Scored(float(p), verdict) for p, verdict, *_ in self.lexicon.compare_many(list(pairs))
        ]
