"""What it tells that two names in Latin letters are spelt alike, beside all other evidence.

In: aliases of one party, from the Entity List and OFAC, as pairs with its primary name; and the
pairs of the screening prior, two parties each. Out: for each share of the query's pairs of letters
that the listed name does not have, the bits between how often it is met among the ones and among
the others (Fellegi and Sunter 1969), within bands of what the rest of the evidence comes to: so
what that has counted already is not counted again. The weights ``spelling`` and
``other_spelling`` are read off it.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence

from benchmarks.fit_examples import PRIOR, SEED, Example, compared
from benchmarks.fit_model import Weight
from benchmarks.listed import entity_list, ofac_entities
from benchmarks.metrics import share
from benchmarks.subject import Screenlib

ALIASES = "aliases"
#: Bands of the rest of the evidence, in bits; above, hardly any strangers are left to compare with.
BANDS = ((-9.0, -6.0), (-6.0, -3.0), (-3.0, 0.0), (0.0, 3.0))
#: As in the core (``evidence/letters.rs``): the share that tells nothing, and the most that counts.
NEUTRAL, MOST = 0.4, 0.6
STEPS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6)


def aliases(matcher: Screenlib) -> Iterator[Example]:
    """Aliases in Latin letters with the primary name, in turn as query and as listed name."""
    rng = random.Random(SEED)
    names = [
        (alias, entity.names[0])
        for entity in [*entity_list(), *ofac_entities(aliases=True)]
        for alias in entity.names[1:]
        if alias.isascii() and entity.names[0].isascii()
    ]
    turned = [pair if rng.random() < 0.5 else pair[::-1] for pair in names]
    return compared(matcher, turned, same=True, group=ALIASES)


def missing(
    examples: Iterable[Example], names: Sequence[str], weights: Mapping[str, Weight]
) -> list[tuple[float, float]]:
    """Of each pair in Latin letters what all but the spelling comes to, and the share of missing
    pairs of letters.
    """
    alike, otherwise = names.index("spelling"), names.index("other_spelling")
    out = []
    for one in examples:
        values = dict(zip(names, one.features, strict=True))
        if not (one.query.isascii() and one.listed.isascii()):
            continue
        near, far = one.features[alike], one.features[otherwise]
        values["spelling"] = values["other_spelling"] = 0.0
        rest = weights[PRIOR].value + sum(weights[name].value * values[name] for name in names)
        out.append((rest, NEUTRAL * (1 - near) + (MOST - NEUTRAL) * far))
    return out


def rows(
    same: Sequence[tuple[float, float]], other: Sequence[tuple[float, float]]
) -> list[list[float]]:
    """From, to, and the bits between one party and two in each band."""
    table = []
    for low, high in zip(STEPS, (*STEPS[1:], math.inf), strict=True):
        bits = []
        for band in BANDS:
            within = (
                [missing for rest, missing in pairs if band[0] <= rest < band[1]]
                for pairs in (same, other)
            )
            ours, theirs = (
                share(sum(low <= one + 1e-6 < high for one in one_side), len(one_side))
                for one_side in within
            )
            # No share is known better than to a hundredth.
            bits.append(math.log2((ours + 0.01) / (theirs + 0.01)))
        table.append([low, min(high, 1.0), *bits])
    return table


def count(pairs: Sequence[tuple[float, float]]) -> list[int]:
    """How many pairs are in each band."""
    return [sum(low <= rest < high for rest, _ in pairs) for low, high in BANDS]
