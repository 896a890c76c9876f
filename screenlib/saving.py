"""A screener as one file: the index and the snapshots it was built from.

    line 1   `screenlib screener 1`, the version of this form
    line 2   JSON: engine, config, coverage, snapshots without entities, lengths and checksum
    then     the index, the offsets of the entities, the entities as JSON lines, and those that
             are not searched by name (their addresses are)

Nothing in it is run when it is read (it is no pickle). Entities are parsed when they are first
asked for, so that opening costs milliseconds whatever the list. A file of another engine or
lexicon is refused: its answers would not be those of this version.
"""

from __future__ import annotations

import functools
import json
import os
import struct
import zlib
from array import array
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

import attrs

from screenlib import knowledge
from screenlib._core import ENGINE, Index
from screenlib.atomic import write_whole
from screenlib.catalogue import Catalogue
from screenlib.errors import BatchError, IndexFileError, SnapshotError
from screenlib.lists import Entity, Snapshot, to_date
from screenlib.lists.snapshot import entity_line
from screenlib.results import Coverage, ListCoverage

if TYPE_CHECKING:
    from screenlib.config import Config

_MAGIC = b"screenlib screener 1\n"
_UNREADABLE = (AttributeError, KeyError, TypeError, ValueError)


def pack(config: Config, catalogue: Catalogue, index: Index) -> bytes:
    """The bytes of a screener."""
    lines = [entity_line(entity).encode("utf-8", "surrogatepass") for entity in catalogue.entities]
    offsets = array("Q", accumulate((len(line) for line in lines), initial=0))
    sections = [
        index.to_bytes(),
        array("I", catalogue.first_names).tobytes(),
        offsets.tobytes(),
        b"".join(lines),
    ]
    searched = {id(entity) for entity in catalogue.entities}
    others = [
        [entity for entity in snapshot if id(entity) not in searched]
        for snapshot in catalogue.snapshots
    ]
    lines = [
        entity_line(entity).encode("utf-8", "surrogatepass") for part in others for entity in part
    ]
    sections.append(b"\n".join(lines))
    body = b"".join(sections)
    snapshots = [{**snapshot.to_dict(), "entities": []} for snapshot in catalogue.snapshots]
    header = {
        "engine": ENGINE,
        "byte_order": struct.pack("=H", 1).hex(),
        "config": attrs.asdict(config),
        "as_of": str(catalogue.coverage.as_of or ""),
        "coverage": [part.to_dict() for part in catalogue.coverage.lists],
        "snapshots": snapshots,
        "others": [len(part) for part in others],
        "lengths": [len(section) for section in sections],
        "checksum": zlib.crc32(body),
    }
    return _MAGIC + json.dumps(header).encode("ascii") + b"\n" + body


def unpack(data: bytes, path: str | None) -> tuple[Config, Catalogue, Index]:
    """What `pack` was given. Raises `IndexFileError`."""
    from screenlib.config import Config

    if not data.startswith(_MAGIC):
        raise IndexFileError("this is no saved screener of this version", path=path)
    end = data.find(b"\n", len(_MAGIC))
    try:
        header = json.loads(data[len(_MAGIC) : end])
        body = memoryview(data)[end + 1 :]
        sound = end > 0 and sum(header["lengths"]) == len(body)
        if not sound or zlib.crc32(body) != header["checksum"]:
            raise IndexFileError("the file is damaged or cut short", path=path)
        if header["engine"] != ENGINE:
            problem = f"written by engine {header['engine']}, this is {ENGINE}"
            raise IndexFileError(problem, path=path)
        if header["byte_order"] != struct.pack("=H", 1).hex():
            raise IndexFileError("written on a machine with another byte order", path=path)
        ends = list(accumulate(header["lengths"], initial=0))
        index_part, firsts_part, offsets_part, lines, others = (
            body[a:b] for a, b in pairwise(ends)
        )
        config = Config(**header["config"])
        # A copy of their own: a view would hold on to the whole file.
        entities = LazyEntities(bytes(lines), array("Q", offsets_part.tobytes()), path)
        firsts = array("I", firsts_part.tobytes())
        coverage = _coverage(header)
        catalogue = Catalogue(
            entities=entities,
            first_names=firsts,
            coverage=coverage,
            read_snapshots=functools.partial(_snapshots, header, entities, bytes(others), path),
        )
        index = Index.from_bytes(knowledge.lexicon(config.lexicon), bytes(index_part))
        counts = {len(entities), len(firsts), sum(part.entities for part in coverage.lists)}
        fits = index.entities <= len(entities) and max(firsts, default=0) <= index.names
        if len(counts) > 1 or not fits:
            raise IndexFileError("index and entities do not belong together", path=path)
    except _UNREADABLE as error:
        raise IndexFileError(f"the saved screener cannot be used: {error}", path=path) from error
    return config, catalogue, index


