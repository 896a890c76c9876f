"""The fit itself: a logistic regression in bits, drawn towards the present weights and kept in
bounds.

In: examples and the present weights. Out: new weights, and held-out scores. Method: penalised
maximum likelihood (ridge; Hoerl and Kennard 1970), centred on the present weights instead of zero,
so that a weight moves only as far as the pairs at hand speak for it; each weight is pulled by the
square of its feature's spread, so that the units of features do not matter. Minimised with L-BFGS-B
(Byrd, Lu, Nocedal and Zhu 1995).

Which weights move stands in one place, the reasons of ``weights.tsv``: *chosen* ones never do.
*Held* ones are kept from passing :data:`HELD`. Every other weight keeps the sign of its kind, as
the core refuses another: agreement never counts against a match, disagreement never for one.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

from attrs import frozen

from benchmarks.fit_examples import Example
from benchmarks.peers import package

PRIOR = "prior"
BIT = math.log(2.0)
#: An agreement or a disagreement counts so much at least, per bit or flat: below it is no evidence.
LEAST = 0.05
FOLDS = 5

#: Disagreements that count so much at least. Free, all of them go towards zero: the negatives of
#: the screening prior were found by what they share with a listed name, so what is left over of
#: their trade names looks as if it told little, though it is what tells one company from another in
#: every name that was not found. See docs/explanation/calibration.md.
HELD = {
    "conflict_han": -0.5,
    "conflict_sound": -0.5,
    "conflict_invented": -0.15,
    "conflict_latin": -0.7,
    "conflict_category": -4.0,
    "extra_stem": -0.3,
    "missing_stem": -0.3,
    "stemless": -0.5,
}


@frozen
class Weight:
    """One row of the table of weights."""

    name: str
    value: float
    reason: str

    @property
    def chosen(self) -> bool:
        """Never touched by fitting."""
        return self.reason.startswith("chosen")


def bounds(weights: Mapping[str, Weight], names: Sequence[str]) -> list[tuple[float, float]]:
    """The least and greatest value of each feature's weight, and of the prior after them.

    A disagreement is known by its present sign, which the core has checked.
    """
    out = []
    for name in [*names, PRIOR]:
        weight = weights[name]
        if weight.chosen:
            out.append((weight.value, weight.value))
        elif name == PRIOR:
            out.append((-math.inf, math.inf))
        elif weight.value > 0:
            out.append((LEAST, math.inf))
        else:
            out.append((-math.inf, HELD.get(name, -LEAST)))
    return out


class Problem:
    """The examples as arrays, with the present weights as centre."""

    def __init__(
        self, examples: Sequence[Example], weights: Mapping[str, Weight], names: Sequence[str]
    ) -> None:
        numpy = package("numpy")
        self.names = list(names)
        self.examples = list(examples)
        self.centre = numpy.array([weights[name].value for name in [*names, PRIOR]])
        self.bounds = bounds(weights, names)
        rows = numpy.array([one.features for one in examples], dtype=float)
        self.features = numpy.hstack([rows, numpy.ones((len(rows), 1))])
        self.same = numpy.array([one.same for one in examples], dtype=float)
        self.weights = numpy.array([one.weight for one in examples])
        # Pairs of one query are never divided between fitting and testing.
        self.folds = numpy.array([zlib.crc32(one.query.encode()) % FOLDS for one in examples])

    def scores(self, values: Any) -> Any:
        """The sum in bits of every example."""
        return self.features @ values

    def without(self, unwanted: Any) -> Problem:
        """The same without some examples (an array of truth values)."""
        out = object.__new__(Problem)
        out.names, out.centre, out.bounds = self.names, self.centre, self.bounds
        out.examples = [one for one, gone in zip(self.examples, unwanted, strict=True) if not gone]
        out.features, out.same = self.features[~unwanted], self.same[~unwanted]
        out.weights, out.folds = self.weights[~unwanted], self.folds[~unwanted]
        return out

    def fit(self, ridge: float, used: Any = None) -> Any:
        """The weights of the features and the prior, fitted to the examples ``used`` (all)."""
        numpy, minimize = package("numpy"), package("scipy.optimize").minimize
        used = numpy.ones(len(self.same), bool) if used is None else used
        features, same, counts = self.features[used], self.same[used], self.weights[used]
        spread = numpy.maximum(features.std(0), 1e-3)
        spread[-1] = 1.0

        def loss(values: Any) -> tuple[float, Any]:
            logits = BIT * (features @ values)
            wrong = counts * (numpy.logaddexp(0, logits) - same * logits)
            slope = counts * (1 / (1 + numpy.exp(-logits)) - same) * BIT
            pull = (values - self.centre) * spread
            total = wrong.sum() + 0.5 * ridge * (pull**2).sum()
            return float(total), features.T @ slope + ridge * pull * spread

        low, high = (numpy.array(side) for side in zip(*self.bounds, strict=True))
        start = numpy.clip(self.centre, low, high)
        found = minimize(
            loss, start, jac=True, bounds=self.bounds, method="L-BFGS-B", options={"maxiter": 2000}
        )
        return found.x

    def held_out(self, ridge: float) -> Any:
        """The score of every example by weights fitted without the pairs of its query's fold."""
        numpy = package("numpy")
        out = numpy.zeros(len(self.same))
        for fold in range(FOLDS):
            tested = self.folds == fold
            if tested.any():
                out[tested] = self.features[tested] @ self.fit(ridge, ~tested)
        return out


def probability(score: float) -> float:
    """Of a sum in bits."""
    return 1.0 / (1.0 + math.exp(-BIT * max(-60.0, min(60.0, score))))
