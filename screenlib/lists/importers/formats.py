"""The formats by name, and the way from a file to a snapshot."""

from __future__ import annotations

import datetime
import hashlib
import importlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from screenlib.errors import ImportFormatError, ListError
from screenlib.lists.dates import to_date
from screenlib.lists.importers.reading import Source, read_content
from screenlib.lists.importers.summary import ImportSummary
from screenlib.lists.natives import with_native_names
from screenlib.lists.snapshot import ListInfo, Note, Snapshot
from screenlib.lists.snapshot import Source as ListSource

if TYPE_CHECKING:
    import os

    from screenlib.lists.importers.gathering import Gathering

__all__ = ["FORMATS", "Format", "import_bytes", "import_file"]


@attrs.frozen(slots=True)
class Format:
    """A format: the function that reads it, and what is known of the list that has it."""

    name: str
    module: str
    function: str
    title: str
    kind: Any = "prohibition"
    authority: str = ""
    jurisdiction: str = ""
    parts: tuple[str, ...] = ()
    stale_after_days: int | None = None


_BIS = "Bureau of Industry and Security, US Department of Commerce"
_OFAC = "Office of Foreign Assets Control, US Department of the Treasury"
_EL = "licence-requirement"
_LIST = (
    Format("bis-csv", "bis_csv", "read", "Entity List", _EL, _BIS, "US", stale_after_days=14),
    Format("ecfr-xml", "ecfr_xml", "read", "Entity List", _EL, _BIS, "US", stale_after_days=14),
    Format("csl-csv", "csl", "read_csv", "Consolidated Screening List", "prohibition",
           "International Trade Administration", "US", stale_after_days=7),
    Format("csl-json", "csl", "read_json", "Consolidated Screening List", "prohibition",
           "International Trade Administration", "US", stale_after_days=7),
    Format("bis-dpl", "bis_dpl", "read", "Denied Persons List", "prohibition", _BIS, "US",
           stale_after_days=14),
    Format("ofac-csv", "ofac_csv", "read", "OFAC sanctions list", "prohibition", _OFAC, "US",
           ("alt", "add"), stale_after_days=7),
    Format("ofac-xml", "ofac_xml", "read", "OFAC sanctions list", "prohibition", _OFAC, "US",
           stale_after_days=7),
    Format("un-xml", "un_xml", "read", "Consolidated list of the Security Council", "prohibition",
           "United Nations Security Council", "UN", stale_after_days=14),
    Format("uk-csv", "uk_csv", "read", "UK Sanctions List", "prohibition",
           "Foreign, Commonwealth and Development Office", "GB", stale_after_days=14),
    Format("eu-csv", "eu", "read_csv", "EU consolidated list of financial sanctions", "prohibition",
           "European Commission", "EU", stale_after_days=14),
    Format("eu-xml", "eu", "read_xml", "EU consolidated list of financial sanctions", "prohibition",
           "European Commission", "EU", stale_after_days=14),
    Format("meti", "meti", "read", "Foreign End-User List", "red-flag",
           "Ministry of Economy, Trade and Industry", "JP", stale_after_days=400),
    Format("opensanctions-csv", "opensanctions", "read_csv", "OpenSanctions", "red-flag",
           "OpenSanctions (compiled, CC BY-NC 4.0)", stale_after_days=7),
    Format("ftm-json", "opensanctions", "read_ftm", "FollowTheMoney entities", "red-flag"),
    Format("csv", "own_csv", "read", "Own list", "own"),
)  # fmt: skip
FORMATS: dict[str, Format] = {item.name: item for item in _LIST}


def import_file(
    path: str | os.PathLike[str],
    *,
    format: str,  # noqa: A002 - the word users expect
    list_id: str,
    effective: object = None,
    title: str | None = None,
    parts: Mapping[str, str | os.PathLike[str]] | None = None,
    encoding: str = "utf-8",
    partial: bool = False,
    native_names: bool = True,
    store: object = None,
) -> Snapshot:
    """The snapshot that a file holds; `snapshot.summary` accounts for every row.

    `format`: one of the names in `FORMATS`. `effective`: the date that the file holds for, a
    `datetime.date` or ISO text; without it, the date that the file itself states, if it does.
    `parts`: further files that belong to the first (OFAC: "alt" and "add"); without it, files of
    the usual names beside it are taken. `partial`: take what can be read of a table that is cut
    off; the snapshot then says so. `native_names`: add the Chinese names that are known of listed
    entities to those for which the file has none, marked as general knowledge. `store`: keep the
    snapshot in a local store (a path, a `Store`, or True for the default one); without it nothing
    is written.

    Raises:
        ImportFormatError: the file cannot be read as that format. Nothing was imported.
        DateError: `effective` is no date.
        ListError: there is no such format, or `list_id` is no id.
        StoreError: the store cannot take it.
    """
    file = Path(path)
    wanted = _format(format)
    given = dict(parts) if parts is not None else _beside(file, wanted)
    snapshot = import_bytes(
        read_content(file),
        name=file.name,
        format=format,
        list_id=list_id,
        effective=effective,
        title=title,
        parts={key: (Path(part).name, read_content(Path(part))) for key, part in given.items()},
        encoding=encoding,
        partial=partial,
        native_names=native_names,
    )
    if store is not None and store is not False:
        from screenlib.lists.localstore import as_store

        as_store(store).add(snapshot)
    return snapshot


