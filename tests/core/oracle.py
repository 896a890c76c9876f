"""What a search must find, found slowly: the query is compared with every listed name.

It knows neither index nor bounds, only `Lexicon.compare`. It stands for lists of one name to an
entity: with several, a search also weighs whether the entity has a Han name elsewhere. Names that
share nothing are no hits, however low the threshold; what they share is read off the evidence.
"""

from __future__ import annotations

from collections.abc import Sequence

from screenlib._core import Lexicon
from tests.core.support import VERDICTS

AGREEMENT = {
    *("text", "concept", "sound", "echo", "homophone", "typo", "typos", "romanisation"),
    *("truncation", "inside", "initials", "identical", "nearly-identical", "other-kind-of-part"),
}
"""Levels of evidence rows at which names share something."""

NEAR = 1e-5
"""Probabilities nearer to a threshold than this may fall on either side of it by rounding."""


def search(
    lexicon: Lexicon, listed: Sequence[str], query: str, threshold: float | None
) -> dict[int, tuple[str, float]]:
    """Verdict and score of each listed name that is a hit, by its number."""
    found = {}
    for number, name in enumerate(listed):
        pair = lexicon.compare(query, name)
        if threshold is None:
            wanted = pair["verdict"] != "none"
        else:
            wanted = pair["probability"] >= threshold
        if wanted:
            found[number] = (pair["verdict"], pair["score"])
    return found


def doubtful(
    lexicon: Lexicon, listed: Sequence[str], query: str, threshold: float | None
) -> set[int]:
    """Names on which a comparison does not decide: their probability is the threshold but for
    rounding, or what was compared shares nothing, though another reading of them may.
    """
    if threshold is None:
        return set()
    unsure = set()
    for number, name in enumerate(listed):
        pair = lexicon.compare(query, name)
        shared = any(row[1] in AGREEMENT for row in pair["rows"])
        if abs(pair["probability"] - threshold) < NEAR or not shared:
            unsure.add(number)
    return unsure


def order(hit: tuple[int, tuple[str, float]]) -> tuple[int, float, int]:
    """Best first: by verdict, then score, then number."""
    number, (verdict, score) = hit
    return (-VERDICTS.index(verdict), -score, number)
