"""Consolidated Screening List of the US government: CSV (two layouts) and JSON.

One row, or object, is one entry of one of some dozen lists; which one, stands in `source`. Each
entity carries the list's name, its consequence and its programmes, as the lists differ in both.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from screenlib.lists.countries import country_code
from screenlib.lists.ids import entity_id
from screenlib.lists.importers.cutting import comma_pieces, is_legal_form
from screenlib.lists.importers.gathering import Gathering
from screenlib.lists.importers.law import parse_citations, parse_dates
from screenlib.lists.importers.names import clean, clean_name, parse_names, person_names
from screenlib.lists.importers.reading import Source, read_list, read_table
from screenlib.lists.importers.types import stated_type
from screenlib.lists.model import Address, Entity

__all__ = ["list_kind", "read_csv", "read_json"]

COLUMNS = (
    "_id", "source", "entity_number", "type", "programs", "name", "title", "addresses",
    "federal_register_notice", "start_date", "end_date", "standard_order", "license_requirement",
    "license_policy", "call_sign", "vessel_type", "gross_tonnage", "gross_registered_tonnage",
    "vessel_flag", "vessel_owner", "remarks", "source_list_url", "alt_names", "citizenships",
    "dates_of_birth", "nationalities", "places_of_birth", "source_information_url", "ids",
)  # fmt: skip
_REQUIRED = ("source", "name", "addresses", "federal_register_notice", "alt_names")

# What it means to be on a list, by the words of its name. The first that fits holds.
_KINDS = (
    ("entity list", "licence-requirement"),
    ("military end user", "licence-requirement"),
    ("unverified", "red-flag"),
    ("denied persons", "prohibition"),
)


def list_kind(name: str) -> str:
    """The consequence of being on the list of that name; see `ListInfo.kind`."""
    lower = name.lower()
    return next((kind for words, kind in _KINDS if words in lower), "prohibition")


def read_csv(source: Source, encoding: str = "utf-8") -> Gathering:
    """The entities of the CSV file, with the account of its rows."""
    table = read_table(source, required=_REQUIRED, known=COLUMNS, encoding=encoding)
    gathering = Gathering()
    for row in gathering.filled(table):
        if all(_same(cell, name) for name, cell in row.cells.items()):
            gathering.reject(row.line, "the header stands there a second time", row)
        elif not row["name"]:
            gathering.reject(row.line, "the row has no name", row)
        else:
            record = {name.replace(" ", "_"): cell for name, cell in row.cells.items()}
            _add(gathering, row.line, record, list(_addresses(row["addresses"])))
    return gathering


def read_json(source: Source, encoding: str = "utf-8") -> Gathering:
    """The entities of the JSON file ({"results": [...]}, or the bare list)."""
    gathering = Gathering()
    for number, item in enumerate(read_list(source, "results", encoding=encoding), 1):
        if not isinstance(item, dict) or not isinstance(item.get("name"), str):
            gathering.reject(number, "the object has no name", json.dumps(item)[:80])
            continue
        if not isinstance(item.get("source"), str):
            gathering.reject(number, "the object does not say of which list it is", item["name"])
            continue
        record = {key: _joined(value) for key, value in item.items() if key != "addresses"}
        record["ids"] = "; ".join(_identifiers(item.get("ids")))
        _add(gathering, number, record, list(_address_objects(item.get("addresses"))))
    return gathering


def _add(
    gathering: Gathering, line: int, record: Mapping[str, str], addresses: list[Address]
) -> None:
    kind = stated_type(record.get("type", ""), record["name"])
    aliases = [_semicolons(record.get("alt_names", ""), record["source"])]
    if kind == "person":
        parsed = person_names(record["name"], record.get("alt_names", "").split(";"))
    else:
        parsed = parse_names(record["name"], aliases)
    if not parsed.names:
        gathering.reject(line, "the cell of the name holds no name", record["name"])
        return
    list_name = clean(record["source"])
    country = addresses[0].country if addresses else ""
    if not country:
        stated = (record.get("nationalities") or record.get("citizenships") or "").split(";")[0]
        country = country_code(record.get("country") or stated) or ""
    notes = [*parsed.notes]
    for label in ("title", "remarks", "end_date", "vessel_type", "vessel_flag", "call_sign"):
        if value := clean(record.get(label, "")):
            notes.append(value if label == "remarks" else f"{label.replace('_', ' ')}: {value}")
    days = parse_dates(record.get("start_date", ""))
    number = record.get("entity_number") or ""
    gathering.add(
        (list_name, record["name"], number, str(addresses)),
        Entity(
            id=entity_id(parsed.primary, country),
            names=tuple(parsed.names),
            country=country,
            type=kind,
            addresses=tuple(addresses),
            citations=parse_citations(record.get("federal_register_notice", "")),
            effective=min(days, default=None),
            licence_requirement=clean(record.get("license_requirement", "")),
            licence_policy=clean(record.get("license_policy", "")),
            list_name=list_name,
            list_kind=list_kind(list_name),
            programs=_split(record.get("programs", "")),
            identifiers=(*((f"entity number {number}",) if number else ()),
                         *_split(record.get("ids", ""))),
            notes=tuple(notes),
        ),
    )  # fmt: skip


def _semicolons(aliases: str, source: str) -> str:
    """Aliases with semicolons between them; the State Department's stand between commas."""
    if ";" in aliases or not source.startswith("Nonproliferation Sanctions"):
        return aliases
    names: list[str] = []
    for piece in comma_pieces(aliases):
        if names and is_legal_form(piece):
            names[-1] += f",{piece}"
        else:
            names.append(piece)
    return ";".join(names)


def _same(cell: str, column: str) -> bool:
    return cell.replace("_", " ").strip().lower() == column


def _split(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for item in text.split(";") if (part := clean(item))))


def _addresses(text: str) -> Iterator[Address]:
    """Addresses between semicolons; each ends in the code of its country."""
    for part in text.split(";"):
        # Cells of the Entity List hold "...; and ...": the "and" is no part of an address.
        address = clean_name(part)
        if not address:
            continue
        street, _, last = address.rpartition(",")
        code = country_code(last) or ""
        bare = re.fullmatch(r"\s*[A-Z]{2}", last) and code and street
        yield Address(text=street.strip() if bare else address, country=code)


def _address_objects(items: Any) -> Iterator[Address]:
    for item in items if isinstance(items, list) else ():
        if not isinstance(item, dict):
            continue
        cells = {key: clean(value) for key, value in item.items() if isinstance(value, str)}
        parts = [cells.get(key, "") for key in ("address", "city", "state", "postal_code")]
        code = country_code(cells.get("country", "")) or ""
        text = ", ".join(part for part in parts if part) or cells.get("country", "")
        if text:
            yield Address(text, parts[0], parts[1], parts[2], parts[3], code)


def _identifiers(items: Any) -> Iterator[str]:
    for item in items if isinstance(items, list) else ():
        if isinstance(item, dict):
            cells = [item.get(key) for key in ("type", "number", "country")]
            yield ", ".join(cell for cell in cells if isinstance(cell, str) and cell)
        elif isinstance(item, str):
            yield item


def _joined(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(item for item in value if isinstance(item, str))
    return "" if value is None else str(value)
