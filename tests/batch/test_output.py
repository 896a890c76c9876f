"""Writing tables: whole or not at all, and safe to open."""

from __future__ import annotations

import csv
import gzip
import io
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screenlib.atomic import AtomicFile, lock, partial_path
from screenlib.batch.output import CsvTarget, defuse
from screenlib.errors import BatchError


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+cmd|'/C calc'!A0", "-2+3+cmd", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "=HYPERLINK()"],
)
def test_formulas_are_defused(cell: str) -> None:
    assert defuse(cell) == "'" + cell


@pytest.mark.parametrize(
    "cell", ["", "-12.5", "+86 571 8888", "-1,000", "a=b", "Acme - Sons", "海康", "'=1", "-"[:0]]
)
def test_what_is_no_formula_is_left(cell: str) -> None:
    assert defuse(cell) == cell


@given(st.text(max_size=10))
def test_a_defused_cell_never_starts_a_formula(cell: str) -> None:
    safe = defuse(cell)
    assert safe.endswith(cell)
    assert safe[:1] not in {"=", "@", "\t", "\r"}


def write(output: object, rows: list[list[str]], **options: object) -> None:
    arguments = {"encoding": "utf-8", "delimiter": ",", "line_end": "\n", **options}
    target = CsvTarget(output, **arguments)  # type: ignore[arg-type]
    target.write_rows(rows)
    target.commit()


def test_a_file_appears_only_when_committed(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_text("before")
    target = CsvTarget(path, encoding="utf-8", delimiter=",", line_end="\n")
    target.write_rows([["a", "b"]])
    assert path.read_text() == "before"
    target.commit()
    assert path.read_text() == "a,b\n"
    assert [entry.name for entry in tmp_path.iterdir()] == ["out.csv"]


def test_abandoning_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_text("before")
    file = AtomicFile(path)
    file.file.write(b"half")
    file.abandon()
    assert path.read_text() == "before"
    assert not partial_path(path).exists()


def test_a_partial_file_can_be_cut_and_continued(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    target = CsvTarget(path, encoding="utf-8-sig", delimiter=",", line_end="\n")
    target.write_rows([["a"]])
    length = target.checkpoint()
    target.write_rows([["lost"]])
    target.abandon(keep_partial=True)
    again = CsvTarget(path, encoding="utf-8-sig", delimiter=",", line_end="\n", keep=length)
    again.write_rows([["b"]])
    again.commit()
    assert path.read_bytes() == b"\xef\xbb\xbfa\nb\n"


def test_gzip_by_name(tmp_path: Path) -> None:
    path = tmp_path / "out.csv.gz"
    write(path, [["海康"], ["b"]])
    assert gzip.decompress(path.read_bytes()).decode() == "海康\nb\n"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5", "utf-8-sig"])
def test_every_character_can_be_written(encoding: str) -> None:
    output = io.BytesIO()
    write(output, [["海康\udcff\U0001f600"]], encoding=encoding)
    assert output.getvalue().decode(encoding).startswith(r"海康\xff")


def test_text_stream(tmp_path: Path) -> None:
    output = io.StringIO()
    write(output, [["a;b", "c"]], delimiter=";")
    assert output.getvalue() == '"a;b";c\n'


def test_what_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(BatchError, match="no directory"):
        AtomicFile(tmp_path / "absent" / "out.csv")
    with pytest.raises(BatchError, match="is a directory"):
        AtomicFile(tmp_path)
    with pytest.raises(BatchError, match="not int"):
        write(5, [])


CELLS = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=5))
def test_rows_come_back_as_written(rows: list[list[str]]) -> None:
    output = io.BytesIO()
    write(output, rows, line_end="\r\n")
    text = io.StringIO(output.getvalue().decode(), newline="")
    assert list(csv.reader(text)) == rows


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_return_in_a_cell_begins_no_row(line_end: str) -> None:
    """A spreadsheet would take a bare return for the end of the row, and run what follows."""
    output = io.StringIO(newline="")
    rows = [["plain", "1"], ["Hik\r=1+1", "a\nb"], ["\r", ""]]
    write(output, rows, line_end=line_end)
    assert output.getvalue() == line_end.join(["plain,1", '"Hik\r=1+1","a\nb"', '"\r",', ""])
    assert list(csv.reader(io.StringIO(output.getvalue(), newline=""))) == rows


@pytest.mark.skipif(os.name == "nt", reason="no locks of this kind")
class TestTwoWriters:
    def test_the_second_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "out.csv"
        first = AtomicFile(path)
        first.file.write(b"first")
        with pytest.raises(BatchError, match="Another process is writing"):
            AtomicFile(path)
        first.commit()
        assert path.read_bytes() == b"first"

    def test_after_the_first_the_second_may(self, tmp_path: Path) -> None:
        path = tmp_path / "out.csv"
        for text in (b"first", b"second"):
            file = AtomicFile(path)
            file.file.write(text)
            file.commit()
        assert path.read_bytes() == b"second"

    def test_a_file_that_got_its_name_meanwhile_is_not_touched(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The second opens the file of the first, which gets its name before it can be locked."""
        path = tmp_path / "out.csv"
        first = AtomicFile(path)
        first.file.write(b"first")
        locked: list[int] = []

        def late(descriptor: int) -> None:
            if not locked:
                first.commit()
            locked.append(descriptor)
            lock(descriptor)

        monkeypatch.setattr("screenlib.atomic.lock", late)
        second = AtomicFile(path)
        assert len(locked) == 2
        assert path.read_bytes() == b"first"
        second.file.write(b"second")
        second.commit()
        assert path.read_bytes() == b"second"
