"""The benchmark of a large file: its customers, its measuring, and that it sees what is wrong."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import batch, customers, report, run
from benchmarks.matchers import Entity
from benchmarks.shared import ENVIRONMENT_VARIABLE

LISTED = [Entity("a", ("Acme Precision Technologies", "Acme Works"))]


@pytest.fixture(autouse=True)
def _without_shared_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, str(tmp_path / "absent"))


def test_customers_are_repeatable_distinct_and_of_both_languages() -> None:
    made = list(customers.customers(1000, LISTED, 1))
    assert made == list(customers.customers(1000, LISTED, 1))
    assert [row[0] for row, _ in made] == [f"C{n:07d}" for n in range(1, 1001)]
    names = [row[1] for row, listed in made if not listed]
    assert len(set(names)) == len(names) == 990
    english = sum(name.isascii() for name in names)
    assert 400 < english < 600


def test_output_that_lacks_doubles_or_swaps_a_row_is_found(tmp_path: Path) -> None:
    source, output = tmp_path / "in.csv", tmp_path / "out.csv"
    rows = [["name"], ["one"], ["-two-"], ["three"]]
    answers = [["verdict"], ["match"], ["none"], ["none"]]
    _write(source, rows)
    whole = [row + answer for row, answer in zip(rows, answers, strict=True)]
    whole[2][0] = "'-two-"  # as a spreadsheet needs it
    _write(output, whole)
    good = batch.checked(source, output, [0, 2])
    assert good == {"rows": 3, "listed": 2, "listed_shown": 1, "problem": ""}
    header, one, two, three = whole
    for wrong in (
        [header, one, three],
        [header, one, one, two, three],
        [header, two, one, three],
        [header, one, two, [*rows[3], ""]],
        [header, one, two],
    ):
        _write(output, wrong)
        assert batch.checked(source, output, [])["problem"]


def test_memory_is_that_of_the_whole_tree() -> None:
    """A child that starts a child holding 60 MB: both count."""
    inner = "x = bytearray(60_000_000); print(1, flush=True); input()"
    outer = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {inner!r}])"
    with subprocess.Popen(
        [sys.executable, "-c", outer], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert 60 < batch.resident_megabytes(process.pid) < 200
        process.communicate("\n")


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="no way to tie a process to cores")
def test_the_command_measures_and_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "RESULTS", tmp_path)
    monkeypatch.setattr(run, "pages", lambda options: 0)
    assert run.main(["batch", "--rows", "300", "--runs", "1"]) == 0
    result = json.loads((tmp_path / "partial" / "batch.json").read_text("utf-8"))
    assert result["figures"]["rows out, in order"] == 300
    assert result["figures"]["of these shown"] >= 2
    assert result["names"] == "words of the library's tables"


def test_a_call_that_fails_says_why(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="no-such-list"):
        batch.measured(["batch", str(tmp_path / "x.csv"), "--list", "no-such-list"], tmp_path)


def _write(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
