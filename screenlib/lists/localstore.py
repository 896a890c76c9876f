"""A store of imported snapshots on this machine.

    <store>/<list-id>/list.toml
    <store>/<list-id>/<YYYY-MM-DD>/snapshot.toml, entities.jsonl
    <store>/<list-id>/<YYYY-MM-DD>.2/...             other content that came for the same date

The layout is that of the bundled lists, so the same code reads both. What holds:

- A snapshot, once in, never changes or moves. The same content again changes nothing, not even a
  date of a file. Other content for the same date becomes an edition of its own beside it, and the
  last edition of a date is the one that holds.
- Content-addressed: an edition is found again by its digest, for as long as it is not pruned.
- Atomic: a snapshot is written whole into a directory of its own, made durable, and then renamed
  into place. Whoever is killed at any moment leaves an unused temporary directory at most; a reader
  sees the old state or the new one.
- Two processes that write at once wait for each other (a lock file, held by the system and let go
  when its holder dies).

The default place is SCREENLIB_STORE, or the platform's directory for data of the user.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
from collections.abc import Collection, Iterator
from pathlib import Path

from screenlib.atomic import replace_text, sync_directory, write_text
from screenlib.errors import NoSnapshotError, SnapshotError, StoreError
from screenlib.lists import layout as files
from screenlib.lists import store as loading
from screenlib.lists.snapshot import Snapshot
from screenlib.lists.writing import entities_text, list_text, manifest_text

__all__ = ["Store", "as_store"]

_TEMPORARY = ".incoming-"


def as_store(value: object) -> Store:
    """A store, from one, from a path, or from True for the default one."""
    if isinstance(value, Store):
        return value
    if value is True:
        return Store()
    if isinstance(value, str | os.PathLike):
        return Store(value)
    raise StoreError(f"{value!r} is no store: give a path, a Store, or True for the default one")


class Store:
    """A local store of snapshots; see the module for what it promises."""

    def __init__(self, path: str | os.PathLike[str] | None = None) -> None:
        chosen = files.default_store_path() if path is None else Path(path)
        if chosen is None:
            raise StoreError("there is no home directory to keep lists in; set SCREENLIB_STORE")
        self.path = chosen

    def __repr__(self) -> str:
        return f"Store({str(self.path)!r})"

    def available(self) -> dict[str, loading.AvailableList]:
        """The lists in the store, by id."""
        return loading.available(self.path)

    def load(self, list_id: str, as_of: object = None) -> Snapshot:
        """As `lists.load`, from this store alone."""
        return loading.load(list_id, as_of, root=self.path)

    def add(self, snapshot: Snapshot) -> bool:
        """Takes a snapshot in; tells whether anything changed.

        Raises:
            StoreError: it has no effective date, its list is a bundled one, or the store cannot be
                written. What was in the store is still there.
        """
        if snapshot.effective is None:
            raise StoreError(
                f"a snapshot of {snapshot.list_id!r} needs an effective date to be stored; give one"
            )
        if snapshot.list_id in loading.available(files.bundled_root()):
            raise StoreError(
                f"{snapshot.list_id!r} is the id of a bundled list, whose snapshots hold other "
                "content; choose another id for your own"
            )
        directory = self.path / snapshot.list_id
        target = directory / snapshot.effective.isoformat()
        try:
            with self._locked():
                return self._place(snapshot, directory, target)
        except UnicodeEncodeError as error:
            raise StoreError(f"a text of the snapshot cannot be written: {error.reason}") from error
        except OSError as error:
            raise StoreError(
                f"the snapshot cannot be written: {error.strerror or error}", path=target
            ) from error

    def edition(self, list_id: str, digest: str) -> Snapshot:
        """The snapshot of a digest, also when a later edition of its date holds.

        Raises:
            NoSnapshotError: it is not in the store (any more).
        """
        for path in self._editions(list_id):
            if _digest(path) == digest:
                return files.read_snapshot(path)
        raise NoSnapshotError(list_id, None, None)

    def prune(
        self, list_id: str, *, keep: int = 30, cited: Collection[str] = ()
    ) -> tuple[Path, ...]:
        """Removes the oldest editions of a list, and gives their directories.

        Kept are the `keep` newest, and every one whose digest is among `cited`: those that a
        screening record still names.

        Raises:
            StoreError: `keep` is less than 1, or the store cannot be written.
        """
        if keep < 1:
            raise StoreError("keep at least one snapshot")
        removed = []
        try:
            with self._locked():
                for path in list(self._editions(list_id))[keep:]:
                    if _digest(path) not in cited:
                        # Renamed first: a directory half removed must not look like a snapshot.
                        grave = path.parent / f"{_TEMPORARY}{path.name}"
                        path.rename(grave)
                        shutil.rmtree(grave)
                        removed.append(path)
        except OSError as error:
            problem = f"cannot be pruned: {error.strerror or error}"
            raise StoreError(problem, path=self.path) from error
        return tuple(removed)

    def _editions(self, list_id: str) -> Iterator[Path]:
        """Directories of all editions of a list, the newest first."""
        directory = self.path / list_id
        if directory.is_dir():
            for _, _, path in reversed(files.editions(directory)):
                yield path

    def _place(self, snapshot: Snapshot, directory: Path, target: Path) -> bool:
        directory.mkdir(parents=True, exist_ok=True)
        self._sweep(directory)
        numbers = [n for date, n, _ in files.editions(directory) if date == snapshot.effective]
        if numbers:
            try:
                held = files.read_snapshot(_numbered(target, max(numbers)))
                if held.digest == snapshot.digest:
                    return False
            except SnapshotError:
                pass  # a damaged one is followed by a whole one
        incoming = Path(tempfile.mkdtemp(prefix=_TEMPORARY, dir=directory))
        write_text(incoming / "entities.jsonl", entities_text(snapshot))
        write_text(incoming / "snapshot.toml", manifest_text(snapshot))
        sync_directory(incoming)
        incoming.chmod(0o755)
        about, told = directory / "list.toml", list_text(snapshot.info)
        if not about.is_file() or about.read_text("utf-8") != told:
            replace_text(about, told)
        incoming.rename(_numbered(target, max(numbers, default=0) + 1))
        sync_directory(directory)
        return True

    def _sweep(self, directory: Path) -> None:
        """Clears what a killed writer left. The lock tells that no writer is at work."""
        for path in directory.glob(f"{_TEMPORARY}*"):
            shutil.rmtree(path, ignore_errors=True)

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        self.path.mkdir(parents=True, exist_ok=True)
        with (self.path / ".lock").open("a+b") as handle:
            _lock(handle.fileno())
            yield


def _numbered(path: Path, number: int) -> Path:
    return path if number == 1 else path.with_name(f"{path.name}.{number}")


def _digest(path: Path) -> str:
    """The digest that a snapshot's manifest states; "" when it is damaged."""
    try:
        return str(files.read_manifest(path).get("digest", ""))
    except SnapshotError:
        return ""


if sys.platform == "win32":
    import msvcrt
    import time

    def _lock(handle: int) -> None:
        os.lseek(handle, 0, os.SEEK_SET)
        while True:
            try:
                msvcrt.locking(handle, msvcrt.LK_LOCK, 1)
                return
            except OSError:  # given up after ten tries a second apart; another writer is at work
                time.sleep(0.1)
else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX)
