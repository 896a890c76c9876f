"""The matching core: from a company name to listed entities with evidence (Rust).

It reads no path, clock or environment: tables and names come in, answers go out.
"""

from collections.abc import Callable
from typing import TypedDict, final

__all__ = ["ENGINE", "VERSION", "Index", "Lexicon", "unknown_characters"]

ENGINE: str
"""The version and a digest of the sources of the core, such as "0.1.0+0123456789abcdef"."""

VERSION: str

class _Explanation(TypedDict):
    """`rows`: (kind, level, query text, listed text, bits); the bits sum to the score.

    kind: stem field place number kind name. level: text concept sound typo romanisation typos
    truncation initials inside homophone (agreement); conflict extra missing; and flat terms.
    query, listed: (folded text compared, given | bracket | known | weakly-known).
    relation: branch parent sister subsidiary same-trade-name, only for the verdict affiliate.
    """

    score: float
    probability: float
    verdict: str
    relation: str | None
    query: tuple[str, str]
    listed: tuple[str, str]
    rows: list[tuple[str, str, str, str, float]]

_Hit = tuple[int, int, float, float, str]
_Answer = tuple[str, list[_Hit]]

def unknown_characters(texts: list[str]) -> str:
    """Characters of the texts that unidecode has to be asked about."""

@final
class Lexicon:
    """The knowledge tables, read. Raises ValueError with table and line for a bad row."""

    def __new__(cls, tables: dict[str, bytes], romanisations: dict[str, str]) -> Lexicon: ...
    @property
    def digest(self) -> str: ...
    @property
    def thresholds(self) -> dict[str, float]:
        """Probability from which the verdicts match and review are given."""
    def unknown_characters(self, texts: list[str]) -> str:
        """Characters of the texts that have no romanisation yet."""
    def add_romanisations(self, romanisations: dict[str, str]) -> None:
        """Character to Latin letters. What a character becomes must never change."""
    def fold(self, text: str) -> str: ...
    def romanise(self, text: str) -> str:
        """The pinyin of the Han characters of a text, syllables separated by spaces."""
    def parse(self, name: str) -> list[list[tuple[str, str, list[str]]]]:
        """Groups (outside brackets first) of parts: (kind, text, concepts).

        kind: place stem word brand field form number filler.
        """
    def compare(self, query: str, listed: str) -> _Explanation: ...
    def compare_many(
        self, pairs: list[tuple[str, str]]
    ) -> list[tuple[float, str, float, list[float]]]:
        """(probability, verdict, score, features) of each pair; features as `feature_names`."""
    @staticmethod
    def feature_names() -> list[str]: ...

@final
class Index:
    """All names of a set of listed entities, findable exactly. Immutable; shared by threads."""

    @staticmethod
    def build(lexicon: Lexicon, names: list[tuple[int, str, bool]]) -> Index:
        """names: (entity number from 0, name, whether the list calls the name weak)."""
    @staticmethod
    def from_bytes(lexicon: Lexicon, data: bytes) -> Index:
        """Raises ValueError when the bytes are damaged or of another engine or lexicon."""
    def to_bytes(self) -> bytes: ...
    @property
    def names(self) -> int: ...
    @property
    def entities(self) -> int: ...
    def search(self, name: str, threshold: float | None = None, limit: int = 10) -> _Answer:
        """(state, hits). state: read, empty (nothing to read), indistinct (only common words),
        mixed (a word of several alphabets), cut (longer than is read). hits: (entity, name number,
        score, probability, verdict), best first. Without a threshold the hits are those with a
        verdict other than none; with one, all of at least that probability which share something
        with the name."""
    def search_exhaustively(
        self, name: str, threshold: float | None = None, limit: int = 10
    ) -> _Answer:
        """`search` by scoring every listed name."""
    def search_many(
        self,
        names: list[str],
        threshold: float | None = None,
        limit: int = 10,
        workers: int = 1,
        progress: Callable[[int, int], object] | None = None,
    ) -> list[_Answer | None]:
        """`search` for many names, in order; None for a name that was read and hits nothing.

        `progress` is called in the calling thread some twenty times a second, and at the end, with
        the number of names done and of all. What it raises, and Ctrl-C, stops all threads and comes
        out of the call; there are no half answers."""
    def explain(self, query: str, name: int) -> _Explanation:
        """Raises IndexError for a name number that does not exist."""
    def explain_many(self, query: str, names: list[int]) -> list[_Explanation]:
        """`explain` for several listed names; the query is read once."""
