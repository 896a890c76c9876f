"""Fitting the weights: what may move, how far, and what is written."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from benchmarks import fit_spelling
from benchmarks.fit_examples import Example
from benchmarks.fit_model import FOLDS, HELD, LEAST, Weight, bounds, probability
from benchmarks.fit_plot import Bin, bins, draw
from benchmarks.fit_spelling import STEPS
from benchmarks.fit_weights import TABLE, read_weights, with_values
from screenlib import _core

WEIGHTS = read_weights(TABLE.read_text(encoding="utf-8"))
NAMES = _core.Lexicon.feature_names()


def weight(value: float, reason: str = "fitted: why") -> Weight:
    return Weight("", value, reason)


def test_every_reason_says_how_the_value_came_about() -> None:
    for name, row in WEIGHTS.items():
        assert row.reason.split(":")[0] in ("fitted", "held", "chosen"), name
        assert len(row.reason) > 30, name


def test_the_fit_moves_features_and_the_prior_only() -> None:
    free = {name for name, row in WEIGHTS.items() if not row.chosen}
    assert free <= {*NAMES, "prior"}
    assert {*NAMES, "prior"} <= set(WEIGHTS)


def test_what_is_held_is_said_in_the_table() -> None:
    held = {name for name, row in WEIGHTS.items() if row.reason.startswith("held")}
    assert held == set(HELD)
    assert all(WEIGHTS[name].value <= most for name, most in HELD.items())


def test_no_value_of_the_table_is_out_of_its_bounds() -> None:
    for name, (low, high) in zip([*NAMES, "prior"], bounds(WEIGHTS, NAMES), strict=True):
        assert low <= WEIGHTS[name].value <= high, name


def test_bounds_by_kind() -> None:
    weights = {
        "text": weight(0.3),
        "extra_place": weight(-0.5),
        "conflict_latin": weight(-0.9, "held: why"),
        "identical": weight(7.0, "chosen: why"),
        "prior": weight(-6.0),
    }
    assert bounds(weights, ["text", "extra_place", "conflict_latin", "identical"]) == [
        (LEAST, math.inf),
        (-math.inf, -LEAST),
        (-math.inf, HELD["conflict_latin"]),
        (7.0, 7.0),
        (-math.inf, math.inf),
    ]


def test_writing_changes_the_values_asked_for_and_nothing_else() -> None:
    rows = [
        "# a\ttext\tof cells",
        "name\tvalue\treason",
        "text\t0.3\tfitted: a",
        "slope\t1\tchosen: b",
    ]
    text = "\n".join(rows) + "\n"
    written = with_values(text, {"text": 0.12345})
    assert written == text.replace("0.3", "0.123")
    assert with_values(text, {}) == text


def test_a_table_of_another_form_is_refused() -> None:
    with pytest.raises(ValueError, match="header"):
        read_weights("name\tvalue\nprior\t1\n")


def test_probability_is_in_bits() -> None:
    assert probability(0.0) == 0.5
    assert probability(3.0) == pytest.approx(8 / 9)
    assert probability(-5000.0) < 1e-9


def test_bins_weigh_means_and_count_pairs() -> None:
    found = bins([(0.1, False, 3.0), (0.3, True, 1.0), (1.0, True, 1.0)], edges=(0.0, 0.5, 1.0))
    assert [one.predicted for one in found] == pytest.approx([0.15, 1.0])
    assert [one.observed for one in found] == [0.25, 1.0]
    assert [one.pairs for one in found] == [2, 1]


def test_an_edge_belongs_to_the_upper_bin() -> None:
    assert [one.low for one in bins([(0.5, True, 1.0)], edges=(0.0, 0.5, 1.0))] == [0.5]


class TestFit:
    """On made-up pairs; needs the packages of the `benchmarks` extra."""

    @pytest.fixture
    def problem(self) -> object:
        pytest.importorskip("numpy")
        pytest.importorskip("scipy")
        from benchmarks.fit_examples import LABELLED, Example
        from benchmarks.fit_model import Problem

        weights = {
            "good": weight(0.5),
            "bad": weight(-0.5),
            "fixed": weight(2.0, "chosen: why"),
            "prior": weight(-1.0),
        }
        examples = [
            Example((x, y, 0.0), same, LABELLED, f"query {number}", "listed")
            for number, (x, y, same) in enumerate(
                [(8.0, 0.0, True)] * 30 + [(1.0, 6.0, False)] * 60 + [(8.0, 6.0, False)] * 10
            )
        ]
        return Problem(examples, weights, ["good", "bad", "fixed"])

    def test_agreement_stays_positive_and_chosen_weights_stay(self, problem: object) -> None:
        from benchmarks.fit_model import Problem

        assert isinstance(problem, Problem)
        good, bad, fixed, prior = problem.fit(0.01)
        assert good >= LEAST
        assert bad <= -LEAST
        assert fixed == 2.0
        scores = problem.scores([good, bad, fixed, prior])
        assert all(
            (score > 0) == one.same for score, one in zip(scores, problem.examples, strict=True)
        )

    def test_a_strong_pull_keeps_the_present_weights(self, problem: object) -> None:
        from benchmarks.fit_model import Problem

        assert isinstance(problem, Problem)
        assert problem.fit(1e9) == pytest.approx([0.5, -0.5, 2.0, -1.0], abs=1e-3)

    def test_held_out_scores_come_from_other_queries(self, problem: object) -> None:
        from benchmarks.fit_model import Problem

        assert isinstance(problem, Problem)
        held_out = problem.held_out(1.0)
        for fold in range(FOLDS):
            tested = problem.folds == fold
            alone = problem.scores(problem.fit(1.0, ~tested))
            assert held_out[tested] == pytest.approx(alone[tested])


def test_the_plot_is_the_same_file_for_the_same_figures(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    curves = {"pairs": [Bin(0.0, 0.5, 0.2, 0.25, 40), Bin(0.5, 1.0, 0.8, 0.75, 60)]}
    first, second = (draw(curves, tmp_path / name) for name in ("a.svg", "b.svg"))
    assert first.read_bytes() == second.read_bytes()
    assert b"<svg" in first.read_bytes()


def test_bits_of_the_spelling_follow_from_the_shares_within_a_band() -> None:
    parties = [(-1.0, 0.0)] * 9 + [(-1.0, 0.65), (-4.0, 0.0), (20.0, 0.0)]
    strangers = [(-1.0, 0.65)] * 10 + [(-4.0, 0.0)]
    assert fit_spelling.count(parties) == [0, 1, 10, 0]
    alike, otherwise = fit_spelling.rows(parties, strangers)[:: len(STEPS) - 1]
    assert alike == pytest.approx([0.0, 0.1, 0.0, 0.0, math.log2(0.91 / 0.01), 0.0])
    assert otherwise == pytest.approx([0.6, 1.0, 0.0, 0.0, math.log2(0.11 / 1.01), 0.0])


def test_the_missing_share_is_that_of_the_features() -> None:
    shares = {0.0: {"spelling": 1.0}, 0.3: {"spelling": 0.25}, 0.5: {"other_spelling": 0.5}}
    rest = WEIGHTS["prior"].value + 20.0 * WEIGHTS["text"].value
    examples = [
        Example(
            tuple({"text": 20.0, **values}.get(name, 0.0) for name in NAMES), True, "", "a", "b"
        )
        for values in shares.values()
    ]
    found = fit_spelling.missing(examples, NAMES, WEIGHTS)
    assert [missing for _, missing in found] == pytest.approx(list(shares))
    assert [score for score, _ in found] == pytest.approx([rest] * len(shares))
    han = Example(examples[0].features, True, "", "海康", "b")
    assert fit_spelling.missing([han], NAMES, WEIGHTS) == []
