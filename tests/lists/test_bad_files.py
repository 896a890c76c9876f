"""Bad files of every format: a clear error with the place, and nothing imported."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screenlib import lists
from screenlib.errors import ImportFormatError
from screenlib.lists.importers import FORMATS, import_bytes, reading
from tests.lists.test_importers import CASES, FIXTURES

FILES = {form: name for name, form, _ in reversed(CASES)}
TABLES = [
    form for form in FORMATS
    if form.endswith("csv") or form in ("bis-dpl", "meti")
]  # fmt: skip
WITH_HEADER = [form for form in TABLES if form != "ofac-csv"]
XMLS = [form for form in FORMATS if form.endswith("xml")]
JSONS = ["csl-json", "ftm-json"]


def content(form: str) -> bytes:
    return (FIXTURES / FILES[form]).read_bytes()


def refused(form: str, data: bytes, message: str) -> ImportFormatError:
    with pytest.raises(ImportFormatError, match=message) as caught:
        import_bytes(data, name="some-file", format=form, list_id="x", effective="2024-01-01")
    assert caught.value.file == "some-file"
    assert "Nothing was imported" in str(caught.value)
    return caught.value


def cut_off(data: bytes) -> bytes:
    """A table cut off in its last row that holds anything."""
    lines = data.splitlines(keepends=True)
    while not any(chr(byte).isalnum() for byte in lines[-1]):
        lines.pop()
    return b"".join(lines[:-1]) + lines[-1][: len(lines[-1]) // 3]


def accepted(form: str, data: bytes) -> lists.Snapshot:
    return import_bytes(data, name="f", format=form, list_id="x", effective="2024-01-01")


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("data", [b"", b"   \r\n \n", b"\xef\xbb\xbf"])
def test_empty(form: str, data: bytes) -> None:
    refused(form, data, "empty|missing|no column|not well-formed|no list|not readable|no entity")


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    "page", [b"<!DOCTYPE html>\n<html><body>Not found</body></html>", b"\n <HTML><head/></HTML>"]
)
def test_html_page(form: str, page: bytes) -> None:
    error = refused(form, page, "HTML page")
    assert error.line == 1


@pytest.mark.parametrize("form", FORMATS)
def test_zip_archive(form: str) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("list", content(form))
    refused(form, packed.getvalue(), "ZIP archive")


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("magic", [b"\x1f\x8b\x08", b"%PDF-1.7", b"\xd0\xcf\x11\xe0", b"BZh9"])
def test_other_kinds_of_file(form: str, magic: bytes) -> None:
    refused(form, magic + content(form), "this is an? ")


@pytest.mark.parametrize("form", [*TABLES, *JSONS])
def test_wrong_encoding(form: str) -> None:
    data = content(form)
    at = data.index(b"\n") + 2
    error = refused(form, data[:at] + b"\xff\xe9" + data[at:], "not UTF-8")
    assert error.line == 2
    assert error.column == 2


@pytest.mark.parametrize("form", [*TABLES, *JSONS])
def test_nul(form: str) -> None:
    data = content(form)
    at = data.index(b"\n") + 1
    assert refused(form, data[:at] + b"\0" + data[at:], "NUL").line == 2


@pytest.mark.parametrize("form", WITH_HEADER)
def test_byte_order_mark_and_line_ends_do_not_matter(form: str) -> None:
    plain = content(form).removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
    expected = accepted(form, plain).digest
    assert accepted(form, b"\xef\xbb\xbf" + plain).digest == expected
    assert accepted(form, plain.decode().encode("utf-16")).digest == expected
    if form != "meti":  # there a line end inside a cell parts aliases, and so it would change
        assert accepted(form, plain.replace(b"\n", b"\r\n")).digest == expected


@pytest.mark.parametrize("form", TABLES)
def test_cut_off_within_a_row(form: str) -> None:
    error = refused(form, cut_off(content(form)), "cells|not readable")
    assert error.line is not None
    assert error.line > 1


@pytest.mark.parametrize("form", ["bis-csv", "csl-csv"])
def test_a_cut_file_can_be_taken_on_purpose(tmp_path: Path, form: str) -> None:
    file = tmp_path / "cut.csv"
    file.write_bytes(cut_off(content(form)))
    snapshot = lists.import_file(
        file, format=form, list_id="x", effective="2024-01-01", partial=True
    )
    assert len(snapshot) >= len(accepted(form, content(form))) - 1
    assert "cut off" in snapshot.completeness


@pytest.mark.parametrize("form", WITH_HEADER)
def test_header_alone(form: str) -> None:
    lines = content(form).split(b"\n")
    count = 2 if form == "uk-csv" else 1
    refused(form, b"\n".join(lines[:count]) + b"\n", "no entity")


@pytest.mark.parametrize(
    ("form", "column"),
    [
        ("bis-csv", "Name"), ("csl-csv", "alt_names"), ("bis-dpl", "FR_Citation"),
        ("uk-csv", "Unique ID"), ("eu-csv", "NameAlias_WholeName"), ("opensanctions-csv", "schema"),
        ("csv", "name"), ("meti", "Company or Organization"),
    ],
)  # fmt: skip
def test_missing_column(form: str, column: str) -> None:
    data = content(form).replace(column.encode(), b"Other", 1)
    error = refused(form, data, "missing|not known|no column")
    assert error.line == 1


@pytest.mark.parametrize("form", ["bis-csv", "csl-csv", "bis-dpl", "opensanctions-csv"])
def test_unknown_column(form: str) -> None:
    separator = b"\t" if form == "bis-dpl" else b","
    first, rest = content(form).split(b"\n", 1)
    end = b"\r" if first.endswith(b"\r") else b""
    data = first.rstrip(b"\r") + separator + b"Colour" + end + b"\n" + rest
    error = refused(form, data, "'Colour': the column is not known")
    assert error.column == "Colour"


@pytest.mark.parametrize("form", WITH_HEADER)
def test_column_twice(form: str) -> None:
    lines = content(form).split(b"\n")
    number = 1 if form == "uk-csv" else 0
    separator = {"bis-dpl": b"\t", "eu-csv": b";"}.get(form, b",")
    cells = lines[number].rstrip(b"\r").split(separator)
    lines[number] = separator.join([*cells, cells[-1]])
    refused(form, b"\n".join(lines), "there twice")


@pytest.mark.parametrize("form", WITH_HEADER)
def test_row_with_a_cell_too_many(form: str) -> None:
    separator = {"bis-dpl": b"\t", "eu-csv": b";"}.get(form, b",")
    lines = content(form).split(b"\n")
    number = 2 if form == "uk-csv" else 1
    if form == "meti":
        number = 3  # the first entry goes over several lines
    lines[number] = lines[number].rstrip(b"\r") + separator + b"x"
    error = refused(form, b"\n".join(lines), "cells, the header has")
    assert error.line is not None


@pytest.mark.parametrize("form", TABLES)
def test_huge_field(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LONGEST_FIELD", 10_000)
    separator = {"bis-dpl": b"\t", "eu-csv": b";"}.get(form, b",")
    data = content(form).rstrip(b"\x1a") + b'"' + b"x" * 100_000 + b'"' + separator + b"\n"
    refused(form, data, "field larger than field limit")


@pytest.mark.parametrize("form", FORMATS)
def test_huge_file(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LONGEST_FILE", 100)
    refused(form, content(form), "no list is that large")


# --- XML ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", XMLS)
def test_cut_off_xml(form: str) -> None:
    data = content(form)
    for share in (0.3, 0.6, 0.95):
        error = refused(form, data[: int(len(data) * share)], "not well-formed XML")
        assert error.line is not None
        assert error.column is not None


BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>
<lolz>&c;</lolz>"""
EXTERNAL = b"""<?xml version="1.0"?>
<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>"""