def write_screener(path: str | os.PathLike[str], data: bytes) -> None:
    """Write the bytes as a whole or not at all."""
    try:
        write_whole(path, data)
    except BatchError as error:
        raise IndexFileError(f"the screener cannot be saved ({error})", path=path) from error


def read_screener(path: str | os.PathLike[str]) -> tuple[bytes, str]:
    """The bytes of a file, and its name for errors."""
    try:
        return Path(path).read_bytes(), str(path)
    except OSError as error:
        raise IndexFileError(f"the file cannot be read ({error.strerror})", path=path) from error


class LazyEntities(Sequence[Entity]):
    """Entities that are parsed when they are first asked for."""

    def __init__(self, lines: bytes, offsets: array[int], path: str | None) -> None:
        self._lines = lines
        self._offsets = offsets
        self._path = path
        self._parsed: dict[int, Entity] = {}

    @overload
    def __getitem__(self, number: int) -> Entity: ...
    @overload
    def __getitem__(self, number: slice) -> Sequence[Entity]: ...
    def __getitem__(self, number: int | slice) -> Entity | Sequence[Entity]:
        if isinstance(number, slice):
            return [self[place] for place in range(*number.indices(len(self)))]
        entity = self._parsed.get(number)
        if entity is None:
            if not 0 <= number < len(self):
                raise IndexError(number)
            line = self._lines[self._offsets[number] : self._offsets[number + 1]]
            try:
                entity = Entity.from_dict(json.loads(line.decode("utf-8", "surrogatepass")))
            except (SnapshotError, *_UNREADABLE, RecursionError) as error:
                problem = f"entity {number} cannot be read ({error})"
                raise IndexFileError(problem, path=self._path) from error
            self._parsed[number] = entity
        return entity

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def __iter__(self) -> Iterator[Entity]:
        return (self[number] for number in range(len(self)))


def _coverage(header: dict[str, Any]) -> Coverage:
    parts = []
    for part in header["coverage"]:
        values = {**part, "list_id": part["list"]}
        del values["list"], values["version"]
        for field in ("date", "first", "checked"):
            values[field] = to_date(values[field]) if values[field] else None
        parts.append(ListCoverage(**values))
    return Coverage(tuple(parts), to_date(header["as_of"]) if header["as_of"] else None)


def _snapshots(
    header: dict[str, Any], entities: Sequence[Entity], others: bytes, path: str | None
) -> tuple[Snapshot, ...]:
    """The snapshots again. Raises `IndexFileError`."""
    try:
        return _joined(header, entities, others)
    except (SnapshotError, *_UNREADABLE, StopIteration, RecursionError) as error:
        problem = f"the snapshots in the saved screener cannot be read ({error})"
        raise IndexFileError(problem, path=path) from error


def _joined(
    header: dict[str, Any], entities: Sequence[Entity], others: bytes
) -> tuple[Snapshot, ...]:
    lines = iter(others.decode("utf-8", "surrogatepass").split("\n"))
    snapshots = []
    start = 0
    counts = [part["entities"] for part in header["coverage"] if not part["error"]]
    for data, count, left in zip(header["snapshots"], counts, header["others"], strict=True):
        bare = Snapshot.from_dict({key: data[key] for key in data if key != "digest"})
        searched = entities[start : start + count]
        rest = [Entity.from_dict(json.loads(next(lines))) for _ in range(left)]
        whole = (*searched, *rest)
        snapshots.append(attrs.evolve(bare, entities=whole, digest=data["digest"]))
        start += count
    return tuple(snapshots)
