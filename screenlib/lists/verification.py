"""Checks lists against the rules of the format: the gate for what is shipped.

Checked of every list: list.toml; and of every snapshot: schema, digest, counts, canonical form,
ids (unique, sorted, well formed), names (one primary, none twice, clean text), the closed
vocabularies, countries, that sources and relations lead somewhere, dates in their order; and
of a cumulative list, that no snapshot forgets what an earlier one holds.

    screenlib lists verify [DIRECTORY]
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import get_args

import attrs

from screenlib.errors import SnapshotError
from screenlib.lists.countries import country_name
from screenlib.lists.layout import bundled_root, read_manifest, read_snapshot, snapshot_path
from screenlib.lists.listinfo import ListKind
from screenlib.lists.model import ENTITY_TYPES, NAME_KINDS, RELATION_KINDS, STATUSES, Entity
from screenlib.lists.snapshot import Snapshot, entity_line
from screenlib.lists.store import available

__all__ = ["Problem", "Verification", "verify"]

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_MARKUP = re.compile(r"</?[A-Za-z][^<>]*>|&(amp|nbsp|lt|gt|quot|#\d+);")
_SEPARATOR_LEFT = re.compile(r"(;|,)\s*(and|or)?\s*\Z")


# Whether a coming listing is announced depends on the date that is asked for: it is never stored.
_STORED = tuple(status for status in STATUSES if status != "announced")


@attrs.frozen(slots=True)
class Problem:
    """One breach: which file, which entity ("" when none in particular), and what is wrong."""

    path: str
    entity_id: str
    what: str

    def __str__(self) -> str:
        entity = f" {self.entity_id}:" if self.entity_id else ""
        return f"{self.path}:{entity} {self.what}"

    def to_dict(self) -> dict[str, str]:
        """JSON types only."""
        return attrs.asdict(self)


@attrs.frozen(slots=True)
class Verification:
    """What `verify` found. True when nothing is wrong."""

    root: str
    checked: tuple[str, ...]
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems

    def __bool__(self) -> bool:
        return self.ok

    def to_dict(self) -> dict[str, object]:
        """JSON types only."""
        return {
            "ok": self.ok,
            "root": self.root,
            "checked": list(self.checked),
            "problems": [problem.to_dict() for problem in self.problems],
        }


def verify(root: Path | str | None = None) -> Verification:
    """Checks all lists under a directory, by default the bundled ones. Damage never raises here:
    it is what the answer tells."""
    directory = bundled_root() if root is None else Path(root)
    checked: list[str] = []
    problems: list[Problem] = []
    try:
        found = available(directory)
    except SnapshotError as error:
        found = {}
        problems.append(Problem(error.path or str(directory), "", error.problem))
    if not found and not problems:
        problems.append(Problem(str(directory), "", "there are no lists here"))
    for entry in found.values():
        info_path = str(entry.path / "list.toml")
        if entry.info.kind not in get_args(ListKind):
            problems.append(Problem(info_path, "", f"{entry.info.kind!r} is no kind of list"))
        if not entry.info.title:
            problems.append(Problem(info_path, "", "the title is missing"))
        if entry.info.cumulative and not entry.info.authority:
            problems.append(Problem(info_path, "", "the authority is missing"))
        if not entry.dates:
            problems.append(Problem(str(entry.path), "", "there is no snapshot"))
        previous: Snapshot | None = None
        for date in entry.dates:
            path = snapshot_path(entry.path, date)
            checked.append(f"{entry.info.id}@{date}")
            try:
                snapshot = read_snapshot(path)
                problems.extend(_snapshot_problems(snapshot, path))
            except SnapshotError as error:
                where = f"{error.path or path}" + (f", line {error.line}" if error.line else "")
                problems.append(Problem(where, "", error.problem))
                continue
            if previous is not None and entry.info.cumulative:
                problems.extend(_forgotten(previous, snapshot, str(path)))
            previous = snapshot
    return Verification(str(directory), tuple(checked), tuple(problems))


def _snapshot_problems(snapshot: Snapshot, path: Path) -> Iterator[Problem]:
    lines_path = path / "entities.jsonl"
    canonical = "".join(f"{entity_line(entity)}\n" for entity in snapshot.entities)
    if canonical.encode() != lines_path.read_bytes():
        yield Problem(
            str(lines_path), "", "lines are not sorted by id, or not as entity_line writes them"
        )
    manifest = read_manifest(path)
    manifest_path = str(path / "snapshot.toml")
    counts = {"entities": len(snapshot)}
    counts |= {status: len(snapshot.with_status(status)) for status in _STORED}
    for key, count in counts.items():
        if manifest["counts"].get(key, 0) != count:
            yield Problem(
                manifest_path, "", f"counts.{key} is {manifest['counts'].get(key)}, not {count}"
            )
    if not snapshot.completeness:
        yield Problem(manifest_path, "", "completeness is not stated")
    sources = {source.id for source in snapshot.sources}
    for note in snapshot.notes:
        for source in note.sources:
            if source not in sources:
                yield Problem(manifest_path, "", f"a note names the unknown source {source!r}")
    for entity in snapshot:
        for what in _entity_problems(entity, snapshot, sources):
            yield Problem(str(lines_path), entity.id, what)


def _entity_problems(entity: Entity, snapshot: Snapshot, sources: set[str]) -> Iterator[str]:
    if not _ID.match(entity.id):
        yield "the id is not lower-case letters and digits between hyphens"
    if entity.type not in ENTITY_TYPES:
        yield f"{entity.type!r} is no type"
    if entity.status not in _STORED:
        yield f"{entity.status!r} is no status that a snapshot may store"
    for code in entity.countries:
        if country_name(code) == code:
            yield f"{code!r} is no known country code"
    yield from _name_problems(entity)
    used = [name.source for name in entity.names] + [
        relation.source for relation in entity.relations
    ]
    used += [statement.source for statement in entity.sources]
    for source in sorted({source for source in used if source} - sources):
        yield f"the source {source!r} is not in snapshot.toml"
    if snapshot.info.cumulative and not entity.sources:
        yield "no source says anything of it"
    for relation in entity.relations:
        if relation.kind not in RELATION_KINDS:
            yield f"{relation.kind!r} is no relation"
        if relation.target is None and not relation.name:
            yield "a relation leads nowhere"
        if relation.target is not None and (
            relation.target == entity.id or relation.target not in snapshot
        ):
            yield f"a relation leads to {relation.target!r}, which is not on the snapshot"
    yield from _date_problems(entity, snapshot)


def _name_problems(entity: Entity) -> Iterator[str]:
    if sum(name.kind == "primary" for name in entity.names) != 1:
        yield "there is not exactly one primary name"
    if entity.names[0].kind != "primary":
        yield "the primary name does not come first"
    seen = set()
    for name in entity.names:
        if name.kind not in NAME_KINDS:
            yield f"{name.kind!r} is no kind of name"
        if name.text in seen:
            yield f"the name {name.text!r} stands there twice"
        seen.add(name.text)
        yield from _text_problems(name.text)


def _text_problems(text: str) -> Iterator[str]:
    if not text.strip() or text != " ".join(text.split()):
        yield f"the name {text!r} is blank or has stray spaces"
    if unicodedata.normalize("NFC", text) != text:
        yield f"the name {text!r} is not in normal form C"
    if any(unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co") for character in text):
        yield f"the name {text!r} holds a control or invisible character"
    if _MARKUP.search(text) or _SEPARATOR_LEFT.search(text):
        yield f"the name {text!r} holds markup or the mark between two names"


def _date_problems(entity: Entity, snapshot: Snapshot) -> Iterator[str]:
    days = [day for day in (entity.considered, entity.announced, entity.published) if day]
    if days != sorted(days):
        yield "the dates are not in the order considered, announced, published"
    if entity.announced and entity.effective and entity.announced > entity.effective:
        yield "it was in force before it was announced"
    if entity.status == "listed":
        if snapshot.info.cumulative and not (entity.effective and entity.citations):
            yield "it is listed, but has no effective date or no citation"
        if entity.effective and snapshot.effective and entity.effective > snapshot.effective:
            yield "it takes effect after the snapshot"
    if (entity.status == "removed") != bool(entity.removed):
        yield "the status removed and a date of the removal go together"
    if entity.status == "considered" and (
        entity.effective or entity.citations or not entity.considered
    ):
        yield "it is considered, so it has a date of the news, and neither citation nor effect"


def _forgotten(old: Snapshot, new: Snapshot, path: str) -> Iterator[Problem]:
    for entity in old:
        if entity.id not in new:
            yield Problem(path, entity.id, f"it is on {old.version} and missing here")
            continue
        after = new[entity.id]
        if entity.is_listed and after.status not in ("listed", "removed"):
            yield Problem(path, entity.id, f"listed on {old.version}, and {after.status} here")
        if entity.is_listed and entity.effective != after.effective:
            yield Problem(path, entity.id, f"its effective date differs from {old.version}")
        for text in _lost(entity.names, after.names):
            yield Problem(path, entity.id, f"the name {text!r} of {old.version} is gone")


def _lost(old: Iterable[object], new: Iterable[object]) -> list[str]:
    texts = {getattr(name, "text", "") for name in new}
    return [text for name in old if (text := getattr(name, "text", "")) not in texts]
