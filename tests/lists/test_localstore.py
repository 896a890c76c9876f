"""The local store: nothing in it changes, nothing is half written, whoever is killed when."""

from __future__ import annotations

import datetime
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import attrs
import pytest

from screenlib import lists
from screenlib.errors import NoSnapshotError, StoreError, UnknownListError
from screenlib.lists import Entity, ListInfo, Name, Snapshot, Store
from screenlib.lists.layout import default_store_path


def snapshot(date: str = "2024-01-01", names: int = 3, list_id: str = "own-list") -> Snapshot:
    entities = tuple(Entity(id=f"e{i}", names=(Name(f"Name {i}"),)) for i in range(names))
    return Snapshot(
        info=ListInfo(list_id, "A list"),
        entities=entities,
        effective=datetime.date.fromisoformat(date),
        completeness="All of it.",
    )


def state(path: Path) -> dict[str, tuple[bytes, int]]:
    return {
        str(file.relative_to(path)): (file.read_bytes(), file.stat().st_mtime_ns)
        for file in path.rglob("*")
        if file.is_file()
    }


def test_what_goes_in_comes_out(store_path: Path) -> None:
    store = Store(store_path)
    assert store.add(snapshot())
    again = store.load("own-list")
    assert again == snapshot()
    assert again.entities == snapshot().entities
    assert lists.verify(store_path).ok
    assert list(store.available()) == ["own-list"]


def test_the_same_again_changes_nothing(store_path: Path) -> None:
    store = Store(store_path)
    store.add(snapshot())
    before = state(store_path)
    assert not store.add(snapshot())
    assert state(store_path) == before


def test_other_content_of_the_same_date_takes_its_place_and_the_old_is_kept(
    store_path: Path,
) -> None:
    store = Store(store_path)
    store.add(snapshot(names=3))
    assert store.add(snapshot(names=4))
    assert len(store.load("own-list")) == 4
    assert len(store.edition("own-list", snapshot(names=3).digest)) == 3
    assert len(store.edition("own-list", snapshot(names=4).digest)) == 4
    with pytest.raises(NoSnapshotError):
        store.edition("own-list", "sha256:0")
    # and back again
    assert store.add(snapshot(names=3))
    assert len(store.load("own-list")) == 3
    assert lists.verify(store_path).ok


def test_versions_by_date(store_path: Path) -> None:
    store = Store(store_path)
    for number, date in enumerate(("2024-03-01", "2024-01-01", "2024-02-01"), 1):
        store.add(snapshot(date, number))
    assert [str(date) for date in store.available()["own-list"].dates] == [
        "2024-01-01", "2024-02-01", "2024-03-01",
    ]  # fmt: skip
    assert len(store.load("own-list", "2024-02-15")) == 3
    with pytest.raises(NoSnapshotError):
        store.load("own-list", "2023-12-31")


