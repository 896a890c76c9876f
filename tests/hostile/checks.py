"""What must hold whatever bytes come: shared by the tests here and by `make fuzz` (fuzz.py).

A check takes any bytes. It ends well or raises `AssertionError`; an exception of any other kind,
unless it is one that screenlib documents, is a defect as well.
"""

from __future__ import annotations

import functools
import io
import json
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from screenlib import Screener, lists
from screenlib.batch.csvrun import screen_csv
from screenlib.batch.csvsource import CsvSource
from screenlib.batch.excel import ExcelSource
from screenlib.batch.files import screen_file
from screenlib.decisions import DecisionStore
from screenlib.errors import BatchError, ImportFormatError, RecordError, ScreenlibError
from screenlib.lists.importers import FORMATS, import_bytes
from screenlib.lists.layout import parse_entities
from screenlib.lists.writing import entities_text
from screenlib.record import RecordWriter
from screenlib.replay import read_runs

Check = Callable[[bytes], None]

FIXTURES = Path(__file__).parents[1] / "lists" / "fixtures"
CORPUS = Path(__file__).with_name("corpus")
EXAMPLE_FILES = {
    "bis-csv": "bis.csv", "ecfr-xml": "ecfr.xml", "csl-csv": "csl29.csv", "csl-json": "csl.json",
    "bis-dpl": "dpl.txt", "ofac-csv": "sdn.csv", "ofac-xml": "sdn.xml", "un-xml": "un.xml",
    "uk-csv": "uk.csv", "eu-csv": "eu.csv", "eu-xml": "eu.xml", "meti": "meti.csv",
    "opensanctions-csv": "targets.simple.csv", "ftm-json": "entities.ftm.json", "csv": "own.csv",
}  # fmt: skip
SHEET = "xl/worksheets/sheet1.xml"
CSV_EXAMPLE = 'id;name\r\n1;"Hikvision, ""Ltd"""\r\n2;海康威视\r\n\r\n3;=Dahua\r\n'.encode()


def importer(form: str, data: bytes) -> None:
    """A file is refused with its place, or every row of it is accounted for."""
    try:
        snapshot = import_bytes(
            data, name="f", format=form, list_id="x", effective="2024-01-01", partial=False
        )
    except ImportFormatError:
        return
    assert snapshot.summary is not None
    assert snapshot.summary.balanced
    text = entities_text(snapshot).encode("utf-8")
    assert tuple(parse_entities(text, Path("f"))) == snapshot.entities


def csv(data: bytes) -> None:
    """A table of text comes out row by row, and as many rows are written as were read."""
    output = io.StringIO(newline="")
    try:
        source = CsvSource(io.BytesIO(data))
        rows = list(source)
        summary = screen_csv(io.BytesIO(data), output, screener=small_screener(), column=1)
    except BatchError:
        return
    assert summary.rows == len(rows)
    text = io.StringIO(output.getvalue(), newline="")
    written = list(CsvSource(text, delimiter=source.delimiter))
    assert len(written) == len(rows)


def excel(data: bytes) -> None:
    """A workbook with these bytes as its sheet is refused, or all its rows are screened."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "book.xlsx")
        with zipfile.ZipFile(path, "w") as book:
            for name, content in workbook_parts().items():
                book.writestr(name, data if name == SHEET else content)
        try:
            with ExcelSource(path) as source:
                rows = list(source)
            summary = screen_file(path, Path(folder, "o.csv"), column=1, screener=small_screener())
        except BatchError:
            return
        assert summary.rows == len(rows)


def saved(data: bytes) -> None:
    """A saved screener is refused, or it answers. The checksum is made to fit."""
    head, _, body = data.partition(b"\n")
    header, _, content = body.partition(b"\n")
    try:
        fields = json.loads(header)
        fields["checksum"] = zlib.crc32(content)
        data = b"\n".join((head, json.dumps(fields).encode(), content))
    except (ValueError, TypeError, RecursionError):
        pass
    try:
        screener = Screener.from_bytes(data)
        for name in ("Hikvision", "海康威视", "Xyzzy", ""):
            screener.screen(name)
        assert len(screener.snapshots) == len([p for p in screener.coverage.lists if not p.error])
    except ScreenlibError:
        return


def record(data: bytes) -> None:
    """A record is refused with its line, or its chain holds; and it can be gone on with."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "record")
        path.write_bytes(data)
        try:
            runs = read_runs(path)
            assert all(len(list(run.answers)) == len(run.answers) for run in runs)
        except RecordError:
            runs = None
        try:
            with RecordWriter(path, small_screener()) as writer:
                writer.write([small_screener().screen("Hikvision")])
        except RecordError:
            return
        if runs is not None:
            assert len(read_runs(path)) == len(runs) + 1


def decisions(data: bytes) -> None:
    """A file of decisions is taken as a whole or not at all."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "decisions.json")
        path.write_bytes(data)
        with DecisionStore(Path(folder, "store")) as store:
            try:
                count = store.import_file(path)
            except RecordError:
                count = 0
            assert len(store.all()) == count
            store.apply(small_screener().screen("Hikvision"))


@functools.cache
def small_screener() -> Screener:
    """A screener of three entities."""
    names = {
        "hik": ["Hangzhou Hikvision Digital Technology Co., Ltd.", "海康威视"],
        "dahua": ["Zhejiang Dahua Technology Co., Ltd."],
        "xyzzy": ["Xyzzy Trading (Suzhou) FZE"],
    }
    return Screener(lists.Snapshot.from_names(names))


@functools.cache
def workbook_parts() -> dict[str, bytes]:
    """The parts of a small workbook."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "book.xlsx")
        screen_file(FIXTURES / "own.csv", path, column="name", screener=small_screener())
        with zipfile.ZipFile(path) as book:
            return {name: book.read(name) for name in book.namelist()}


def _record_example() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "record")
        with RecordWriter(path, small_screener(), by="me") as writer:
            writer.write(small_screener().screen_many(["Hikvision", "大华", None]))
        return path.read_bytes()


def _decisions_example() -> bytes:
    with tempfile.TemporaryDirectory() as folder, DecisionStore(Path(folder, "store")) as store:
        for hit in small_screener().screen("Hikvision").hits:
            store.decide(hit, "false-hit", by="me", why="another", expires="2030-01-01")
        return json.dumps({"screenlib_decisions": 1, "decisions": store.all()}).encode()


CHECKS: dict[str, Check] = {
    **{form: functools.partial(importer, form) for form in FORMATS},
    "batch-csv": csv,
    "batch-excel": excel,
    "saved": saved,
    "record": record,
    "decisions": decisions,
}


@functools.cache
def examples(name: str) -> tuple[bytes, ...]:
    """Sound input of a check, and the cases that fuzzing found."""
    if name in EXAMPLE_FILES:
        sound = (FIXTURES / EXAMPLE_FILES[name]).read_bytes()
    else:
        made: dict[str, Callable[[], bytes]] = {
            "batch-csv": lambda: CSV_EXAMPLE,
            "batch-excel": lambda: workbook_parts()[SHEET],
            "saved": lambda: small_screener().to_bytes(),
            "record": _record_example,
            "decisions": _decisions_example,
        }
        sound = made[name]()
    found = sorted((CORPUS / name).glob("*")) if (CORPUS / name).is_dir() else []
    return sound, *(path.read_bytes() for path in found)