def import_bytes(
    content: bytes,
    *,
    name: str,
    format: str,  # noqa: A002
    list_id: str,
    effective: object = None,
    title: str | None = None,
    parts: Mapping[str, tuple[str, bytes]] | None = None,
    encoding: str = "utf-8",
    partial: bool = False,
    native_names: bool = True,
) -> Snapshot:
    """As `import_file`, from bytes; `name` is what errors and the account call the file."""
    wanted = _format(format)
    _check_id(list_id)
    day = None if effective is None else to_date(effective, "effective")
    module = importlib.import_module(f"screenlib.lists.importers.{wanted.module}")
    read = getattr(module, wanted.function)
    source = Source(name, content, partial)
    further = {key: Source(*part, partial) for key, part in (parts or {}).items()}
    for key in further:
        if key not in wanted.parts:
            raise ListError(f"{key!r} is no part of a file of the format {format!r}.")
    gathering: Gathering = (
        read(source, further, encoding) if wanted.parts else read(source, encoding)
    )
    snapshot = _snapshot(
        wanted, gathering, source, further, list_id, day or gathering.edition, title
    )
    return with_native_names(snapshot) if native_names else snapshot


def _snapshot(
    wanted: Format,
    gathering: Gathering,
    source: Source,
    further: Mapping[str, Source],
    list_id: str,
    effective: datetime.date | None,
    title: str | None,
) -> Snapshot:
    entities = gathering.entities()
    if not entities:
        raise ImportFormatError("there is no entity in it", file=source.name)
    digest = hashlib.sha256(source.content)
    for part in further.values():
        digest.update(part.content)
    summary = ImportSummary(
        format=wanted.name,
        file=source.name,
        size=len(source.content) + sum(len(part.content) for part in further.values()),
        source_digest=f"sha256:{digest.hexdigest()}",
        rows=gathering.rows,
        imported=gathering.imported,
        merged=gathering.merged,
        blank=gathering.blank,
        rejected=tuple(gathering.rejected),
        entities=len(entities),
        names=sum(len(entity.names) for entity in entities),
        addresses=sum(len(entity.addresses) for entity in entities),
        warnings=tuple(gathering.warnings),
    )
    rejected = len(summary.rejected)
    complete = f"All {summary.rows:,} rows of {source.name}"
    if source.partial:
        complete += ", as far as the file goes: it may be cut off"
    if rejected:
        complete += f" but for {rejected:,} that were rejected"
    notes = [Note(f"rejected, {row}") for row in summary.rejected[:50]]
    notes += [Note(f"warning: {warning}") for warning in summary.warnings[:50]]
    return Snapshot(
        info=ListInfo(
            id=list_id,
            title=title or wanted.title,
            kind=wanted.kind,
            authority=wanted.authority,
            jurisdiction=wanted.jurisdiction,
            stale_after_days=wanted.stale_after_days,
        ),
        entities=entities,
        effective=effective,
        completeness=f"{complete}. {gathering.completeness}".strip(),
        sources=(
            ListSource(
                id="file",
                kind="data" if wanted.kind == "own" else "register",
                title=f"{source.name} ({wanted.name}), {summary.source_digest}",
                publisher=wanted.authority,
                date=effective.isoformat() if effective else "",
            ),
        ),
        notes=tuple(notes),
        summary=summary,
    )


def _format(name: object) -> Format:
    if isinstance(name, str) and name in FORMATS:
        return FORMATS[name]
    raise ListError(f"There is no format {name!r}. Formats: {', '.join(FORMATS)}.")


def _check_id(list_id: object) -> None:
    plain = isinstance(list_id, str) and list_id.isascii() and list_id[:1].isalnum()
    if not plain or not all(c.islower() or c.isdigit() or c in "-_" for c in str(list_id)):
        raise ListError(
            f"{list_id!r} cannot be the id of a list. "
            "An id has lower-case letters, digits and hyphens, such as 'us-entity-list'."
        )


def _beside(file: Path, wanted: Format) -> dict[str, str | os.PathLike[str]]:
    """The further files of the usual names: sdn.csv has alt.csv, cons_prim.csv cons_alt.csv."""
    found: dict[str, str | os.PathLike[str]] = {}
    for part in wanted.parts:
        for old in ("cons_prim", "prim", "sdn"):
            if old in file.stem:
                new = (
                    part
                    if file.stem == "sdn"
                    else file.stem.replace(
                        old, {"cons_prim": f"cons_{part}", "prim": part, "sdn": f"sdn_{part}"}[old]
                    )
                )
                candidate = file.with_name(f"{new}{file.suffix}")
                if candidate.is_file():
                    found[part] = candidate
                break
    return found
