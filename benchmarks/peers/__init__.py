"""Other ways of matching names, each behind the shape of :class:`benchmarks.matchers.Matcher`.

Every peer is used as its own documentation advises, at its best known setting; names are brought to
Latin letters with unidecode for those that read only Latin. A peer whose package is missing raises
``MatcherAbsentError`` and is reported as skipped, with the reason.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

from benchmarks.matchers import Matcher, MatcherAbsentError


def package(name: str) -> Any:
    """The module ``name``.

    Raises ``MatcherAbsentError`` with the reason if it does not import.
    """
    try:
        return importlib.import_module(name)
    except ImportError as problem:
        raise MatcherAbsentError(
            f"{name.partition('.')[0]} is not installed ({problem})"
        ) from problem


def latin_preparer() -> Callable[[str], str]:
    """What brings a name to the plain lower-case Latin words that string similarities are fed.

    Raises ``MatcherAbsentError`` without unidecode and rapidfuzz.
    """
    unidecode: Callable[[str], str] = package("unidecode").unidecode
    default_process: Callable[[str], str] = package("rapidfuzz.utils").default_process
    return lambda text: default_process(unidecode(text))


def _wratio() -> Matcher:
    from benchmarks.peers.similarity import WRatio

    return WRatio()


def _jaro_winkler() -> Matcher:
    from benchmarks.peers.similarity import JaroWinkler

    return JaroWinkler()


def _tfidf() -> Matcher:
    from benchmarks.peers.trigrams import Trigrams

    return Trigrams(rerank=False)


def _tfidf_reranked() -> Matcher:
    from benchmarks.peers.trigrams import Trigrams

    return Trigrams(rerank=True)


def _tantivy() -> Matcher:
    from benchmarks.peers.search_engine import TantivyFuzzy

    return TantivyFuzzy()


def _logic() -> Matcher:
    from benchmarks.peers.opensanctions import LogicV2

    return LogicV2()


#: Constructors by name; each may raise ``MatcherAbsentError``.
PEERS: dict[str, Callable[[], Matcher]] = {
    "rapidfuzz-wratio": _wratio,
    "rapidfuzz-jarowinkler": _jaro_winkler,
    "tfidf-sdtn": _tfidf,
    "tfidf-sdtn-reranked": _tfidf_reranked,
    "tantivy-fuzzy": _tantivy,
    "nomenklatura-logic-v2": _logic,
}
