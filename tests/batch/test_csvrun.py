"""Screening whole files: every row in, every row out, in order, with its answer."""

from __future__ import annotations

import csv
import gzip
import io
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screenlib import Screener, lists, screen, screen_csv
from screenlib.atomic import partial_path
from screenlib.batch import RESULT_COLUMNS
from screenlib.batch import run as batch_run
from screenlib.errors import BatchError, BatchFormatError, ColumnError, ConfigError

SCREENER = Screener()
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
"""For processes that import what the tests import."""

NAMES = ("Hikvision", "Verkor", "", "浙江大華科技", "有限公司", "Hikvision Europe B.V.")


def screened(text: str, **options: object) -> list[dict[str, str]]:
    output = io.StringIO(newline="")
    options = {"screener": SCREENER, "column": "name", **options}
    screen_csv(io.StringIO(text, newline=""), output, **options)  # type: ignore[arg-type]
    return list(csv.DictReader(io.StringIO(output.getvalue(), newline="")))


def test_rows_and_columns_are_kept_in_order_and_answers_added() -> None:
    rows = screened("id,name,note\n" + "".join(f"{i},{n},x{i}\n" for i, n in enumerate(NAMES)))
    assert list(rows[0]) == ["id", "name", "note", *RESULT_COLUMNS]
    assert [row["id"] for row in rows] == [str(number) for number in range(len(NAMES))]
    for row, name in zip(rows, NAMES, strict=True):
        result = screen(name)
        assert row["verdict"] == result.verdict
        best = result.best
        assert row["entity_id"] == (best.entity.id if best else "")
        assert row["citation"] == (best.citation if best else "")
        assert row["probability"] == (f"{best.probability:.6f}" if best else "")
        assert row["list"] == "us-bis-entity-list"
        assert row["list_version"] == "2025-03-25"
    assert rows[2]["reason"] == "there is no name (blank)"


def test_how_a_name_was_read_stands_beside_its_hit() -> None:
    (row,) = screened("name\nНikvisiоn Digital\n")
    assert row["verdict"] == "match"
    assert row["reason"].startswith("letters of several alphabets")


def test_one_row_for_each_hit() -> None:
    text = "name\nInspur\nVerkor\n"
    screener = Screener()
    count = len(screener.screen("Inspur").hits)
    assert count > 1
    rows = screened(text, rows="hits")
    assert [row["name"] for row in rows] == ["Inspur"] * count + ["Verkor"]
    assert len({row["entity_id"] for row in rows[:-1]}) == count


def test_damaged_rows_are_marked_counted_and_never_none() -> None:
    text = 'id,name\n1,Verkor,more\n2\n3,"Hikvision\n4,Verkor\n'
    output = io.StringIO(newline="")
    summary = screen_csv(io.StringIO(text, newline=""), output, screener=SCREENER, column="name")
    rows = list(csv.reader(io.StringIO(output.getvalue(), newline="")))[1:]
    verdicts = [row[2] for row in rows]
    assert verdicts[0] == verdicts[1] == "empty"
    assert verdicts[2] in ("match", "review")
    assert verdicts[3] == "none"
    assert rows[0][:2] + rows[0][-1:] == ["1", "Verkor", "more"]
    assert "row not readable: 3 cells where the header has 2" in rows[0][11]
    assert "never closed" in rows[2][11]
    assert summary.bad_rows == 3
    assert [fault.row for fault in summary.faults] == [1, 2, 3]
    assert summary.rows == 4


def test_bytes_that_are_no_text_are_shown_and_marked(tmp_path: Path) -> None:
    source, output = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_bytes("name\n海康威视\n".encode() * 20 + b"Hikvision\xff\n")
    summary = screen_csv(source, output, screener=SCREENER)
    last = output.read_text("utf-8").splitlines()[-1]
    assert last.startswith(r"Hikvision\xff,")
    assert "not text in this encoding" in last
    assert summary.bad_rows == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_encodings_come_out_as_utf8(tmp_path: Path, encoding: str) -> None:
    source, output = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_bytes("公司名称,国家\n杭州海康威视数字技术股份有限公司,中国\n".encode(encoding))
    summary = screen_csv(source, output, screener=SCREENER)
    assert summary.encoding == encoding
    data = output.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf") == (encoding != "utf-8")
    assert ",match," in data.decode("utf-8-sig")


