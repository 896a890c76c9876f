"""OFAC lists as CSV: sdn.csv or cons_prim.csv, with alt.csv (aliases) and add.csv (addresses).

The files have no header and write "-0-" for nothing. The aliases and addresses of an entry stand in
files of their own, tied to it by number; rows there whose entry is missing are rejected one by one.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from screenlib.lists.countries import country_code
from screenlib.lists.importers.gathering import Gathering
from screenlib.lists.importers.names import clean, clean_name, parse_names, person_names
from screenlib.lists.importers.reading import Source, decode, numbered, refuse
from screenlib.lists.importers.types import stated_type
from screenlib.lists.model import Address, Entity, Name, NameKind

__all__ = ["PARTS", "read"]

PARTS = ("alt", "add")
"""Names of the further files that belong to the main one."""

_WIDTHS = {"main": 12, "alt": 5, "add": 6}
_QUOTED_AKA = re.compile(r"\b([afn])\.k\.a\.\s+'([^']+)'", re.IGNORECASE)
_KINDS: dict[str, NameKind] = {"aka": "aka", "fka": "former", "nka": "aka"}


def read(source: Source, parts: dict[str, Source], encoding: str = "utf-8") -> Gathering:
    """The entities of the main file, with aliases and addresses; the account is of all files."""
    gathering = Gathering()
    for line, cells in _rows(source, "main", encoding):
        _add(gathering, line, cells)
    alt = parts.get("alt")
    for line, cells in _rows(alt, "alt", encoding) if alt else ():
        _alias(gathering, line, cells)
    add = parts.get("add")
    for line, cells in _rows(add, "add", encoding) if add else ():
        _address(gathering, line, cells)
    missing = [f"{name}.csv" for name in PARTS if name not in parts]
    if missing:
        gathering.completeness = f"Without {' and '.join(missing)}, which was not given."
        what = {"alt.csv": "aliases (but for those in remarks)", "add.csv": "addresses"}
        gathering.warnings += [f"no {name} was given, so there are no {what[name]}"
                               for name in missing]  # fmt: skip
    return gathering


def _rows(source: Source, kind: str, encoding: str) -> Iterator[tuple[int, list[str]]]:
    text = decode(source, encoding).replace("\x1a", "")  # they end in the end mark of DOS
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    width = _WIDTHS[kind]
    for line, row in numbered(reader, source):
        cells = ["" if cell.strip() == "-0-" else cell.strip() for cell in row]
        if not any(cells):
            continue
        if len(cells) != width or not cells[0].isdigit():
            refuse(
                f"{len(cells)} cells beginning with {cells[0][:20]!r}; rows here have {width}"
                " and begin with a number",
                source,
                line=line,
                column=min(len(cells), width) + 1,
                advice="The file may be cut off here, or be another one.",
            )
        yield line, cells


def _add(gathering: Gathering, line: int, cells: list[str]) -> None:
    number, name, kind, program, title, call_sign, vessel, tons, _, flag, owner, remarks = cells
    kind_of = stated_type(kind or "entity", name)
    parsed = person_names(name) if kind_of == "person" else parse_names(name)
    if not parsed.names:
        gathering.reject(line, "the row has no name", " | ".join(cells))
        return
    names = list(parsed.names)
    # Names in quotation marks are those that OFAC calls weak.
    names += [
        Name(alias, "former" if mark.lower() == "f" else "weak-aka")
        for mark, text in _QUOTED_AKA.findall(remarks)
        if (alias := clean_name(text))
    ]
    notes = [*parsed.notes]
    for label, value in (
        ("title", title), ("call sign", call_sign), ("vessel type", vessel), ("tonnage", tons),
        ("flag", flag), ("owner", owner), ("", remarks),
    ):  # fmt: skip
        if value:
            notes.append(f"{label}: {clean(value)}" if label else clean(value))
    gathering.add(
        number,
        Entity(
            id=f"ofac-{number}",
            names=tuple(dict.fromkeys(names)),
            type=kind_of,
            programs=tuple(clean(item) for item in re.split(r"\]\s*\[|;", program.strip("[] "))
                           if clean(item)),
            identifiers=(f"OFAC {number}",),
            notes=tuple(notes),
        ),
    )  # fmt: skip


def _alias(gathering: Gathering, line: int, cells: list[str]) -> None:
    number, _, kind, text, _ = cells
    name = clean_name(text)
    if not name:
        gathering.reject(line, "the row has no name", " | ".join(cells))
        return
    names = (Name(name, _KINDS.get(kind.lower(), "aka")),)
    _supplement(gathering, line, cells, number, names=names)


def _address(gathering: Gathering, line: int, cells: list[str]) -> None:
    number, _, street, city, country, note = cells
    code = country_code(country) or ""
    text = ", ".join(part for part in (clean(street), clean(city), clean(country)) if part)
    addresses = (Address(text, clean(street), clean(city), country=code, note=clean(note)),)
    _supplement(gathering, line, cells, number, addresses=addresses if text else ())


def _supplement(
    gathering: Gathering,
    line: int,
    cells: list[str],
    number: str,
    *,
    names: tuple[Name, ...] = (),
    addresses: tuple[Address, ...] = (),
) -> None:
    if gathering.supplement(number, names=names, addresses=addresses):
        gathering.rows += 1
        gathering.merged += 1
    else:
        gathering.reject(line, f"there is no entry {number}", " | ".join(cells))
