"""METI Foreign End-User List of Japan: the sheet as CSV, or its entries as JSON.

CSV: columns No., Country or Region, Company or Organization, Also Known As, and Type of WMD (or
reasons), in English or Japanese; aliases stand between line ends, semicolons or bullets. JSON: a
list of objects with entity_name, aliases, addresses, reason.
"""

from __future__ import annotations

import json
import re

from screenlib.lists.countries import country_code
from screenlib.lists.ids import entity_id
from screenlib.lists.importers.gathering import Gathering
from screenlib.lists.importers.names import clean, parse_names
from screenlib.lists.importers.reading import Source, read_list, read_table, refuse
from screenlib.lists.importers.types import guess_type
from screenlib.lists.model import Address, Entity

__all__ = ["read"]

_COLUMNS: dict[str, tuple[str, ...]] = {
    "number": ("no.", "no", "番号"),
    "country": ("country or region", "country", "国名、地域名", "国名・地域名", "国名"),
    "name": (
        "company or organization",
        "company or organisation",
        "企業名、組織名",
        "企業・組織名",
    ),
    "aliases": ("also known as", "aliases", "別名"),
    "reason": ("type of wmd", "reason", "懸念区分", "懸念される大量破壊兵器の種別"),
}
_BETWEEN = re.compile(r"[\n;；・•●]+")


def read(source: Source, encoding: str = "utf-8") -> Gathering:
    """The entities of the file, with the account of its rows."""
    if source.content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"[", b"{"):
        return _read_json(source, encoding)
    table = read_table(source, required=(), encoding=encoding)
    columns = {
        field: next((name for name in names if name in table.columns), "")
        for field, names in _COLUMNS.items()
    }
    for field in ("country", "name"):
        if not columns[field]:
            wanted = _COLUMNS[field][0]
            refuse(f"there is no column {wanted!r}", source, line=1, column=wanted)
    gathering = Gathering()
    for row in gathering.filled(table):
        cells = {field: row[name] if name else "" for field, name in columns.items()}
        aliases = [text for text in _BETWEEN.split(cells["aliases"]) if text.strip()]
        _add(gathering, row.line, cells, aliases, row.text())
    return gathering


def _read_json(source: Source, encoding: str) -> Gathering:
    gathering = Gathering()
    for number, item in enumerate(read_list(source, "entities", encoding=encoding), 1):
        if not isinstance(item, dict) or not isinstance(item.get("entity_name"), str):
            gathering.reject(number, "the object has no entity_name", json.dumps(item)[:80])
            continue
        place, spilt = _place(str((item.get("addresses") or [""])[0]))
        cells = {
            "number": str(item.get("id") or "").rpartition("-")[2],
            "country": place,
            # In some entries the name slid into the cell of the country.
            "name": item["entity_name"].strip() or spilt,
            "reason": str(item.get("reason") or ""),
        }
        aliases = [text for text in item.get("aliases") or () if isinstance(text, str)]
        _add(gathering, number, cells, aliases, item["entity_name"])
    return gathering


def _place(text: str) -> tuple[str, str]:
    """The country that a cell begins with, and what follows it."""
    words = clean(text).split(" ")
    for count in range(len(words), 0, -1):
        place = " ".join(words[:count])
        if country_code(place):
            return place, " ".join(words[count:])
    return clean(text), ""


def _add(
    gathering: Gathering, line: int, cells: dict[str, str], aliases: list[str], text: str
) -> None:
    parsed = parse_names(cells["name"], [alias.replace(";", ",") for alias in aliases])
    if not parsed.names:
        gathering.reject(line, "the row has no name", text)
        return
    place = clean(cells["country"])
    country = country_code(place)
    if country is None:
        gathering.warnings.append(f"line {line}: {place!r} is no known country")
        country = ""
    number = clean(cells.get("number", ""))
    guessed = guess_type(parsed.primary)
    gathering.add(
        (number, parsed.primary, place),
        Entity(
            id=entity_id(parsed.primary, country),
            names=tuple(parsed.names),
            country=country,
            type="organisation" if guessed == "unknown" else guessed,
            addresses=(Address(place, country=country),) if place and not country else (),
            identifiers=(f"No. {number}",) if number else (),
            notes=(*parsed.notes, *((f"concern: {clean(cells['reason'])}",)
                                    if cells["reason"] else ())),
        ),
    )  # fmt: skip
