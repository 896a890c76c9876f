"""Counting instructions: what is read of Callgrind, and what is said without it."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from benchmarks import run
from benchmarks.matchers import MatcherAbsentError
from benchmarks.speed import instructions


def valgrind(folder: Path, says: str) -> None:
    """A stand-in that prints what Valgrind would."""
    program = folder / "valgrind"
    program.write_text(f"#!/bin/sh\necho '{says}' >&2\n", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)


def test_the_figure_is_what_callgrind_collected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    valgrind(tmp_path, "==7== Collected : 1234567")
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    assert instructions.instructions(tmp_path, tmp_path, tmp_path, 1) == 1_234_567
    valgrind(tmp_path, "==7== killed")
    with pytest.raises(MatcherAbsentError, match="killed"):
        instructions.instructions(tmp_path, tmp_path, tmp_path, 1)


def test_without_valgrind_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(run, "pages", lambda options: 0)
    assert run.main(["instructions"]) == 0
    assert "skipped: cargo is not there" in capsys.readouterr().out
