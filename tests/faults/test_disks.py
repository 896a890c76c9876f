"""A disk that is full or may not be written to: said in an error that screenlib documents, and what
stood there before still stands.
"""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import pytest

from screenlib import Screener
from screenlib.batch import screen_csv, screen_file
from screenlib.decisions import DecisionStore
from screenlib.errors import ScreenlibError
from screenlib.lists import Store
from screenlib.record import RecordWriter
from screenlib.report import write_report
from tests.faults.killing import fork
from tests.lists.test_localstore import snapshot

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs POSIX")

Write: TypeAlias = Callable[[Screener, Path, Path], None]
SMALL = 96 * 1024
NAMES = ["Hikvision", "海康威视", "Verkor"] * 3_000


def _decide(screener: Screener, folder: Path, _: Path) -> None:
    hit = screener.screen("Hikvision").hits[0]
    with DecisionStore(folder / "decisions") as store:
        for number in range(2_000):
            store.decide(hit, "false-hit", by="ann", why=f"reason {number} " + "x" * 500)


def _record(screener: Screener, folder: Path, _: Path) -> None:
    with RecordWriter(folder / "record.jsonl", screener) as writer:
        writer.write(screener.screen_many(NAMES))


def _excel(screener: Screener, folder: Path, source: Path) -> None:
    screen_file(source, folder / "o.xlsx", screener=screener, column=1)


def _csv(screener: Screener, folder: Path, source: Path) -> None:
    screen_csv(source, folder / "o.csv", screener=screener, column=1)


def _resumable(screener: Screener, folder: Path, source: Path) -> None:
    screen_csv(source, folder / "o.csv", screener=screener, column=1, resume=True)


def _parquet(screener: Screener, folder: Path, source: Path) -> None:
    screen_file(source, folder / "o.parquet", screener=screener, column=1)


def _report(screener: Screener, folder: Path, _: Path) -> None:
    write_report(folder / "o.html", NAMES, screener)


def _snapshot(_: Screener, folder: Path, __: Path) -> None:
    Store(folder).add(snapshot("2024-01-01", 9_000))


def _screener(screener: Screener, folder: Path, _: Path) -> None:
    screener.save(folder / "o.bin")


WRITES: dict[str, Write] = {
    "snapshot": _snapshot,
    "csv": _csv,
    "resumable csv": _resumable,
    "excel": _excel,
    "parquet": _parquet,
    "report": _report,
    "screener": _screener,
    "record": _record,
    "decisions": _decide,
}


@pytest.fixture(scope="module")
def screener() -> Screener:
    return Screener()


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Rows that no other compress well: random-looking columns beside the names."""
    path = tmp_path_factory.mktemp("in") / "in.csv"
    rows = (f"{name},{os.urandom(40).hex()}\n" for name in NAMES)
    path.write_text("name,noise\n" + "".join(rows), "utf-8")
    return path


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own with little room."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SMALL}", "screenlib-test", str(place)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("this user may not mount a file system")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True, capture_output=True)


@pytest.mark.parametrize("what", list(WRITES))
def test_a_full_disk(small_disk: Path, screener: Screener, source: Path, what: str) -> None:
    (small_disk / "kept").write_text("kept")
    with pytest.raises(ScreenlibError) as caught:
        WRITES[what](screener, small_disk, source)
    assert any(words in str(caught.value) for words in ("No space left", "is full")), caught.value
    assert (small_disk / "kept").read_text() == "kept"
    assert not list(small_disk.glob("o.*"))
    if what == "snapshot":
        assert Store(small_disk).available() == {}
    if what == "decisions":
        (small_disk / "kept").unlink()
        with DecisionStore(small_disk / "decisions") as store:
            assert store.all()


@pytest.mark.parametrize("what", ["csv", "resumable csv", "report", "screener"])
def test_what_was_there_stays(
    small_disk: Path, screener: Screener, source: Path, what: str
) -> None:
    name = {"report": "o.html", "screener": "o.bin"}.get(what, "o.csv")
    (small_disk / name).write_text("the answers of yesterday")
    with pytest.raises(ScreenlibError):
        WRITES[what](screener, small_disk, source)
    assert (small_disk / name).read_text() == "the answers of yesterday"


@pytest.mark.parametrize("what", list(WRITES))
def test_a_limit_on_the_size_of_files(
    tmp_path: Path, screener: Screener, source: Path, what: str
) -> None:
    """The same without a file system of its own, in a process that may write small files only."""

    def work() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (SMALL // 2, SMALL // 2))
        with pytest.raises(ScreenlibError):
            WRITES[what](screener, tmp_path, source)

    _, status = os.waitpid(fork(work), 0)
    assert os.WEXITSTATUS(status) == 0, "the error is not one that is documented"
    assert not list(tmp_path.glob("o.*"))


def test_a_resumable_run_goes_on_when_there_is_room(
    small_disk: Path, screener: Screener, source: Path, tmp_path: Path
) -> None:
    whole = tmp_path / "whole.csv"
    screen_csv(source, whole, screener=screener, column=1)
    with pytest.raises(ScreenlibError):
        WRITES["resumable csv"](screener, small_disk, source)
    remount = ["mount", "-o", "remount,size=64m", str(small_disk)]
    subprocess.run(remount, check=True, capture_output=True)
    screen_csv(source, small_disk / "o.csv", screener=screener, column=1, resume=True)
    assert (small_disk / "o.csv").read_bytes() == whole.read_bytes()


@pytest.mark.parametrize("what", list(WRITES))
def test_a_directory_that_may_not_be_written_to(
    small_disk: Path, screener: Screener, source: Path, what: str
) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True, capture_output=True)
    with pytest.raises(ScreenlibError) as caught:
        WRITES[what](screener, small_disk, source)
    assert str(small_disk) in str(caught.value)
    assert list(small_disk.iterdir()) == []


def test_a_store_that_may_only_be_read_is_read(small_disk: Path, screener: Screener) -> None:
    Store(small_disk).add(snapshot("2024-01-01", 5))
    with DecisionStore(small_disk / "decisions") as store:
        store.decide(screener.screen("Hikvision").hits[0], "false-hit", by="ann", why="another")
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True, capture_output=True)
    assert len(Store(small_disk).load("own-list")) == 5
    with pytest.raises(ScreenlibError, match="decisions: "):
        WRITES["decisions"](screener, small_disk, Path())


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_standard_output_that_is_full(screener: Screener, source: Path) -> None:
    with (
        Path("/dev/full").open("wb", buffering=0) as full,
        pytest.raises(ScreenlibError, match="No space left"),
    ):
        screen_csv(source, full, screener=screener, column=1)
