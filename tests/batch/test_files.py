"""Excel and Parquet files, and tables in memory."""

from __future__ import annotations

import csv
import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from screenlib import Screener, screen_file
from screenlib.batch import RESULT_COLUMNS
from screenlib.batch.columns import PREFIX
from screenlib.batch.tables import screen_batches
from screenlib.errors import (
    BatchError,
    BatchFormatError,
    ColumnError,
    ConfigError,
    MissingDependencyError,
)

SCREENER = Screener()
NAMES = ["Hikvision", None, "Verkor", "浙江大華科技", "=Hikvision"]
VERDICTS = ["match", "empty", "none", "match", "match"]
DAY = datetime.datetime(2024, 5, 6)


def workbook(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["id", "公司名称", "since"])
    for number, name in enumerate(NAMES):
        sheet.append([number, name, DAY])
    for row in sheet.iter_rows(min_row=2, min_col=2, max_col=2):
        if row[0].value is not None:
            row[0].data_type = "s"
    book.create_sheet("other").append(["name"])
    book.save(path)
    return path


def parquet(path: Path) -> Path:
    table = pa.table({"id": pa.array(range(5), pa.int16()), "name": NAMES, "since": [DAY] * 5})
    pq.write_table(table, path)
    return path


def read(path: Path) -> list[list[Any]]:
    if path.suffix == ".xlsx":
        rows = openpyxl.load_workbook(path).active.iter_rows(values_only=True)
        return [list(row) for row in rows]
    if path.suffix == ".parquet":
        table = pq.read_table(path)
        return [table.column_names, *map(list, zip(*table.to_pydict().values(), strict=True))]
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


@pytest.mark.parametrize("ending", ["arrow", "feather", "arrows"])
def test_arrow_files_are_read_and_written_like_parquet(tmp_path: Path, ending: str) -> None:
    source, output = tmp_path / f"in.{ending}", tmp_path / f"out.{ending}"
    table = pq.read_table(parquet(tmp_path / "in.parquet"))
    make = pa.ipc.new_stream if ending == "arrows" else pa.ipc.new_file
    with make(source, table.schema) as writer:
        writer.write_table(table)
    screen_file(source, output, screener=SCREENER)
    opened = pa.ipc.open_stream if ending == "arrows" else pa.ipc.open_file
    with opened(output.read_bytes()) as reader:
        answers = reader.read_all()
    assert answers.schema.field("id").type == pa.int16(), "the column lost its type"
    assert answers["name"].to_pylist() == NAMES
    assert answers[RESULT_COLUMNS[0]].to_pylist() == VERDICTS


@pytest.mark.parametrize("made", [workbook, parquet])
@pytest.mark.parametrize("ending", ["xlsx", "parquet", "csv"])
def test_every_kind_to_every_kind(tmp_path: Path, made: Any, ending: str) -> None:
    source = made(tmp_path / f"in.{'xlsx' if made is workbook else 'parquet'}")
    output = tmp_path / f"out.{ending}"
    summary = screen_file(source, output, screener=SCREENER)
    head, *rows = read(output)
    assert head[3:] == list(RESULT_COLUMNS)
    assert [str(row[0]) for row in rows] == ["0", "1", "2", "3", "4"]
    assert [row[3] for row in rows] == VERDICTS
    assert float(rows[0][4]) > 0.5
    assert summary.rows == 5
    assert [entry.name for entry in tmp_path.iterdir() if entry.name.startswith(".")] == []
    assert rows[4][1] == ("'=Hikvision" if ending == "csv" else "=Hikvision")
    keeps_types = ending == "xlsx" or (ending == "parquet" and made is parquet)
    assert rows[0][2] == (DAY if keeps_types else str(DAY))


