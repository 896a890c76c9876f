"""The report of a batch run is the same whether the run was stopped and resumed, or not."""

from __future__ import annotations

import datetime
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from screenlib import Screener, screen_csv
from screenlib.batch import run as batch_run
from screenlib.decisions import DecisionStore
from screenlib.errors import BatchError

NAMES = ["Hikvision", "", "Verkor", "浙江大華科技", "Hikvision Europe B.V.", "Inspur", "有限公司"]
SCREENER = Screener()
ROWS = 100
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return customers(tmp_path / "in.csv", ROWS)


def customers(path: Path, rows: int) -> Path:
    lines = [
        f"C{number},{NAMES[number % len(NAMES)]},{'FR' if number % 2 else ''}"
        for number in range(rows)
    ]
    lines[49] += ",surplus"
    path.write_text("id,name,country\n" + "\n".join(lines) + "\n", "utf-8")
    return path


def stop_after(chunks: int, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = iter(range(chunks + 1))

    def stop(*_: object) -> None:
        if next(calls) == chunks:
            raise KeyboardInterrupt

    monkeypatch.setattr("screenlib.batch.progress.Progress.update", stop)


def content(path: Path) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(path.read_text("utf-8"))
    del data["time"], data["lists"]  # the ages of the lists depend on the time, too
    return data


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch_run, "CHUNK_ROWS", 10)
    monkeypatch.setattr(batch_run, "CHECKPOINT_SECONDS", 0)


def options(folder: Path, name: str, **more: object) -> dict[str, Any]:
    return {
        "column": "name",
        "country_column": "country",
        "party_column": "id",
        "screener": SCREENER,
        "report": folder / f"{name}.json",
        "by": "ann",
        **more,
    }


@pytest.mark.parametrize("stops", [[0], [4], [1, 3, 2], [9]])
def test_a_resumed_run_has_the_report_of_a_whole_one(
    tmp_path: Path, source: Path, stops: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    screen_csv(source, tmp_path / "whole.csv", **options(tmp_path, "whole"))
    resumed = options(tmp_path, "resumed", resume=True)
    for chunks in stops:
        with monkeypatch.context() as patch:
            stop_after(chunks, patch)
            with pytest.raises(KeyboardInterrupt):
                screen_csv(source, tmp_path / "out.csv", **resumed)
        assert not (tmp_path / "resumed.json").exists()
    screen_csv(source, tmp_path / "out.csv", **resumed)
    whole, after = content(tmp_path / "whole.json"), content(tmp_path / "resumed.json")
    assert after == whole
    assert after["rows"] == ROWS
    assert {item["row"] for item in after["items"]} > {1, 4, 99}
    assert [item["fault"] for item in after["items"] if item["row"] == 50] == [
        "4 cells where the header has 3"
    ]
    assert not [entry for entry in tmp_path.iterdir() if entry.name.startswith(".")]


@pytest.mark.parametrize(
    "moment",
    [
        "screenlib.batch.output.CsvTarget.commit",
        "screenlib.batch.reporting.write_content",
        "screenlib.batch.checkpoint.Checkpoint.remove",
    ],
)
def test_a_run_killed_around_its_end_has_its_report(
    tmp_path: Path, source: Path, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    screen_csv(source, tmp_path / "whole.csv", **options(tmp_path, "whole"))
    resumed = options(tmp_path, "resumed", resume=True)
    with monkeypatch.context() as patch:
        patch.setattr(moment, die)
        with pytest.raises(KeyboardInterrupt):
            screen_csv(source, tmp_path / "out.csv", **resumed)
    screen_csv(source, tmp_path / "out.csv", **resumed)
    assert content(tmp_path / "resumed.json") == content(tmp_path / "whole.json")
    assert (tmp_path / "out.csv").read_bytes() == (tmp_path / "whole.csv").read_bytes()
    assert not [entry for entry in tmp_path.iterdir() if entry.name.startswith(".")]


def test_a_process_that_was_killed(tmp_path: Path) -> None:
    source = customers(tmp_path / "in.csv", 30_000)
    screen_csv(source, tmp_path / "whole.csv", **options(tmp_path, "whole"))
    code = (
        "import sys; from screenlib.batch import run, screen_csv; run.CHECKPOINT_SECONDS = 0; "
        "run.CHUNK_ROWS = 500; screen_csv(sys.argv[1], sys.argv[2], column='name', "
        "country_column='country', party_column='id', report=sys.argv[3], by='ann', resume=True)"
    )
    output, report = tmp_path / "out.csv", tmp_path / "resumed.json"
    arguments = [sys.executable, "-c", code, str(source), str(output), str(report)]
    state = tmp_path / ".out.csv.resume.json"
    for _ in range(2):
        with subprocess.Popen(arguments, env=ENVIRONMENT) as process:
            before = state.read_bytes() if state.exists() else b""
            while process.poll() is None and (not state.exists() or state.read_bytes() == before):
                time.sleep(0.005)
            time.sleep(0.05)
            process.send_signal(signal.SIGKILL)
    assert not output.exists()
    summary = screen_csv(source, output, **options(tmp_path, "resumed", resume=True))
    assert 0 < summary.resumed_rows < 30_000
    assert content(report) == content(tmp_path / "whole.json")


def test_decisions_count_as_they_stood_when_the_run_began(
    tmp_path: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that is made between the halves, or expires then, does not divide the run."""
    path = tmp_path / "decisions.db"
    hit = SCREENER.screen("Hikvision").hits[0]
    today = datetime.datetime.now(datetime.UTC).date()
    with DecisionStore(path) as store:
        store.decide(hit, "false-hit", by="ann", why="one day", expires=today)
        screen_csv(source, tmp_path / "w.csv", **options(tmp_path, "whole", decisions=path))
        resumed = options(tmp_path, "resumed", decisions=path, resume=True)
        with monkeypatch.context() as patch:
            stop_after(4, patch)
            with pytest.raises(KeyboardInterrupt):
                screen_csv(source, tmp_path / "out.csv", **resumed)
        store.decide(hit, "true-match", by="bob", why="it is them")

    class Tomorrow(datetime.datetime):
        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> Tomorrow:
            return super().now(tz) + datetime.timedelta(days=1)

    monkeypatch.setattr("screenlib.batch.run.datetime.datetime", Tomorrow)
    screen_csv(source, tmp_path / "out.csv", **resumed)
    assert content(tmp_path / "resumed.json") == content(tmp_path / "whole.json")
    assert (tmp_path / "out.csv").read_bytes() == (tmp_path / "w.csv").read_bytes()


def test_a_run_without_a_report_is_not_resumed_with_one(
    tmp_path: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments: dict[str, Any] = {"column": "name", "screener": SCREENER, "resume": True}
    stop_after(4, monkeypatch)
    with pytest.raises(KeyboardInterrupt):
        screen_csv(source, tmp_path / "out.csv", **arguments)
    with pytest.raises(BatchError, match=r"another setting \(report\)"):
        screen_csv(source, tmp_path / "out.csv", report=tmp_path / "r.html", **arguments)


def test_notes_hold_no_more_than_the_report_shows(
    tmp_path: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_after(9, monkeypatch)
    with pytest.raises(KeyboardInterrupt):
        screen_csv(source, tmp_path / "out.csv", **options(tmp_path, "r", resume=True))
    notes = (tmp_path / ".out.csv.report.jsonl").read_text("ascii").splitlines()
    names = {json.loads(note)[1] for note in notes}
    assert "Hikvision" in names
    assert "Verkor" not in names
