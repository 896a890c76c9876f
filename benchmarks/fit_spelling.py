"""What it tells that two names in Latin letters are spelt alike, beside all other evidence.

In: aliases of one party, from the Entity List and OFAC, as pairs with its primary name; and the
pairs of the screening prior, two parties each. Of both, those that the rest of the model takes for
near. Out: for each share of the query's pairs of letters that the listed name does not have, how
often it is met among the ones and the others, and the bits between the two shares (Fellegi and
Sunter 1969). The weights ``spelling`` and ``other_spelling`` are read off it.
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
#: Bits without the spelling from which a pair is near: a probability of 0.02.
NEAR = -5.6
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
) -> list[float]:
    """The share of missing pairs of letters, of each near pair in Latin letters."""
    alike, otherwise = names.index("spelling"), names.index("other_spelling")
    out = []
    for one in examples:
        values = dict(zip(names, one.features, strict=True))
        if not (one.query.isascii() and one.listed.isascii()):
            continue
        near, far = one.features[alike], one.features[otherwise]
        values["spelling"] = values["other_spelling"] = 0.0
        score = weights[PRIOR].value + sum(weights[name].value * values[name] for name in names)
        if score >= NEAR:
            out.append(NEUTRAL * (1 - near) + (MOST - NEUTRAL) * far)
    return out


def rows(same: Sequence[float], other: Sequence[float]) -> list[list[float]]:
    """From, to, the shares of pairs of one party and of two, and the bits between them."""
    table = []
    for low, high in zip(STEPS, (*STEPS[1:], math.inf), strict=True):
        ours, theirs = (
            share(sum(low <= value + 1e-6 < high for value in values), len(values))
            for values in (same, other)
        )
        bits = math.log2(
            (ours + 0.01) / (theirs + 0.01)
        )  # no share is known better than a hundredth
        table.append([low, min(high, 1.0), ours, theirs, bits])
    return table
