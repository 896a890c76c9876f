"""Excel and Parquet files, and tables in memory."""

from __future__ import annotations

import csv
import datetime
from collections.abc import Callable
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


def arrow(path: Path) -> Path:
    table = pq.read_table(parquet(path.with_suffix(".tmp")))
    make = pa.ipc.new_stream if path.suffix == ".arrows" else pa.ipc.new_file
    with make(path, table.schema) as writer:
        writer.write_table(table)
    path.with_suffix(".tmp").unlink()
    return path


MAKERS = {"xlsx": workbook, "parquet": parquet, "arrow": arrow, "feather": arrow, "arrows": arrow}


def read(path: Path) -> list[list[Any]]:
    if path.suffix == ".xlsx":
        rows = openpyxl.load_workbook(path).active.iter_rows(values_only=True)
        return [list(row) for row in rows]
    if path.suffix in (".parquet", ".arrow", ".arrows"):
        opened = {".arrow": pa.ipc.open_file, ".arrows": pa.ipc.open_stream}
        with pa.OSFile(str(path)) as file:
            kind = opened.get(path.suffix)
            table = kind(file).read_all() if kind else pq.read_table(file)
        return [table.column_names, *map(list, zip(*table.to_pydict().values(), strict=True))]
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


@pytest.mark.parametrize("kind", MAKERS)
@pytest.mark.parametrize("ending", ["xlsx", "parquet", "csv", "arrow", "arrows"])
def test_every_kind_to_every_kind(tmp_path: Path, kind: str, ending: str) -> None:
    source = MAKERS[kind](tmp_path / f"in.{kind}")
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
    keeps_types = ending == "xlsx" or (ending != "csv" and kind != "xlsx")
    assert rows[0][2] == (DAY if keeps_types else str(DAY))


def test_csv_to_the_others(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("id,name\n1,Hikvision\n2,Verkor\n3,x,surplus\n")
    for ending in ("xlsx", "parquet", "arrow"):
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


def test_parquet_with_types_that_python_has_not(tmp_path: Path) -> None:
    """Nanoseconds, decimals, nested values, categories, two columns of one name."""
    columns = {
        "when": pa.array([1_700_000_000_123_456_789], pa.timestamp("ns")),
        "sum": pa.array(["12.50"]).cast(pa.decimal128(9, 2)),
        "tags": pa.array([[{"a": 1}]]),
        "kind": pa.array(["x"]).dictionary_encode(),
        "raw": pa.array([b"\xff\x00"]),
        "name": pa.array(["Hikvision"]),
        "twice": pa.array([1]),
    }
    table = pa.Table.from_arrays(
        [*columns.values(), pa.array(["two"])], names=[*columns, "twice"]
    ).replace_schema_metadata({"about": "mine"})
    source, output = tmp_path / "in.parquet", tmp_path / "out.parquet"
    pq.write_table(table, source)
    screen_file(source, output, screener=SCREENER, column="name")
    with pq.ParquetFile(output) as file:
        after = file.read()
    assert after.select(range(table.num_columns)).to_pylist() == table.to_pylist()
    before = pq.read_schema(source)
    assert list(after.schema)[: len(before)] == list(before)
    assert after.schema.metadata[b"about"] == b"mine"


@pytest.mark.parametrize("ending", ["csv", "csv.gz", "xlsx", "parquet", "arrow"])
def test_what_was_written_as_a_data_frame(tmp_path: Path, ending: str) -> None:
    output = tmp_path / f"out.{ending}"
    done = screen_file(parquet(tmp_path / "in.parquet"), output, screener=SCREENER)
    for frame in (done.to_pandas(), done.to_polars()):
        assert list(frame.columns) == ["id", "name", "since", *RESULT_COLUMNS]
        assert list(frame["verdict"]) == VERDICTS
        probabilities = list(frame["probability"])
        assert probabilities[0] > 0.5
        assert pd.isna(probabilities[2])


def test_what_was_not_written_is_no_data_frame(tmp_path: Path) -> None:
    source = parquet(tmp_path / "in.parquet")
    done = screen_file(source, None, screener=SCREENER, report=tmp_path / "r.json")
    with pytest.raises(BatchError, match="nothing was written"):
        done.to_pandas()


def test_a_report_without_a_table(tmp_path: Path) -> None:
    report = tmp_path / "r.json"
    done = screen_file(workbook(tmp_path / "in.xlsx"), None, screener=SCREENER, report=report)
    assert (done.rows, done.output) == (5, "")
    assert report.exists()
    with pytest.raises(ConfigError, match="an output, a report, or both"):
        screen_file(tmp_path / "in.xlsx", None, screener=SCREENER)


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


@pytest.mark.parametrize("ending", ["xlsx", "parquet", "arrow", "arrows"])
def test_what_is_not_what_its_ending_says(tmp_path: Path, ending: str) -> None:
    source = tmp_path / f"in.{ending}"
    source.write_text("name\nHikvision\n")
    with pytest.raises(BatchFormatError):
        screen_file(source, tmp_path / "out.csv", screener=SCREENER)
    source.write_bytes(b"")
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


@pytest.mark.parametrize("make", [pa.table, pd.DataFrame, pl.DataFrame])
def test_countries_and_addresses_of_tables_count(make: Callable[[Any], Any]) -> None:
    countries, addresses = ["France", None, "CN"], [None, "Road 1", None]
    table = make({"name": ["Hikvision"] * 3, "at": addresses, "country": countries})
    answered = SCREENER.screen_table(table, column=1, country_column="country", address_column="at")
    wanted = [
        SCREENER.screen("Hikvision", country=country, address=address).hits[0].probability
        for country, address in zip(countries, addresses, strict=True)
    ]
    assert wanted[0] < wanted[1]
    found = answered["probability"]
    assert (found.to_pylist() if make is pa.table else list(found)) == [round(p, 6) for p in wanted]


def test_wrong_tables() -> None:
    with pytest.raises(BatchError, match="screen_many"):
        SCREENER.screen_table(["Hikvision"])
    with pytest.raises(ColumnError):
        SCREENER.screen_table(pa.table({"x": ["a"]}), column="name")
    with pytest.raises(ColumnError):
        SCREENER.screen_table(pa.table({"name": ["a"]}), country_column="country")


def test_a_missing_package_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(__import__("sys").modules, "openpyxl", None)
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(MissingDependencyError, match=r"screenlib\[excel\]"):
        screen_file(tmp_path / "in.xlsx", tmp_path / "out.csv", screener=SCREENER)
    with pytest.raises(MissingDependencyError, match=r"screenlib\[parquet\]"):
        screen_file(tmp_path / "in.parquet", tmp_path / "out.csv", screener=SCREENER)
