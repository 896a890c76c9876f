"""OpenSanctions exports: targets.simple.csv, and FollowTheMoney entities as JSON lines.

In the JSON lines, parties are what is listed; addresses and sanctions are joined to the party that
they belong to. Objects of other kinds (ownership, family, documents) are rejected, with their kind.
OpenSanctions data is licensed CC BY-NC 4.0: commercial use needs a licence from its publisher.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from typing import Any

from screenlib.lists.countries import country_code
from screenlib.lists.ids import slug
from screenlib.lists.importers.gathering import Gathering
from screenlib.lists.importers.names import alias_kind, clean, clean_name, merge_names
from screenlib.lists.importers.reading import Row, Source, decode, parse_json, read_table, refuse
from screenlib.lists.importers.types import stated_type
from screenlib.lists.model import Address, Entity, Name, NameKind

__all__ = ["read_csv", "read_ftm"]

COLUMNS = (
    "id", "schema", "name", "aliases", "birth_date", "countries", "addresses", "identifiers",
    "sanctions", "phones", "emails", "program_ids", "dataset", "first_seen", "last_seen",
    "last_change",
)  # fmt: skip
_PARTIES = frozenset(
    [
        "LegalEntity",
        "Organization",
        "Company",
        "PublicBody",
        "Person",
        "Vessel",
        "Airplane",
        "Asset",
    ]
)
_NAMES: tuple[tuple[str, NameKind], ...] = (
    ("name", "primary"), ("alias", "aka"), ("weakAlias", "weak-aka"), ("previousName", "former"),
    ("abbreviation", "weak-aka"),
)  # fmt: skip


def read_csv(source: Source, encoding: str = "utf-8") -> Gathering:
    """The entities of targets.simple.csv, with the account of its rows."""
    table = read_table(
        source, required=("id", "schema", "name", "aliases"), known=COLUMNS, encoding=encoding
    )
    gathering = Gathering()
    for row in gathering.filled(table):
        if name := clean_name(row["name"]):
            _add(gathering, row, name)
        else:
            gathering.reject(row.line, "the row has no name", row)
    return gathering


def _add(gathering: Gathering, row: Row, name: str) -> None:
    names = [Name(name, "primary")]
    names += [Name(text, alias_kind(text)) for alias in _cell(row["aliases"])
              if (text := clean_name(alias))]  # fmt: skip
    countries = [code for item in _cell(row["countries"]) if (code := country_code(item))]
    country = countries[0] if countries else ""
    addresses = _addresses(_cell(row["addresses"]), country)
    gathering.add(
        row["id"],
        Entity(
            id=slug(row["id"]) or "entity",
            names=merge_names(names),
            country=country,
            type=stated_type(row["schema"], name),
            addresses=addresses,
            programs=tuple(_cell(row["sanctions"])),
            identifiers=(row["id"], *_cell(row["identifiers"])),
        ),
    )


def read_ftm(source: Source, encoding: str = "utf-8") -> Gathering:
    """The entities of a file of FollowTheMoney entities, one JSON object a line."""
    gathering = Gathering()
    others: list[tuple[int, dict[str, Any]]] = []
    lines = decode(source, encoding).split("\n")
    if lines and not lines[-1].strip():
        lines.pop()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            gathering.skip_blank()
            continue
        item = parse_json(line, source, line=number)
        if not isinstance(item, dict) or not isinstance(item.get("properties"), dict):
            refuse("no FollowTheMoney entity: there are no properties", source, line=number)
        if item.get("schema") in _PARTIES:
            _add_party(gathering, number, item)
        else:
            others.append((number, item))
    for number, item in others:
        _join(gathering, number, item)
    return gathering


def _add_party(gathering: Gathering, line: int, item: dict[str, Any]) -> None:
    found = item["properties"]
    names = [
        Name(text, kind)
        for field, kind in _NAMES
        for value in _texts(found.get(field))
        if (text := clean_name(value))
    ]
    if not names or not isinstance(item.get("id"), str):
        gathering.reject(line, "the object has no name or no id", str(item.get("id")))
        return
    codes = [
        code
        for field in ("jurisdiction", "country", "mainCountry", "nationality", "flag")
        for value in _texts(found.get(field))
        if (code := country_code(value))
    ]
    country = codes[0] if codes else ""
    identifiers = [item["id"]]
    for field in ("registrationNumber", "idNumber", "leiCode", "uscCode", "imoNumber"):
        identifiers += [f"{field} {value}" for value in _texts(found.get(field))]
    key = item["id"]
    gathering.add(
        key,
        Entity(
            id=slug(key) or "entity",
            names=merge_names(names),
            country=country,
            type=stated_type(str(item["schema"]), names[0].text),
            addresses=_addresses(_texts(found.get("address")), country),
            programs=tuple(_texts(found.get("program"))),
            identifiers=tuple(identifiers),
            notes=tuple(clean(text) for text in _texts(found.get("notes"))),
        ),
    )


def _addresses(texts: Iterable[str], country: str) -> tuple[Address, ...]:
    return tuple(Address(clean(text), country=country) for text in texts)


def _join(gathering: Gathering, line: int, item: dict[str, Any]) -> None:
    """Joins an address or a sanction to the party that it speaks of."""
    schema, found = str(item.get("schema")), item["properties"]
    fields: dict[str, tuple[Any, ...]] = {}
    owners: list[str] = []
    if schema == "Sanction":
        owners = list(_texts(found.get("entity")))
        fields["programs"] = tuple(_texts(found.get("program"))) or tuple(
            _texts(found.get("authority"))
        )
    elif schema == "Address":
        text = clean(next(iter(_texts(found.get("full"))), ""))
        code = country_code(next(iter(_texts(found.get("country"))), "")) or ""
        fields["addresses"] = (Address(text, country=code),) if text else ()
        owners = [*_texts(found.get("things")), *_texts(found.get("entity"))]
    # Every one of them is asked: a list would stop at the first that is there.
    joined = [gathering.supplement(owner, **fields) for owner in owners]
    if any(joined):
        gathering.rows += 1
        gathering.merged += 1
    else:
        gathering.reject(
            line, f"a {schema}, which is no party and joined to none", str(item.get("id"))
        )


def _texts(values: Any) -> Iterable[str]:
    return [value for value in values or () if isinstance(value, str) and value.strip()]


def _cell(text: str) -> list[str]:
    """The values in a cell: between semicolons, in quotation marks where they hold one."""
    if not text:
        return []
    rows = list(csv.reader([" ".join(text.split())], delimiter=";"))
    return [value.strip() for value in rows[0] if value.strip()] if rows else []
