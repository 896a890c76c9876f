"""BIS Entity List as CSV ("consolidated entity list"): one row for each address of an entry.

An entry is a name under a country. Rows of the same name and country are one entity. Cells that
slid into a neighbouring column are put back where that is certain. A name cell of the form "Head
(ABC). Subordinate Institution - X" is the entity X, part of Head; one of the form "X Co., Ltd.,
City" is the entity X in that city.
"""

from __future__ import annotations

import re

import attrs

from screenlib.lists.countries import country_code, country_name
from screenlib.lists.ids import entity_id
from screenlib.lists.importers.cutting import company_and_place
from screenlib.lists.importers.gathering import Gathering
from screenlib.lists.importers.law import parse_citations, parse_dates
from screenlib.lists.importers.names import clean, clean_name, parse_names, split_part
from screenlib.lists.importers.reading import Row, Source, read_table
from screenlib.lists.importers.types import guess_type
from screenlib.lists.model import Address, Entity

__all__ = ["read"]

COLUMNS = (
    "Source List", "Entity Number", "SDN Type", "Programs", "Name", "Title", "Address", "City",
    "State/Province", "Postal Code", "Country", "Federal Register Notice", "Effective Date",
    "Date Lifted/Waived/Expired", "Standard Order", "License Requirement", "License Policy",
    "Call Sign", "Vessel Type", "Gross Tonnage", "Gross Register Tonnage", "Vessel Flag",
    "Vessel Owner", "Remarks/Notes", "Address Number", "Address Remarks", "Alternate Number",
    "Alternate Type", "Alternate Name", "Alternate Remarks", "Web Link",
)  # fmt: skip
_REQUIRED = ("Name", "Address", "City", "Country", "Federal Register Notice", "License Requirement")


def read(source: Source, encoding: str = "utf-8") -> Gathering:
    """The entities of the file, with the account of its rows."""
    table = read_table(source, required=_REQUIRED, known=COLUMNS, encoding=encoding)
    gathering = Gathering()
    for row in gathering.filled(table):
        if row["name"]:
            _add(gathering, row)
        else:
            gathering.reject(row.line, "the row has no name", row)
    return gathering


def _add(gathering: Gathering, row: Row) -> None:
    printed = clean(row["country"])
    code = country_code(printed)
    if code is None:
        gathering.warnings.append(f"line {row.line}: {printed!r} is no known country")
    addresses = _addresses(row, code or "")
    if not code and addresses and addresses[0].country:
        code = addresses[0].country
    country = code or ""
    name, relations = split_part(row["name"])
    company = company_and_place(name)
    if company is not None:
        name, place = company
        addresses = tuple(_with_place(address, place) for address in addresses)
    parsed = parse_names(name, [row["alternate name"]])
    if not parsed.names:
        gathering.reject(row.line, "the cell of the name holds no name", row)
        return
    notes = list(parsed.notes)
    for column in ("title", "remarks/notes", "address remarks", "alternate remarks"):
        if remark := clean(row[column]):
            notes.append(remark)
    policy = clean(row["license policy"])
    # One row has the second sentence of the policy in the next column.
    if (more := clean(row["call sign"])) and "denial" in more.lower():
        policy = f"{policy} {more}"
    elif more:
        notes.append(f"call sign: {more}")
    dates = parse_dates(row["effective date"])
    gathering.add(
        (clean(row["name"]), printed),
        Entity(
            id=entity_id(parsed.primary, country),
            names=tuple(parsed.names),
            country=country,
            type=guess_type(parsed.primary),
            addresses=addresses,
            citations=parse_citations(row["federal register notice"]),
            effective=min(dates, default=None),
            licence_requirement=clean(row["license requirement"]),
            licence_policy=policy,
            relations=relations,
            notes=tuple(dict.fromkeys(notes)),
        ),
    )


def _addresses(row: Row, country: str) -> tuple[Address, ...]:
    street = clean_name(row["address"])
    # Some rows have their addresses in the column meant for a number.
    if (slid := clean(row["address number"])) and not slid.isdigit():
        street = f"{street}; {slid}" if street else slid
    city = clean_name(row["city"])
    region = clean_name(row["state/province"])
    postal = clean(row["postal code"])
    if (slid := clean(row["alternate type"])).isdigit() and not postal:
        postal = slid
    parts = [part for part in re.split(r";\s*(?:and\s+)?", street) if part.strip()]
    if len(parts) > 1:
        return tuple(
            Address(text=clean_name(part), country=_country_at_end(part) or country)
            for part in parts
        )
    text = ", ".join(part for part in (street, city, region, postal) if part)
    if not text:
        return ()
    found = country or _country_at_end(street)
    shown = country_name(country) if country else ""
    text = text if not shown or text.casefold().endswith(shown.casefold()) else f"{text}, {shown}"
    return (Address(text, street, city, region, postal, found),)


def _with_place(address: Address, place: str) -> Address:
    """The address with a place before it that the cell of the name held."""
    if place.casefold() in address.text.casefold():
        return address
    return attrs.evolve(address, text=f"{place}, {address.text}")


def _country_at_end(text: str) -> str:
    last = text.rsplit(",", 1)[-1]
    return country_code(re.sub(r"[\d.]+", "", last)) or ""