def test_dialect_is_kept(tmp_path: Path) -> None:
    source, output = tmp_path / "in.txt", tmp_path / "out.txt"
    source.write_bytes(b"id;name\r\n1;Hikvision\r\n")
    screen_csv(source, output, screener=SCREENER)
    lines = output.read_bytes().split(b"\r\n")
    assert lines[0].startswith(b"id;name;verdict;")
    assert lines[1].startswith(b"1;Hikvision;match;")


def test_gzip_in_and_out(tmp_path: Path) -> None:
    source, output = tmp_path / "in.csv.gz", tmp_path / "out.csv.gz"
    source.write_bytes(gzip.compress(b"name\nHikvision\n"))
    screen_csv(source, output, screener=SCREENER)
    assert ",match," not in gzip.decompress(output.read_bytes()).decode().splitlines()[0]
    assert (
        gzip.decompress(output.read_bytes()).decode().splitlines()[1].startswith("Hikvision,match,")
    )


def test_formulas_are_defused_everywhere() -> None:
    row = screened("name,note\n=Hikvision,@x\n")[0]
    assert (row["name"], row["note"]) == ("'=Hikvision", "'@x")
    row = screened("name,note\n=Hikvision,@x\n", defuse_formulas=False)[0]
    assert (row["name"], row["note"]) == ("=Hikvision", "@x")


def test_columns_of_the_same_name_get_a_prefix() -> None:
    row = screened("name,verdict\nHikvision,mine\n")[0]
    assert row["verdict"] == "mine"
    assert row["screening_verdict"] == "match"


def test_without_a_header_and_by_number() -> None:
    output = io.StringIO()
    source = io.StringIO("1,Hikvision\n2,Verkor\n")
    screen_csv(source, output, screener=SCREENER, column=2, header=False)
    assert [line.split(",")[2] for line in output.getvalue().splitlines()] == ["match", "none"]


def test_countries_are_taken_into_account() -> None:
    text = "name,country\nHikvision,CN\nHikvision,France\nHikvision,Ruritania\nHikvision\n"
    rows = screened(text, country_column="country")
    plain = screened(text)
    probabilities = [float(row["probability"]) for row in rows]
    assert probabilities[0] == probabilities[2] == float(plain[0]["probability"])
    assert probabilities[1] < probabilities[0]
    assert "another country" in rows[1]["reason"]
    assert "'Ruritania' is not known" in rows[2]["reason"]
    with pytest.raises(ColumnError):
        screened(text, country_column="nation")


def test_columns_that_look_right_are_offered() -> None:
    source = "name,国家,Address,n\nVerkor,中国,x,1\n"
    options = {"screener": SCREENER, "column": "name"}
    summary = screen_csv(io.StringIO(source), io.StringIO(), **options)  # type: ignore[arg-type]
    assert dict(summary.offers) == {"country_column": "国家", "address_column": "Address"}
    options["country_column"] = "国家"
    summary = screen_csv(io.StringIO(source), io.StringIO(), **options)  # type: ignore[arg-type]
    assert dict(summary.offers) == {"address_column": "Address"}


def test_addresses_are_screened() -> None:
    listed = "Room 1318, 13F, Hollywood Plaza, 610 Nathan Road, Mong Kok"
    info = lists.ListInfo(id="own", title="Own list")
    bare = lists.Entity(
        id="bare",
        names=(lists.Name(listed),),
        type="address",
        addresses=(lists.Address(listed),),
    )
    screener = Screener(lists.Snapshot(info=info, entities=(bare,)))
    text = f'name,address\nVerkor,"{listed}"\nVerkor,elsewhere\n,"{listed}"\n'
    rows = screened(text, address_column="address", screener=screener)
    assert [row["verdict"] for row in rows] == ["review", "none", "review"]
    assert (rows[0]["entity_id"], rows[0]["probability"]) == ("bare", "")
    assert "any party there" in rows[0]["reason"]


