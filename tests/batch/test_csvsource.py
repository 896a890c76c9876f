"""Reading tables of text: encodings, dialects, and rows that are damaged."""

from __future__ import annotations

import contextlib
import gzip
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screenlib.batch import csvsource
from screenlib.batch.csvsource import CsvSource, escape_undecodable
from screenlib.errors import BatchError, BatchFormatError, ConfigError

TABLE = """公司名称,国家
杭州海康威视数字技术股份有限公司,中国
浙江大华技术股份有限公司,中国
北京市商汤科技开发有限公司,中国
"""


def rows(source: object, **options: object) -> list[tuple[list[str], str]]:
    with CsvSource(source, **options) as table:  # type: ignore[arg-type]
        return [(row.cells, row.fault) for row in table]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", TABLE),
        ("utf-8-sig", TABLE),
        ("utf-16", TABLE),
        ("utf-16-le", TABLE),
        ("utf-16-be", TABLE),
        ("gb18030", TABLE),
        (
            "big5",
            "公司名稱,國家\n杭州海康威視數字技術股份有限公司,中國\n聯發科技股份有限公司,台灣\n",
        ),
        ("cp1252", "name,city\nSociété Générale,Besançon\nMüller & Söhne,Köln\n"),
        ("cp932", "会社名,国\n株式会社日立製作所,日本\nパナソニック,日本\n"),
        ("euc_jp", "会社名,国\n株式会社日立製作所,日本\nトヨタ自動車,日本\n"),
        ("cp949", "회사,나라\n삼성전자 주식회사,한국\n㈜대한항공,한국\n"),
        ("cp1251", "имя,город\nООО «Технология»,Москва\nПАО Газпром,Москва\n"),
    ],
)
def test_encoding_is_found(tmp_path: Path, encoding: str, text: str) -> None:
    path = tmp_path / "customers.csv"
    path.write_bytes(text.encode(encoding))
    with CsvSource(path) as table:
        assert table.encoding == encoding
        read = [table.header, *(row.cells for row in table)]
    assert read == [line.split(",") for line in text.splitlines()]


def test_one_broken_byte_does_not_make_utf8_another_encoding(tmp_path: Path) -> None:
    path = tmp_path / "customers.csv"
    path.write_bytes(TABLE.encode() + b"Acme\xff Ltd,US\n")
    with CsvSource(path) as table:
        assert table.encoding == "utf-8"
        *sound, broken = list(table)
    assert [row.fault for row in sound] == ["", "", ""]
    assert broken.fault == "bytes in cell 1 that are not text in this encoding"
    assert escape_undecodable(broken.cells[0]) == r"Acme\xff Ltd"


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_delimiter_is_found(delimiter: str) -> None:
    text = "\n".join(
        delimiter.join(cells) for cells in (["name", "n"], ["a, b ltd", "1"], ["c", "2"])
    )
    if delimiter == ",":
        text = text.replace("a, b ltd", '"a, b ltd"')
    assert rows(io.BytesIO(text.encode())) == [(["a, b ltd", "1"], ""), (["c", "2"], "")]


def test_one_column_needs_no_delimiter() -> None:
    assert rows(io.StringIO("name\nHikvision\nDahua\n")) == [(["Hikvision"], ""), (["Dahua"], "")]


def test_gzip_is_opened_and_a_cut_one_refused(tmp_path: Path) -> None:
    path = tmp_path / "customers.csv.gz"
    whole = gzip.compress((TABLE * 500).encode())
    path.write_bytes(whole)
    assert len(rows(path)) == 4 * 500 - 1
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BatchFormatError, match="damaged or cut short"):
        rows(path)


def test_a_quoted_cell_may_hold_line_breaks() -> None:
    text = 'name,address\n"A","Road 1\r\nTown"\nB,x\n'
    assert rows(io.StringIO(text)) == [(["A", "Road 1\r\nTown"], ""), (["B", "x"], "")]