def test_csv_to_the_others(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("id,name\n1,Hikvision\n2,Verkor\n3,x,surplus\n")
    for ending in ("xlsx", "parquet"):
        output = tmp_path / f"out.{ending}"
        screen_file(source, output, screener=SCREENER, encoding="utf-8")
        _, *rows = read(output)
        assert [row[2] for row in rows] == ["match", "none", "empty"]
        assert "surplus" in str(rows[2])


def test_parquet_keeps_types(tmp_path: Path) -> None:
    source = parquet(tmp_path / "in.parquet")
    output = tmp_path / "out.parquet"
    screen_file(source, output, screener=SCREENER)
    before, after = pq.read_schema(source), pq.read_schema(output)
    assert [after.field(name) for name in before.names] == list(before)
    assert after.field("probability").type == pa.float64()


def test_a_sheet_by_name(tmp_path: Path) -> None:
    source = workbook(tmp_path / "in.xlsx")
    assert screen_file(source, tmp_path / "o.csv", screener=SCREENER, sheet="other").rows == 0
    with pytest.raises(BatchFormatError, match="Sheets: Sheet, other"):
        screen_file(source, tmp_path / "o.csv", screener=SCREENER, sheet="absent")


def test_no_formula_comes_out_of_a_workbook(tmp_path: Path) -> None:
    output = tmp_path / "out.xlsx"
    screen_file(workbook(tmp_path / "in.xlsx"), output, screener=SCREENER)
    for row in openpyxl.load_workbook(output).active.iter_rows():
        assert all(cell.data_type != "f" for cell in row)


@pytest.mark.parametrize("ending", ["xlsx", "parquet"])
def test_what_is_not_what_its_ending_says(tmp_path: Path, ending: str) -> None:
    source = tmp_path / f"in.{ending}"
    source.write_text("name\nHikvision\n")
    with pytest.raises(BatchFormatError):
        screen_file(source, tmp_path / "out.csv", screener=SCREENER)
    with pytest.raises(BatchError, match="cannot be read"):
        screen_file(tmp_path / f"absent.{ending}", tmp_path / "out.csv", screener=SCREENER)


def test_options_that_would_do_nothing_are_refused(tmp_path: Path) -> None:
    source, text = workbook(tmp_path / "in.xlsx"), tmp_path / "in.csv"
    text.write_text("name\nx\n")
    for arguments in (
        {"encoding": "big5"},
        {"resume": True},
        {"header": False},
        {"output_encoding": "big5"},
    ):
        with pytest.raises(ConfigError):
            screen_file(source, tmp_path / "out.csv", screener=SCREENER, **arguments)
    with pytest.raises(ConfigError):
        screen_file(text, tmp_path / "out.csv", screener=SCREENER, sheet="x")
    with pytest.raises(TypeError):
        screen_file(source, tmp_path / "out.csv", nonsense=1)


@pytest.mark.parametrize(
    "table",
    [
        pa.table({"id": range(5), "name": NAMES}),
        pa.table({"id": range(5), "name": NAMES}).to_batches()[0],
        pa.table({"id": range(5), "name": NAMES}).to_reader(),
        pd.DataFrame({"id": range(5), "name": NAMES}),
        pl.DataFrame({"id": range(5), "name": NAMES}),
        pl.DataFrame({"id": range(5), "name": NAMES}).lazy(),
    ],
    ids=lambda table: f"{type(table).__module__.split('.')[0]}.{type(table).__name__}",
)
def test_tables_in_memory(table: Any) -> None:
    answered = SCREENER.screen_table(table, column="name")
    library = type(table).__module__.split(".")[0]
    assert type(answered).__module__.split(".")[0] == library
    columns = list(answered.columns if library != "pyarrow" else answered.column_names)
    assert columns == ["id", "name", *RESULT_COLUMNS]
    verdicts = answered["verdict"]
    assert list(verdicts.to_pylist() if library == "pyarrow" else verdicts) == VERDICTS


class Stream:
    """Something that is no table of a known library, and offers its interface."""

    def __init__(self, table: pa.Table) -> None:
        self._table = table

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._table.__arrow_c_stream__(requested_schema)


def test_anything_with_the_arrow_stream_interface() -> None:
    answered = SCREENER.screen_table(Stream(pa.table({"name": NAMES})))
    assert answered["verdict"].to_pylist() == VERDICTS


def test_pandas_keeps_its_index_and_knows_missing_values() -> None:
    frame = pd.DataFrame({"name": ["Hikvision", float("nan"), pd.NA, None]}, index=[7, 8, 9, 10])
    answered = SCREENER.screen_table(frame, column="name")
    assert list(answered.index) == [7, 8, 9, 10]
    assert list(answered["verdict"]) == ["match", "empty", "empty", "empty"]


def test_an_empty_table_and_taken_titles() -> None:
    empty = SCREENER.screen_table(pa.table({"name": pa.array([], pa.string())}))
    assert empty.num_rows == 0
    assert "verdict" in empty.column_names
    taken = SCREENER.screen_table(pa.table({"name": ["x"], "verdict": ["mine"]}))
    assert taken["verdict"].to_pylist() == ["mine"]
    assert PREFIX + "verdict" in taken.column_names


def test_batches_for_spark_ray_and_dask() -> None:
    batches = pa.table({"name": NAMES}).to_batches(max_chunksize=2)
    answered = list(screen_batches(SCREENER, batches, column="name"))
    assert [value for batch in answered for value in batch["verdict"].to_pylist()] == VERDICTS


def test_wrong_tables() -> None:
    with pytest.raises(BatchError, match="screen_many"):
        SCREENER.screen_table(["Hikvision"])
    with pytest.raises(ColumnError):
        SCREENER.screen_table(pa.table({"x": ["a"]}), column="name")


def test_a_missing_package_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(__import__("sys").modules, "openpyxl", None)
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(MissingDependencyError, match=r"screenlib\[excel\]"):
        screen_file(tmp_path / "in.xlsx", tmp_path / "out.csv", screener=SCREENER)
    with pytest.raises(MissingDependencyError, match=r"screenlib\[parquet\]"):
        screen_file(tmp_path / "in.parquet", tmp_path / "out.csv", screener=SCREENER)