def test_a_day_that_no_list_covers_is_said_in_every_row() -> None:
    output = io.StringIO(newline="")
    source = io.StringIO("name\nHikvision\n")
    summary = screen_csv(source, output, column="name", as_of="2019-05-01")
    row = next(csv.DictReader(io.StringIO(output.getvalue(), newline="")))
    assert row["verdict"] == "none"
    assert "no list covers" in row["reason"]
    assert summary.coverage.gaps


def test_summary() -> None:
    text = "name\n" + "\n".join(NAMES).replace("\n\n", '\n""\n') + "\n"
    summary = screen_csv(io.StringIO(text), io.StringIO(), screener=SCREENER, column="name")
    assert summary.rows == len(NAMES) == sum(summary.counts.values())
    assert summary.alert_rows == len(summary.alerts) == 3
    assert summary.alerts[0].row == 1
    assert summary.to_dict()["rows"] == len(NAMES)
    assert "6 rows" in repr(summary)


def test_wrong_calls(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("id,name\n1,x\n")
    with pytest.raises(ColumnError):
        screen_csv(source, tmp_path / "out.csv", column="company")
    with pytest.raises(BatchError, match="would replace the source"):
        screen_csv(source, source, column="name")
    with pytest.raises(ConfigError):
        screen_csv(source, tmp_path / "out.csv", column="name", rows="all")  # type: ignore[arg-type]
    with pytest.raises(ConfigError):
        screen_csv(source, tmp_path / "out.csv", screener=SCREENER, as_of="2020-01-01")
    with pytest.raises(ConfigError):
        screen_csv(source, tmp_path / "out.csv", output_encoding="klingon")
    with pytest.raises(BatchError, match="through a pipe"):
        screen_csv(source, io.StringIO(), column="name", resume=True)
    with pytest.raises(BatchFormatError):
        screen_csv(io.BytesIO(b""), io.StringIO())
    assert [entry.name for entry in tmp_path.iterdir()] == ["in.csv"]


def test_a_failure_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, output = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("name\nHikvision\n")
    output.write_text("before")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("screenlib.batch.output.CsvTarget._write", full)
    with pytest.raises(BatchError, match="No space left"):
        screen_csv(source, output, screener=SCREENER)
    assert output.read_text() == "before"
    assert not partial_path(output).exists()


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.sampled_from([*NAMES, "a,b", 'q"q', "x\ny"]), max_size=12),
    st.integers(1, 5),
    st.integers(1, 3),
)
def test_no_row_is_lost_or_doubled(names: list[str], chunk: int, workers: int) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(["name", "n"])
    writer.writerows((name, number) for number, name in enumerate(names))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batch_run, "CHUNK_ROWS", chunk)
        rows = screened(text.getvalue(), workers=workers)
    assert [row["n"] for row in rows] == [str(number) for number in range(len(names))]


