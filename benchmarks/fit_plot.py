"""Reliability: of the pairs given a probability of about p, what share is the same organisation?

In: predictions with their truth and weight. Out: bins, and a plot of them (DeGroot and Fienberg
1983): points on the diagonal are calibrated, above it the model is too careful, below it too sure.
Under the diagram stands how many pairs each bin holds, since a bin of few pairs proves nothing.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from attrs import frozen

from benchmarks.peers import package

#: Narrow at both ends, where the thresholds and most of the pairs are.
EDGES = (0.0, 0.01, 0.05, 0.1, 0.2, 0.35, 0.5, 0.65, 0.84, 0.95, 0.99, 1.0)
_COLOURS = ("#b3261e", "#4a5568")


@frozen
class Bin:
    """Pairs whose probability lies between two edges (the lower one included)."""

    low: float
    high: float
    predicted: float
    observed: float
    pairs: int


def bins(
    predictions: Iterable[tuple[float, bool, float]], edges: Sequence[float] = EDGES
) -> list[Bin]:
    """Bins of (probability, same organisation, weight); empty ones are left out.

    Means are weighted, ``pairs`` counts each pair once.
    """
    out = []
    waiting = sorted(predictions)
    for low, high in itertools.pairwise(edges):
        last = high == edges[-1]
        inside = [one for one in waiting if low <= one[0] < high or (last and one[0] == high)]
        total = sum(weight for _, _, weight in inside)
        if total:
            predicted = sum(p * weight for p, _, weight in inside) / total
            observed = sum(same * weight for _, same, weight in inside) / total
            out.append(Bin(low, high, predicted, observed, len(inside)))
    return out


def draw(curves: Mapping[str, Sequence[Bin]], path: Path) -> Path:
    """Write the plot as SVG or PNG, by the ending of ``path``, and return the path.

    Raises ``MatcherAbsentError`` without matplotlib.
    """
    matplotlib = package("matplotlib")
    matplotlib.use("Agg")
    # The same figures give the same file.
    matplotlib.rcParams["svg.hashsalt"] = "reliability"
    pyplot = package("matplotlib.pyplot")
    figure, (above, below) = pyplot.subplots(
        2, 1, figsize=(5.6, 6.4), sharex=True, height_ratios=(3, 1)
    )
    above.plot([0, 1], [0, 1], color="#a0aec0", linewidth=1, linestyle="--")
    for (title, found), colour in zip(curves.items(), _COLOURS, strict=False):
        predicted = [one.predicted for one in found]
        above.plot(
            predicted, [one.observed for one in found], marker="o", color=colour, label=title
        )
        below.plot(predicted, [one.pairs for one in found], marker="o", color=colour)
    above.set_ylabel("share that is the same organisation")
    above.legend(frameon=False, fontsize=9, loc="upper left")
    below.set_ylabel("pairs")
    below.set_yscale("log")
    below.set_xlabel("probability given (held out)")
    for axis in (above, below):
        axis.grid(alpha=0.3)
    figure.tight_layout()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=130, metadata={"Date": None} if path.suffix == ".svg" else None)
    pyplot.close(figure)
    return path
