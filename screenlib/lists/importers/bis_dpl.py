"""BIS Denied Persons List: text, cells between tabs, one row for each address of a person.

Rows of the same name and the same order (its effective date) are one entity. Most are persons; the
list does not say which, so the type is what the name states, or unknown.
"""

from __future__ import annotations

from screenlib.lists.countries import country_code
from screenlib.lists.ids import entity_id
from screenlib.lists.importers.gathering import Gathering
from screenlib.lists.importers.law import parse_citations, parse_dates
from screenlib.lists.importers.names import clean, parse_names
from screenlib.lists.importers.reading import Source, read_table
from screenlib.lists.importers.types import guess_type
from screenlib.lists.model import Address, Entity

__all__ = ["read"]

COLUMNS = (
    "Name", "Street_Address", "City", "State", "Country", "Postal_Code", "Effective_Date",
    "Expiration_Date", "Standard_Order", "Last_Update", "Action", "FR_Citation",
)  # fmt: skip


def read(source: Source, encoding: str = "utf-8") -> Gathering:
    """The entities of the file, with the account of its rows."""
    table = read_table(
        source,
        required=("Name", "Effective_Date", "FR_Citation"),
        known=COLUMNS,
        delimiter="\t",
        encoding=encoding,
    )
    gathering = Gathering()
    for row in gathering.filled(table):
        parsed = parse_names(row["name"])
        if not parsed.names:
            gathering.reject(row.line, "the row has no name", row)
            continue
        # Addresses in the United States come without a country.
        country = country_code(row["country"] or ("US" if row["state"] else "")) or ""
        street, city, state, postal = (
            clean(row[name]) for name in ("street address", "city", "state", "postal code")
        )
        text = ", ".join(cell for cell in (street, city, state, postal) if cell)
        notes = [*parsed.notes]
        if row["expiration date"]:
            notes.append(f"the order expires on {row['expiration date']}")
        if row["standard order"] and row["standard order"] != "Y":
            notes.append("not a standard order: read it")
        gathering.add(
            (parsed.primary, row["effective date"]),
            Entity(
                id=entity_id(parsed.primary, country),
                names=tuple(parsed.names),
                country=country,
                type=guess_type(parsed.primary),
                addresses=(Address(text, street, city, state, postal, country),) if text else (),
                citations=parse_citations(row["fr citation"]),
                effective=min(parse_dates(row["effective date"]), default=None),
                notes=tuple(notes),
            ),
        )
    return gathering