def test_an_error_stops_the_search_that_is_under_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without that, leaving would wait for the whole chunk: here, for ever."""
    begun = threading.Event()

    def screen_many(self: Screener, names: list[str], **options: Any) -> Any:
        if names[0] == "Verkor":
            begun.set()
            while True:
                options["progress"](0, None)
        return whole(self, names, **options)

    class FullDisk(io.StringIO):
        def write(self, text: str) -> int:
            if "Hikvision" in text:
                begun.wait()
                raise OSError
            return super().write(text)

    whole = Screener.screen_many
    monkeypatch.setattr(Screener, "screen_many", screen_many)
    monkeypatch.setattr(batch_run, "CHUNK_ROWS", 1)
    text = io.StringIO("name\nHikvision\nVerkor\n", newline="")
    with pytest.raises((OSError, BatchError)):
        screen_csv(text, FullDisk(), screener=SCREENER, column="name")


class TestResume:
    ROWS = 60_000

    def source(self, tmp_path: Path) -> Path:
        path = tmp_path / "in.csv"
        with path.open("w", encoding="utf-8") as file:
            file.write("id,name\n")
            file.writelines(f"{i},{NAMES[i % len(NAMES)]}\n" for i in range(self.ROWS))
        return path

    @pytest.mark.parametrize("ending", ["out.csv", "out.csv.gz"])
    def test_a_killed_run_is_continued_to_the_same_bytes(self, tmp_path: Path, ending: str) -> None:
        source = self.source(tmp_path)
        whole, output = tmp_path / "whole.csv", tmp_path / ending
        screen_csv(source, whole, screener=SCREENER, column="name")
        code = (
            "import sys; from screenlib.batch import run, screen_csv; run.CHECKPOINT_SECONDS = 0; "
            "run.CHUNK_ROWS = 500; "
            "screen_csv(sys.argv[1], sys.argv[2], column='name', resume=True)"
        )
        resumed = 0
        for attempt in range(50):
            arguments = [sys.executable, "-c", code, str(source), str(output)]
            process = subprocess.Popen(arguments, env=ENVIRONMENT)
            state = tmp_path / f".{ending}.resume.json"
            seen = state.read_bytes() if state.exists() else b""
            # Kill it some time after it has made progress, each time a little later.
            while process.poll() is None and (not state.exists() or state.read_bytes() == seen):
                time.sleep(0.005)
            time.sleep(0.003 * attempt)
            process.send_signal(signal.SIGKILL)
            if process.wait() == 0:
                break
            assert not output.exists()
            resumed += 1
            if resumed == 3:
                break
        assert resumed
        summary = screen_csv(source, output, screener=Screener(), column="name", resume=True)
        assert summary.rows == self.ROWS
        assert 0 < summary.resumed_rows < self.ROWS
        data = output.read_bytes()
        assert (gzip.decompress(data) if ending.endswith(".gz") else data) == whole.read_bytes()
        assert sorted(entry.name for entry in tmp_path.iterdir()) == sorted(
            ["in.csv", "whole.csv", ending]
        )

    def test_another_source_or_setting_is_refused(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        source, output = self.source(tmp_path), tmp_path / "out.csv"
        monkeypatch.setattr(batch_run, "CHECKPOINT_SECONDS", 0)
        calls = iter(range(3))

        def stop(*_: object) -> None:
            if next(calls) == 2:
                raise KeyboardInterrupt

        monkeypatch.setattr("screenlib.batch.progress.Progress.update", stop)
        with pytest.raises(KeyboardInterrupt):
            screen_csv(source, output, screener=SCREENER, column="name", resume=True)
        with pytest.raises(BatchError, match="another setting"):
            screen_csv(source, output, screener=SCREENER, column="id", resume=True)
        with source.open("a") as file:
            file.write("new,row\n")
        with pytest.raises(BatchError, match="another source"):
            screen_csv(source, output, screener=SCREENER, column="name", resume=True)


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    code = (
        "import resource, sys; from screenlib import screen_csv; "
        "screen_csv(sys.argv[1], '/dev/null', column='name') if False else "
        "screen_csv(sys.argv[1], open('/dev/null', 'wb'), column='name'); "
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    sizes = []
    for rows in (20_000, 200_000):
        path = tmp_path / f"{rows}.csv"
        with path.open("w") as file:
            file.write("name\n")
            file.writelines(f"Verkor number {i}\n" for i in range(rows))
        arguments = [sys.executable, "-c", code, str(path)]
        done = subprocess.run(
            arguments, capture_output=True, text=True, check=True, env=ENVIRONMENT
        )
        sizes.append(int(done.stdout))
    assert sizes[1] < sizes[0] + 20_000  # kilobytes
