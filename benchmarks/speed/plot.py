"""Draws speed against F1, one mark a matcher, for each list that was measured.

The matchers are told apart by a legend, not by labels at the marks: some are so near to each other
that labels would lie on top of one another.
"""

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
_OWN = "screenlib"
_OWN_COLOUR = "#b3261e"
# Colours that people with any kind of colour vision tell apart (Okabe and Ito 2008), and shapes.
_COLOURS = ("#0072b2", "#56b4e9", "#009e73", "#e69f00", "#cc79a7", "#000000")
_SHAPES = ("s", "^", "v", "D", "P", "X")


def _shown(one: dict[str, Any]) -> dict[str, tuple[float, float]]:
    """Matcher -> names a second and F1, of those that ran on one core."""
    return {
        label: (measured["names_per_second"], measured["f1"])
        for label, measured in one["matchers"].items()
        if "skipped" not in measured and "two cores" not in label
    }


def draw(result: dict[str, Any], path: Path) -> Path:
    """Write the plot as SVG or PNG (by the ending of ``path``) and return the path.

    Raises ``MatcherAbsentError`` without matplotlib.
    """
    matplotlib = package("matplotlib")
    matplotlib.use("Agg")
    matplotlib.rcParams["svg.hashsalt"] = "speed"  # the same figures make the same file
    pyplot = package("matplotlib.pyplot")
    lists = {title: _shown(one) for title, one in result["lists"].items() if "matchers" in one}
    labels = dict.fromkeys(label for points in lists.values() for label in points)
    marks = {
        label: {
            "color": _COLOURS[number % len(_COLOURS)],
            "marker": _SHAPES[number % len(_SHAPES)],
            "s": 55,
        }
        for number, label in enumerate(label for label in labels if label != _OWN)
    }
    marks[_OWN] = {"color": _OWN_COLOUR, "marker": "o", "s": 100}

    rows = (len(lists) + 1) // 2
    figure, axes = pyplot.subplots(
        rows, 2, figsize=(8.4, 3.2 * rows + 0.8), sharex=True, sharey=True, squeeze=False
    )
    for axis, (title, points) in zip(axes.flat, lists.items(), strict=False):
        for label, (speed, f1) in points.items():
            axis.scatter(speed, f1, label=label, alpha=0.85, zorder=3, **marks[label])
        axis.set_title(_TITLES.get(title, title), fontsize=11)
        axis.set_xscale("log")
        axis.set_ylim(-0.05, 1.05)
        axis.grid(alpha=0.3)
    for axis in axes.flat[len(lists) :]:
        axis.set_visible(False)
    for axis in axes[-1]:
        axis.set_xlabel("names a second, one core")
    for axis in axes[:, 0]:
        axis.set_ylabel("best F1")
    entries = {
        label: handle
        for axis in axes.flat
        for handle, label in zip(*axis.get_legend_handles_labels(), strict=True)
    }
    figure.legend(entries.values(), entries.keys(), loc="lower center", ncols=4, fontsize=9)
    figure.tight_layout(rect=(0, 0.6 / (3.2 * rows + 0.8), 1, 1))
    path.parent.mkdir(parents=True, exist_ok=True)
    metadata = {"Date": None} if path.suffix == ".svg" else None
    figure.savefig(path, dpi=130, metadata=metadata)
    pyplot.close(figure)
    return path