def test_lists_load_finds_what_is_stored(store_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCREENLIB_STORE", str(store_path))
    assert default_store_path() == store_path
    Store().add(snapshot())
    assert len(lists.load("own-list")) == 3
    assert list(lists.available()) == ["us-bis-entity-list", "own-list"]
    assert len(lists.load("us-bis-entity-list")) == 387


def test_the_id_of_a_bundled_list_is_taken(store_path: Path) -> None:
    with pytest.raises(StoreError, match="bundled list"):
        Store(store_path).add(snapshot(list_id="us-bis-entity-list"))


def test_a_snapshot_without_a_date_is_not_stored(store_path: Path) -> None:
    with pytest.raises(StoreError, match="needs an effective date"):
        Store(store_path).add(attrs.evolve(snapshot(), effective=None))


def test_a_text_that_cannot_be_written(store_path: Path) -> None:
    bad = attrs.evolve(snapshot(), entities=(Entity(id="x", names=(Name("\ud800"),)),), digest="")
    with pytest.raises(StoreError, match="cannot be written"):
        Store(store_path).add(bad)
    with pytest.raises(UnknownListError):
        Store(store_path).load("own-list")


def test_a_store_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be written"):
        Store(tmp_path / "file").add(snapshot())


@pytest.mark.parametrize("value", [5, None, object()])
def test_what_is_no_store(value: object) -> None:
    from screenlib.lists.localstore import as_store

    with pytest.raises(StoreError, match="is no store"):
        as_store(value)


def test_a_damaged_snapshot_is_replaced_by_a_whole_one(store_path: Path) -> None:
    store = Store(store_path)
    store.add(snapshot())
    (store_path / "own-list" / "2024-01-01" / "entities.jsonl").write_bytes(b"")
    assert store.add(snapshot())
    assert store.load("own-list") == snapshot()


def test_pruning_keeps_what_a_record_cites(store_path: Path) -> None:
    store = Store(store_path)
    for month in range(1, 7):
        store.add(snapshot(f"2024-{month:02}-01", month))
    store.add(snapshot("2024-06-01", 60))  # a second edition of the date
    cited = {snapshot("2024-01-01", 1).digest, snapshot("2024-06-01", 6).digest}
    removed = store.prune("own-list", keep=2, cited=cited)  # the two editions of June
    assert sorted(path.name for path in removed) == ["2024-02-01", "2024-03-01", "2024-04-01",
                                                     "2024-05-01"]  # fmt: skip
    for digest in cited:
        assert store.edition("own-list", digest).digest == digest
    assert len(store.load("own-list")) == 60
    assert lists.verify(store_path).ok
    assert store.prune("own-list", keep=2, cited=cited) == ()
    with pytest.raises(StoreError, match="at least one"):
        store.prune("own-list", keep=0)
    assert store.prune("no-such-list") == ()


# --- two at once, and killed at any moment --------------------------------------------------------


def _add_many(path: str, numbers: list[int]) -> None:
    store = Store(path)
    for number in numbers:
        store.add(snapshot("2024-01-01", number))


def test_two_processes_at_once(store_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    writers = [
        context.Process(target=_add_many, args=(str(store_path), numbers))
        for numbers in ([1, 2, 3, 4, 5], [6, 7, 8, 9, 10])
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
        assert writer.exitcode == 0
    store = Store(store_path)
    assert len(store.load("own-list")) in (5, 10)
    for number in range(1, 11):
        assert len(store.edition("own-list", snapshot(names=number).digest)) == number
    assert lists.verify(store_path).ok
    assert not list(store_path.rglob(".incoming-*"))


WRITER = """
import sys
from tests.lists.test_localstore import snapshot
from screenlib.lists import Store
store = Store(sys.argv[1])
number = 1
while True:
    number = number % 200 + 1
    store.add(snapshot("2024-01-01", number * 20))
    print("x", flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kills by signal")
def test_killed_at_any_moment(store_path: Path) -> None:
    root = Path(__file__).parents[2]
    for delay in (0.0, 0.002, 0.005, 0.011, 0.017, 0.023):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(store_path)],
            cwd=root,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(root)},
        )
        assert writer.stdout is not None
        writer.stdout.readline()  # it has begun to write
        time.sleep(delay)
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        writer.stdout.close()
        held = Store(store_path).load("own-list")
        assert len(held) % 20 == 0 or len(held) == 7
        assert Store(store_path).add(snapshot("2024-01-01", 7))
        assert len(Store(store_path).load("own-list")) == 7
        assert lists.verify(store_path).ok
    assert not list(store_path.rglob(".incoming-*"))


def test_without_a_home_the_bundled_lists_still_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere() -> Path:
        raise RuntimeError("Could not determine home directory.")

    for name in ("SCREENLIB_STORE", "XDG_DATA_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(Path, "home", nowhere)
    assert len(lists.load("us-bis-entity-list")) == 387
    assert list(lists.available()) == ["us-bis-entity-list"]
    with pytest.raises(StoreError, match="set SCREENLIB_STORE"):
        Store()


def test_the_platforms_directory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("SCREENLIB_STORE")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    if sys.platform not in ("win32", "darwin"):
        assert default_store_path() == tmp_path / "screenlib" / "lists"