@pytest.mark.parametrize("form", XMLS)
@pytest.mark.parametrize("attack", [BOMB, EXTERNAL, BOMB.decode().encode("utf-16")])
def test_xml_bombs_and_external_entities(form: str, attack: bytes) -> None:
    error = refused(form, attack, "document type or entity declaration")
    assert error.line == 2


@pytest.mark.parametrize("form", XMLS)
def test_deep_xml(form: str) -> None:
    data = content(form)
    at = data.rindex(b"</")
    deep = b"<TR><sdnEntry><ENTITY><sanctionEntity>" + b"<a>" * 100_000
    refused(form, data[:at] + deep, "nested more than")


@pytest.mark.parametrize("form", XMLS)
def test_huge_xml_text(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from screenlib.lists.importers import xmlreading

    monkeypatch.setattr(xmlreading, "LONGEST_FIELD", 10_000)
    data = content(form)
    for tag in (b"<TD>", b"<lastName>", b"<FIRST_NAME>", b"<remark>"):
        data = data.replace(tag, tag + b"x" * 20_000, 1)
    refused(form, data, "an entry of more than")


@pytest.mark.parametrize("form", XMLS)
def test_another_xml(form: str) -> None:
    refused(form, b"<other><list/></other>", "the root element is <other>, not <")


def test_advanced_ofac_xml_names_the_file_to_take() -> None:
    error = refused("ofac-xml", b"<Sanctions><x/></Sanctions>", "advanced XML")
    assert "sdn.xml" in error.advice


def test_ecfr_with_a_changed_table() -> None:
    data = content("ecfr-xml").replace(b"<TD>Policy of denial</TD>", b"")
    error = refused("ecfr-xml", data, "a row of 4 cells")
    assert error.line is not None


# --- JSON -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", JSONS)
def test_cut_off_json(form: str) -> None:
    error = refused(form, content(form)[:-20], "not readable as JSON")
    assert error.line is not None
    assert error.column is not None


@pytest.mark.parametrize("form", JSONS)
@pytest.mark.parametrize("data", [b"[]", b"{}", b"3", b'"x"', b"[" * 100_000])
def test_other_json(form: str, data: bytes) -> None:
    refused(form, data, 'no list|no FollowTheMoney|not readable|no entity|no "results"')


# --- whatever comes -------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMATS)
@given(noise=st.binary(max_size=60), share=st.floats(0, 1))
def test_noise_never_ends_in_a_traceback_from_inside(form: str, noise: bytes, share: float) -> None:
    data = content(form)
    at = int(len(data) * share)
    try:
        snapshot = accepted(form, data[:at] + noise + data[at:])
    except ImportFormatError:
        return
    assert snapshot.summary is not None
    assert snapshot.summary.balanced


@pytest.mark.parametrize("form", FORMATS)
@given(noise=st.binary(max_size=200))
def test_noise_alone(form: str, noise: bytes) -> None:
    with pytest.raises(ImportFormatError):
        accepted(form, noise)


def test_nothing_is_stored_of_a_bad_file(tmp_path: Path) -> None:
    store = tmp_path / "store"
    good = FIXTURES / "bis.csv"
    lists.import_file(good, format="bis-csv", list_id="x", effective="2024-01-01", store=store)
    before = {path: path.read_bytes() for path in store.rglob("*") if path.is_file()}
    bad = tmp_path / "bad.csv"
    bad.write_bytes(cut_off(good.read_bytes()))
    with pytest.raises(ImportFormatError):
        lists.import_file(bad, format="bis-csv", list_id="x", effective="2024-02-01", store=store)
    assert {path: path.read_bytes() for path in store.rglob("*") if path.is_file()} == before
