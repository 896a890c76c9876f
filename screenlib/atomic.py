"""Files that are there whole or not at all, and that one process at a time writes.

Until `commit()` the final name holds what it held before, whoever is killed when. What is on the
way stands beside it under `.NAME.partial`.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import IO

from screenlib.errors import BatchError


class AtomicFile:
    """A binary file that appears under its name only when `commit()` is called.

    It is written beside its place under `.NAME.partial` and renamed (on one file system, so that
    the change is atomic), data and directory synchronised to the disk before and after. A second
    process that wants to write the same file meanwhile is refused.
    """

    def __init__(self, path: str | os.PathLike[str], *, keep: int | None = None) -> None:
        """Open for writing; with `keep` go on with an earlier partial file, cut to that length.

        Raises `BatchError` when the directory is missing or cannot be written to, or another
        process is writing the file.
        """
        self.path = Path(path)
        self.partial = partial_path(self.path)
        if self.path.is_dir():
            raise BatchError(f"{self.path} is a directory. Give a file name.")
        try:
            self.file: IO[bytes] = self._locked(os.O_CREAT if keep is None else 0)
            self.file.truncate(keep or 0)
            self.file.seek(keep or 0)
        except FileNotFoundError as error:
            raise BatchError(f"There is no directory {self.path.parent}.") from error
        except OSError as error:
            raise BatchError(f"{self.path} cannot be written: {error.strerror}.") from error

    def _locked(self, flags: int) -> IO[bytes]:
        """The partial file, which no other process has open by this class."""
        flags |= os.O_RDWR | getattr(os, "O_BINARY", 0)
        while True:
            file = os.fdopen(os.open(self.partial, flags, 0o666), "wb")
            try:
                lock(file.fileno())
            except BlockingIOError as error:
                file.close()
                raise BatchError(f"Another process is writing {self.path}.") from error
            # Whoever had it may have given it its name just before: then it is not ours to change.
            if self.partial.exists() and os.path.samestat(
                os.fstat(file.fileno()), self.partial.stat()
            ):
                return file
            file.close()

    def sync(self) -> int:
        """Bring what was written to the disk; return the length so far."""
        self.file.flush()
        os.fsync(self.file.fileno())
        return self.file.tell()

    def commit(self) -> None:
        """Make the file appear under its name."""
        self.sync()
        if os.name == "nt":  # there an open file cannot be renamed
            self.file.close()
        self.partial.replace(self.path)
        self.file.close()
        sync_directory(self.path.parent)

    def abandon(self, *, keep_partial: bool = False) -> None:
        """Close without changing what stands under the name."""
        if not keep_partial and os.name != "nt":
            self.partial.unlink(missing_ok=True)
        with contextlib.suppress(OSError):  # what was not written yet may find no room
            self.file.close()
        if not keep_partial:
            self.partial.unlink(missing_ok=True)


def write_whole(path: str | os.PathLike[str], data: bytes) -> None:
    """Write a file at once: it is there whole, or as it was. Raises `BatchError`."""
    file = AtomicFile(path)
    try:
        file.file.write(data)
        file.commit()
    except BaseException as error:
        file.abandon()
        if isinstance(error, OSError):
            raise BatchError(f"{path} cannot be written: {error.strerror or error}.") from error
        raise


def replace_text(path: Path, text: str) -> None:
    """Write a small file of UTF-8 in one step, for a single writer: it is never seen half.

    Raises `OSError` when it cannot be written.
    """
    fresh = partial_path(path)
    write_text(fresh, text)
    fresh.replace(path)


def write_text(path: Path, text: str) -> None:
    """Write a file of UTF-8, and bring it to the disk. Raises `OSError`."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def sync_directory(path: Path) -> None:
    """Make renames in a directory durable, where the system lets a directory be synchronised."""
    with contextlib.suppress(OSError):
        directory = os.open(path, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)


def lock(descriptor: int) -> None:
    """Keep other processes from an open file. Raises `BlockingIOError` when one has it."""
    with contextlib.suppress(ImportError):  # no locks of this kind on Windows
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def partial_path(path: Path) -> Path:
    """Where the file for `path` is while it is being written."""
    return path.with_name(f".{path.name}.partial")
