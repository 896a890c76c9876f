"""The plot of speed against F1."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from benchmarks.speed.plot import draw

RESULT: dict[str, Any] = {
    "lists": {
        "ofac": {
            "matchers": {
                "screenlib": {"names_per_second": 40_000.0, "f1": 0.9},
                "screenlib, two cores": {"names_per_second": 80_000.0, "f1": 0.9},
                "peer": {"names_per_second": 100.0, "f1": 0.8},
                "absent": {"skipped": "not installed"},
            }
        },
        "world": {"skipped": "no data"},
    }
}


def test_it_shows_each_matcher_that_ran_on_one_core(tmp_path: Path) -> None:
    matplotlib = pytest.importorskip("matplotlib")
    with matplotlib.rc_context({"svg.fonttype": "none"}):  # text stays text
        drawn = draw(RESULT, tmp_path / "plot.svg").read_text("utf-8")
    assert ">screenlib<" in drawn
    assert ">peer<" in drawn
    assert "two cores" not in drawn
    assert "absent" not in drawn


def test_it_is_the_same_file_for_the_same_figures(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    one, two = (draw(RESULT, tmp_path / name).read_bytes() for name in ("1.svg", "2.svg"))
    assert one == two