@pytest.mark.parametrize("rest", [0, 3, csvsource.MAX_LINES_OF_A_RECORD * 2])
def test_a_quote_that_never_closes_spoils_its_own_row_only(rest: int) -> None:
    lines = ["name,n", "A,1", '"B,2', *(f"C{number},{number}" for number in range(rest))]
    assert rows(io.StringIO("\n".join(lines))) == [
        (["A", "1"], ""),
        (['"B', "2"], "a quotation mark that is never closed"),
        *((line.split(","), "") for line in lines[3:]),
    ]


def test_ragged_rows_come_out_with_their_fault() -> None:
    assert rows(io.StringIO("name,n\nA\nB,1,2\nC,3\n")) == [
        (["A"], "1 cells where the header has 2"),
        (["B", "1", "2"], "3 cells where the header has 2"),
        (["C", "3"], ""),
    ]


def test_a_cell_beyond_the_limit_of_the_csv_module_is_a_fault() -> None:
    (row, after) = rows(io.StringIO("name,n\n" + "x" * 200_000 + ",1\nB,2\n"))
    assert row[1] == "a cell of more than 131,072 characters"
    assert len(row[0][0]) == 200_000
    assert after == (["B", "2"], "")


def test_nul_and_lone_surrogates_pass_through_reading() -> None:
    (nul, surrogate) = rows(io.StringIO("name,n\nA\x00B,1\n\ud800,2\n"))
    assert nul == (["A\x00B", "1"], "")
    assert surrogate[1].startswith("bytes in cell 1")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"\n\n\n", "empty"),
        (b"PK\x03\x04rest", "Excel"),
        (b"PAR1rest", "Parquet"),
        (b"\x1f\x8bnot gzip at all", "gzip"),
    ],
)
def test_what_is_no_table_is_refused(data: bytes, says: str) -> None:
    with pytest.raises(BatchFormatError, match=says):
        rows(io.BytesIO(data))


def test_a_line_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csvsource, "MAX_LINE", 1000)
    with pytest.raises(BatchFormatError, match="without a line end"):
        rows(io.StringIO("name\n" + "x" * 5000))


def test_missing_file_unknown_encoding_wrong_type(tmp_path: Path) -> None:
    with pytest.raises(BatchError, match="No such file"):
        rows(tmp_path / "absent.csv")
    with pytest.raises(ConfigError, match="gb18030"):
        rows(io.BytesIO(b"name\nA\n"), encoding="klingon")
    with pytest.raises(BatchError, match="not int"):
        rows(17)


def test_a_file_handed_in_stays_open() -> None:
    file = io.BytesIO(b"name\nA\n")
    rows(file)
    assert not file.closed


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n"), max_size=8)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=12), st.sampled_from(["\n", "\r\n"]))
def test_what_the_csv_module_writes_is_read_back(
    table: list[tuple[str, str]], line_end: str
) -> None:
    import csv

    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator=line_end, quoting=csv.QUOTE_ALL)
    writer.writerow(["name", "n"])
    writer.writerows(table)
    read = rows(io.BytesIO(text.getvalue().encode()), encoding="utf-8", delimiter=",")
    assert read == [([name, n], "") for name, n in table]


@settings(deadline=None, max_examples=100)
@given(st.binary(max_size=300))
def test_any_bytes_give_rows_or_a_clear_error(data: bytes) -> None:
    with contextlib.suppress(BatchError):
        assert all(cells for cells, _ in rows(io.BytesIO(data)))


@settings(deadline=None, max_examples=100)
@given(st.text('a",\n\r;\t', max_size=60))
def test_no_line_is_lost_whatever_the_quotes(text: str) -> None:
    """Every letter that stands after the header comes out in some cell."""
    source = "name,n\n" + text
    read = rows(io.StringIO(source, newline=""), delimiter=",")
    assert sum(cell.count("a") for cells, _ in read for cell in cells) == text.count("a")
