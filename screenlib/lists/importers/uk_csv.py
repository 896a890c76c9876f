"""UK Sanctions List as CSV: one row for each name, or address, of a designated party.

Two layouts are read: the official file (a line with the date of the report, then the header), and
tables of its names with the columns unique_id, name_type, full_name. Rows of one unique id are one
entity.
"""

from __future__ import annotations

import datetime
import re

from screenlib.lists.countries import country_code
from screenlib.lists.importers.gathering import Gathering
from screenlib.lists.importers.law import parse_day_first
from screenlib.lists.importers.names import clean, clean_name
from screenlib.lists.importers.reading import Row, Source, decode, read_table, refuse
from screenlib.lists.importers.types import stated_type
from screenlib.lists.model import Address, Entity, Name, NameKind

__all__ = ["read"]

# The kind of party (Individual, Entity, Ship), as the column was called from time to time. "Type of
# entity" is another column: free text, such as "Public company".
_KIND_COLUMNS = ("designation type", "individual, entity, ship", "group type")
_NAME_PARTS = ("name 1", "name 2", "name 3", "name 4", "name 5", "name 6")


def read(source: Source, encoding: str = "utf-8") -> Gathering:
    """The entities of the file, with the account of its rows."""
    gathering = Gathering()
    text = decode(source, encoding)
    first = text.split("\n", 1)[0]
    content = source
    if first.strip().strip('"').lower().startswith("report date"):
        gathering.edition = _edition(first)
        content = Source(source.name, text[len(first) + 1 :].encode())
    table = read_table(content, required=("unique id", "name type"))
    if not {"full name", "name 6"} & set(table.columns):
        refuse("the column 'Name 6' is missing", source, line=1, column="Name 6")
    offset = 0 if content is source else 1
    for row in gathering.filled(table):
        if row["unique id"]:
            _add(gathering, row, offset)
        else:
            gathering.reject(row.line + offset, "the row has no unique id", row)
    return gathering


def _add(gathering: Gathering, row: Row, offset: int) -> None:
    text = row["full name"] or " ".join(row[part] for part in _NAME_PARTS if row[part])
    name = clean_name(text)
    names = [Name(name, _kind(row))] if name else []
    if script := clean_name(row["name non-latin script"]):
        names.append(Name(script, "native"))
    key = row["unique id"]
    if not names and key not in gathering:
        gathering.reject(row.line + offset, "the row has no name", row)
        return
    street = ", ".join(
        part for number in range(1, 7) if (part := clean(row[f"address line {number}"]))
    )
    cells = (street, clean(row["address postal code"]), clean(row["address country"]))
    address = ", ".join(cell for cell in cells if cell)
    country = country_code(cells[2]) or ""
    notes = [clean(row[column]) for column in ("other information", "title") if row[column]]
    gathering.add(
        key,
        Entity(
            id=f"uk-{key.lower()}",
            names=tuple(names),
            country=country,
            type=stated_type(next((row[c] for c in _KIND_COLUMNS if row[c]), ""), name),
            addresses=(
                (Address(address, street, postal_code=cells[1], country=country),)
                if address
                else ()
            ),
            effective=parse_day_first(row["date designated"]),
            programs=(clean(row["regime name"]),) if row["regime name"] else (),
            identifiers=(key,),
            notes=tuple(notes),
        ),
    )


def _kind(row: Row) -> NameKind:
    kind = row["name type"].lower()
    if kind.startswith("primary") and "variation" not in kind:
        return "primary"
    if "weak" in row["alias strength"].lower() or "low" in row["alias strength"].lower():
        return "weak-aka"
    return "former" if "formerly" in kind or kind.startswith("f") else "aka"


def _edition(line: str) -> datetime.date | None:
    """The date in "Report Date: 12-Aug-2025"."""
    found = re.search(r"(\d{1,2})[-/ ]([A-Za-z]{3})[a-z]*[-/ ](\d{4})", line)
    months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    if found is None or found[2].lower() not in months:
        return None
    try:
        return datetime.date(int(found[3]), months.index(found[2].lower()) + 1, int(found[1]))
    except ValueError:  # no such day
        return None
