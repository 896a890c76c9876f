"""Draws speed against F1, one mark a matcher, for each list that was measured."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.peers import package

_TITLES = {
    "ofac": "OFAC organisations, English",
    "entity-list": "Entity List, English",
    "entity-list-chinese": "Entity List, Chinese",
    "world": "60,000 company names, English",
}


def draw(result: dict[str, Any], path: Path) -> Path:
    """Write the plot as SVG or PNG (by the ending of ``path``) and return the path.

    Raises ``MatcherAbsentError`` without matplotlib.
    """
    package("matplotlib").use("Agg")
    pyplot = package("matplotlib.pyplot")
    lists = {title: one for title, one in result["lists"].items() if "matchers" in one}
    figure, axes = pyplot.subplots(
        1, len(lists), figsize=(4.6 * len(lists), 4.2), sharey=True, squeeze=False
    )
    for axis, (title, one) in zip(axes[0], lists.items(), strict=True):
        for label, measured in one["matchers"].items():
            if "skipped" in measured or "two cores" in label:
                continue
            own = label == "screenlib"
            axis.scatter(
                measured["names_per_second"],
                measured["f1"],
                s=70 if own else 40,
                color="#b3261e" if own else "#4a5568",
                zorder=3,
            )
            axis.annotate(
                label,
                (measured["names_per_second"], measured["f1"]),
                xytext=(0, 7),
                textcoords="offset points",
                ha="center",
                fontsize=8,
            )
        axis.set_xscale("log")
        axis.set_title(_TITLES.get(title, title), fontsize=10)
        axis.set_xlabel("names a second, one core")
        axis.margins(x=0.25, y=0.15)
        axis.grid(alpha=0.3)
    axes[0][0].set_ylabel("best F1")
    figure.tight_layout()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=130)
    pyplot.close(figure)
    return path
