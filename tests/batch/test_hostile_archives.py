"""Archives and tables that were made to do harm, or came damaged: refused, in bounded memory."""

from __future__ import annotations

import gzip
import io
import itertools
import resource
import zipfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from screenlib.batch import screen_file
from screenlib.batch.csvrun import screen_csv
from screenlib.errors import BatchError, BatchFormatError
from tests.hostile.checks import SHEET, small_screener, workbook_parts

NAME = "Name {:05} Ltd"
ENTITIES = b"""<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaaaaaaaaaaaa">%s]>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
<row r="1"><c r="A1" t="inlineStr"><is><t>&%s;</t></is></c></row></sheetData></worksheet>"""


def workbook(path: Path, **parts: bytes) -> Path:
    """A small workbook with some of its parts replaced."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in workbook_parts().items():
            book.writestr(name, parts.get(Path(name).stem, content))
    return path


def screened(source: Path) -> None:
    screen_file(source, source.with_suffix(".csv"), column=1, screener=small_screener())


def columns(path: Path) -> Path:
    """20,000 names of one length in a file of columns, uncompressed."""
    table = pa.table({"name": [NAME.format(number) for number in range(20_000)]})
    if path.suffix == ".parquet":
        pq.write_table(
            table, path, use_dictionary=False, compression="none", write_statistics=False
        )
        return path
    make = pa.ipc.new_stream if path.suffix == ".arrows" else pa.ipc.new_file
    with make(path, table.schema) as writer:
        writer.write_table(table, 4096)
    return path


def laughs(depth: int) -> bytes:
    """Entities of ten times the one before."""
    names = "abcdefghij"[:depth]
    declared = b"".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">'.encode()
        for before, name in itertools.pairwise(names)
    )
    return ENTITIES % (declared, names[-1].encode())


def test_a_workbook_that_unpacks_to_far_more(tmp_path: Path) -> None:
    source = workbook(tmp_path / "bomb.xlsx", sheet1=b" " * 30_000_000)
    assert source.stat().st_size < 100_000
    with pytest.raises(BatchFormatError, match=r"sheet1\.xml' in it unpacks to 30,000,000 bytes"):
        screened(source)
    assert not source.with_suffix(".csv").exists()


def test_entities_that_multiply(tmp_path: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(BatchFormatError, match=r"a damaged one|after row 0"):
        screened(workbook(tmp_path / "laughs.xlsx", sheet1=laughs(9)))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000  # kilobytes


def test_an_external_entity_is_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("the secret")
    declared = f'<!ENTITY b SYSTEM "{secret.as_uri()}">'.encode()
    source = workbook(tmp_path / "external.xlsx", sheet1=ENTITIES % (declared, b"b"))
    try:
        screened(source)
    except BatchFormatError:
        return
    assert "secret" not in source.with_suffix(".csv").read_text("utf-8-sig")


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.999])
def test_a_workbook_cut_short(tmp_path: Path, share: float) -> None:
    data = workbook(tmp_path / "whole.xlsx").read_bytes()
    source = tmp_path / "cut.xlsx"
    source.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(BatchFormatError):
        screened(source)


def test_a_workbook_with_a_damaged_row(tmp_path: Path) -> None:
    sheet = workbook_parts()[SHEET]
    source = workbook(tmp_path / "damaged.xlsx", sheet1=sheet[: len(sheet) // 2])
    with pytest.raises(BatchFormatError, match=r"a damaged one|after row \d+ of the sheet"):
        screened(source)
    assert not source.with_suffix(".csv").exists()


def test_gzip_of_one_endless_line(tmp_path: Path) -> None:
    source = tmp_path / "bomb.csv.gz"
    with gzip.open(source, "wb", compresslevel=1) as file:
        for _ in range(100):
            file.write(b"a" * 1_000_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(BatchFormatError, match="without a line end"):
        screened(source)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000  # kilobytes


def test_gzip_in_gzip_is_unpacked_once() -> None:
    inner = gzip.compress(b"name\nHikvision\n")
    with pytest.raises(BatchError):
        screen_csv(io.BytesIO(gzip.compress(inner)), io.StringIO(), screener=small_screener())


@pytest.mark.parametrize("place", [0.1, 0.3, 0.5])
def test_a_parquet_file_with_damaged_pages(tmp_path: Path, place: float) -> None:
    whole = tmp_path / "whole.parquet"
    names = [f"Name {number} Ltd" for number in range(20_000)]
    pq.write_table(pa.table({"name": names}), whole, use_dictionary=False)
    data = bytearray(whole.read_bytes())
    at = int(len(data) * place)
    data[at : at + 3000] = b"\xff" * 3000
    source = tmp_path / "damaged.parquet"
    source.write_bytes(data)
    with pytest.raises(BatchFormatError, match="cannot be read after row"):
        screened(source)
    assert not source.with_suffix(".csv").exists()


@pytest.mark.parametrize("ending", ["parquet", "arrow", "arrows"])
def test_a_file_of_columns_whose_text_is_damaged(tmp_path: Path, ending: str) -> None:
    whole = columns(tmp_path / f"whole.{ending}").read_bytes()
    assert whole.count(b"Name 19000 Ltd") == 1
    source = tmp_path / f"damaged.{ending}"
    source.write_bytes(whole.replace(b"Name 19000 Ltd", b"\xff" * 14))
    with pytest.raises(BatchFormatError, match=r"cannot be read after row [1-9]"):
        screened(source)
    assert not source.with_suffix(".csv").exists()


@pytest.mark.parametrize("ending", ["arrow", "arrows"])
def test_an_arrow_file_whose_lengths_are_damaged(tmp_path: Path, ending: str) -> None:
    data = columns(tmp_path / f"whole.{ending}").read_bytes()
    lengths = np.arange(100, 200, dtype=np.int32) * len(NAME.format(0))
    assert lengths.tobytes() in data
    source = tmp_path / f"damaged.{ending}"
    source.write_bytes(data.replace(lengths.tobytes(), b"\xff" * lengths.nbytes))
    with pytest.raises(BatchFormatError, match="cannot be read after row"):
        screened(source)


def test_arrow_files_cut_short(tmp_path: Path) -> None:
    for ending, told in (("arrow", "this is no Arrow file"), ("arrows", "cannot be read after")):
        data = columns(tmp_path / f"whole.{ending}").read_bytes()
        source = tmp_path / f"cut.{ending}"
        source.write_bytes(data[: len(data) // 2])
        with pytest.raises(BatchFormatError, match=told):
            screened(source)
        assert not source.with_suffix(".csv").exists()
