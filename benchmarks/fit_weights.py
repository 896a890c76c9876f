"""Fits the weights of the evidence model: ``python -m benchmarks.fit_weights [--write]``.

In: the measuring data and ``screenlib/lexicon/weights.tsv``. Out, on stdout: held-out figures of
the labelled pairs before and after, figures of each group, every weight before and after; and the
plot of held-out reliability as ``docs/explanation/reliability.svg``. The table of weights is
written with ``--write`` only; names, order and reasons of its rows stay.

Features depend on the weights a little (of several readings of a name the best pair is taken), so a
fit that moved far is worth repeating. Exit status 0; 2 when data or a package is missing.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks import fit_spelling
from benchmarks.fit_examples import LABELLED, PRIOR, collect, texts
from benchmarks.fit_model import Problem, Weight, probability
from benchmarks.fit_plot import Bin, bins, draw
from benchmarks.matchers import MatcherAbsentError
from benchmarks.metrics import average_precision, best_f1, recall_at_false_positive_rate, share
from benchmarks.report import heading, table
from benchmarks.shared import CHECKOUT, SharedDataMissingError

TABLE = CHECKOUT / "screenlib" / "lexicon" / "weights.tsv"
PLOT = CHECKOUT / "docs" / "explanation" / "reliability.svg"
RIDGE = 3.0
THRESHOLDS = (0.1, 0.2, 0.35, 0.5, 0.65, 0.75, 0.84, 0.9)
#: "Unrelated" names that score more than this many bits against a listed name are most likely that
#: party or one of its group (the names are real, and some of those firms are listed): left out.
TOO_NEAR = 4.0


def read_weights(text: str) -> dict[str, Weight]:
    """The rows of the table, by name. Raises ``ValueError`` for a row that is not one."""
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    if rows[0] != ["name", "value", "reason"]:
        raise ValueError(f"weights.tsv: the header is {rows[0]}")
    return {name: Weight(name, float(value), reason) for name, value, reason in rows[1:]}


def with_values(text: str, values: Mapping[str, float]) -> str:
    """The table with new values in its rows; all else is kept to the letter."""
    lines = []
    for line in text.splitlines(keepends=True):
        cells = line.split("\t")
        if not line.startswith("#") and cells[0] in values and len(cells) == 3:
            cells[1] = f"{values[cells[0]]:.3f}"
        lines.append("\t".join(cells))
    return "".join(lines)


def labelled_figures(problem: Problem, scores: Any) -> list[float]:
    """Average precision, best F1 and recall at 5 % false positives on the labelled pairs."""
    chosen = [number for number, one in enumerate(problem.examples) if one.group == LABELLED]
    values = [float(scores[number]) for number in chosen]
    truths = [problem.examples[number].same for number in chosen]
    return [
        average_precision(values, truths),
        best_f1(values, truths)[0],
        recall_at_false_positive_rate(values, truths, 0.05),
    ]


def group_rows(problem: Problem, scores: Any) -> list[list[Any]]:
    """For each group: its true and false pairs, and the shares of each that reach even odds."""
    rows: list[list[Any]] = []
    for group in dict.fromkeys(one.group for one in problem.examples):
        reached: dict[bool, list[bool]] = {True: [], False: []}
        for one, score in zip(problem.examples, scores, strict=True):
            if one.group == group:
                reached[one.same].append(float(score) > 0)
        row: list[Any] = [group]
        for side in (True, False):
            found = reached[side]
            row += [len(found), share(sum(found), len(found)) if found else ""]
        rows.append(row)
    return rows


def threshold_rows(problem: Problem, scores: Any, screened: int) -> list[list[Any]]:
    """For each threshold of probability: precision and recall on the labelled pairs, and how many
    of 1,000 unrelated names reach it. Verdicts follow structure as well: this is what the
    probability alone would give.
    """
    rows: list[list[Any]] = []
    for threshold in THRESHOLDS:
        reached = [
            one
            for one, score in zip(problem.examples, scores, strict=True)
            if probability(float(score)) >= threshold
        ]
        labelled = [one.same for one in reached if one.group == LABELLED]
        true = sum(one.same for one in problem.examples if one.group == LABELLED)
        unrelated = sum(one.group.startswith(PRIOR) for one in reached)
        rows.append(
            [
                threshold,
                share(sum(labelled), len(labelled)),
                share(sum(labelled), true),
                1000 * share(unrelated, screened),
            ]
        )
    return rows


def reliability(problem: Problem, scores: Any) -> dict[str, list[Bin]]:
    """Held-out predictions in bins, for the labelled pairs and for all pairs as the fit weighs
    them.
    """
    predicted = [probability(float(score)) for score in scores]
    everyone = list(zip(predicted, problem.examples, strict=True))
    return {
        LABELLED: bins([(p, one.same, 1.0) for p, one in everyone if one.group == LABELLED]),
        "all pairs, as weighted in the fit": bins(
            [(p, one.same, one.weight) for p, one in everyone]
        ),
    }


def run(options: argparse.Namespace) -> None:
    """Collect, fit, report; write when told to."""
    from benchmarks.subject import Screenlib

    matcher = Screenlib()
    text = TABLE.read_text(encoding="utf-8")
    weights = read_weights(text)
    collected = collect(matcher)
    problem = Problem(collected.examples, weights, matcher.lexicon.feature_names())
    present = problem.scores(problem.centre)
    alike = [one.group.startswith(PRIOR) for one in problem.examples]
    too_near = (present > TOO_NEAR) & alike
    heading(f"left out: {int(too_near.sum())} unrelated names that come too near to be unrelated")
    for line in texts(o for o, gone in zip(problem.examples, too_near, strict=True) if gone)[:20]:
        print(f"   {line}")
    problem = problem.without(too_near)

    fitted = problem.fit(options.ridge)
    held_out = problem.held_out(options.ridge)
    heading("labelled pairs")
    settings = {
        "present weights": problem.scores(problem.centre),
        "fitted, held out": held_out,
        "fitted, seen": problem.scores(fitted),
    }
    rows = [[title, *labelled_figures(problem, scores)] for title, scores in settings.items()]
    print(table(["weights", "average precision", "best F1", "recall at 5 % false"], rows))
    heading("groups: pairs, and the share of them at even odds or better (held out)")
    header = ["group", "true", "of them reached", "false", "of them reached"]
    print(table(header, group_rows(problem, held_out)))
    heading("thresholds, at the present weights")
    rows = threshold_rows(problem, problem.scores(problem.centre), collected.screened)
    print(table(["probability", "precision", "recall", "unrelated in 1,000"], rows))
    heading("reliability (held out)")
    curves = reliability(problem, held_out)
    for title, found in curves.items():
        print(title)
        columns = ["from", "to", "mean predicted", "observed", "pairs"]
        print(table(columns, [[b.low, b.high, b.predicted, b.observed, b.pairs] for b in found]))
    heading("spelling: how much of the query's pairs of letters is missing in the listed name")
    parties = fit_spelling.missing(fit_spelling.aliases(matcher), problem.names, weights)
    unrelated = [one for one in problem.examples if one.group.startswith(PRIOR)]
    strangers = fit_spelling.missing(unrelated, problem.names, weights)
    print("bits, by what the rest of the evidence comes to")
    columns = ["from", "to", *(f"{low:g} to {high:g}" for low, high in fit_spelling.BANDS)]
    counts = fit_spelling.count(parties), fit_spelling.count(strangers)
    print(f"aliases: {counts[0]}, unrelated names: {counts[1]}")
    print(table(columns, fit_spelling.rows(parties, strangers)))
    heading("weights")
    names = [*problem.names, "prior"]
    new = dict(zip(names, (float(value) for value in fitted), strict=True))
    kinds = {name: weights[name].reason.partition(":")[0] for name in names}
    moved = [[name, kinds[name], weights[name].value, new[name]] for name in names]
    print(table(["weight", "kind", "present", "fitted"], moved))
    print(f"\nwritten: {draw(curves, options.plot)}")
    if options.write:
        moving = {name: value for name, value in new.items() if not weights[name].chosen}
        TABLE.write_text(with_values(text, moving), encoding="utf-8")
        print(f"written: {TABLE}")


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fit_weights", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the table of weights")
    parser.add_argument("--plot", type=Path, default=PLOT, help="where the plot goes (.svg, .png)")
    parser.add_argument(
        "--ridge",
        type=float,
        default=RIDGE,
        help="how strongly weights are drawn to the present ones (default %(default)s)",
    )
    try:
        run(parser.parse_args(arguments))
    except (SharedDataMissingError, MatcherAbsentError) as reason:
        print(reason, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
