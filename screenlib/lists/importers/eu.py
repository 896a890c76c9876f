"""EU consolidated list of financial sanctions: CSV (semicolons between cells) and XML.

The CSV has one row for each name, address or document of a party; rows of one logical id are one
entity. Aliases that the XML marks as not strong are weak.
"""

from __future__ import annotations

from screenlib.lists.countries import country_code
from screenlib.lists.importers.gathering import Gathering
from screenlib.lists.importers.law import parse_dates, parse_day_first
from screenlib.lists.importers.names import clean, clean_name, merge_names
from screenlib.lists.importers.reading import Row, Source, read_table, refuse
from screenlib.lists.importers.types import stated_type
from screenlib.lists.importers.xmlreading import Node, read_records
from screenlib.lists.model import Address, Entity, Name

__all__ = ["read_csv", "read_xml"]

_SUBJECTS = {"P": "person", "E": "enterprise", "person": "person", "enterprise": "enterprise"}


def read_csv(source: Source, encoding: str = "utf-8") -> Gathering:
    """The entities of the CSV file, with the account of its rows."""
    table = read_table(
        source,
        required=("Entity_LogicalId", "Entity_SubjectType", "NameAlias_WholeName"),
        delimiter=";",
        encoding=encoding,
    )
    gathering = Gathering()
    for row in table.rows:
        if not any(row.cells.values()):
            gathering.skip_blank()
        elif not row["entity logicalid"]:
            gathering.reject(row.line, "the row has no logical id", row)
        else:
            gathering.edition = gathering.edition or parse_day_first(row["filegenerationdate"])
            _add(gathering, row)
    gathering.warnings += table.warnings
    return gathering


def _add(gathering: Gathering, row: Row) -> None:
    key = row["entity logicalid"]
    name = clean_name(row["namealias wholename"])
    if not name and key not in gathering:
        gathering.reject(row.line, "the row has no name", row)
        return
    subject = row["entity subjecttype classificationcode"] or row["entity subjecttype"]
    cells = [
        clean(row[f"address {part}"])
        for part in ("street", "pobox", "zipcode", "city", "region", "place")
    ]
    country = country_code(row["address countryiso2code"]) or ""
    text = ", ".join(cell for cell in cells if cell)
    address = Address(text, cells[0], cells[3], cells[4], cells[2], country)
    identifiers = [row["entity eu referencenumber"]]
    if number := clean(row["identification number"]):
        identifiers.append(f"{clean(row['identification typedescription'])} {number}".strip())
    gathering.add(
        key,
        Entity(
            id=f"eu-{_plain(row['entity eu referencenumber'] or key)}",
            names=(Name(name, "primary"),) if name else (),
            country=country,
            type=stated_type(_SUBJECTS.get(subject, subject), name),
            addresses=(address,) if text else (),
            effective=parse_day_first(row["entity designationdate"]),
            programs=tuple(item for item in (clean(row["entity regulation programme"]),) if item),
            identifiers=tuple(item for item in identifiers if item),
            notes=tuple(item for item in (clean(row["entity remark"]),) if item),
        ),
    )


def read_xml(source: Source, encoding: str = "utf-8") -> Gathering:
    """The entities of the XML file, with the account of its entries. XML states its encoding."""
    del encoding
    gathering = Gathering()
    for node in read_records(source, ["sanctionEntity"], ["export"]):
        if node.tag == "export":
            dates = parse_dates(node.attributes.get("generationDate", "")[:10])
            gathering.edition = next(iter(dates), None)
        else:
            _add_node(gathering, node)
    if not gathering.rows:
        refuse("there is no <sanctionEntity> in it", source)
    return gathering


def _add_node(gathering: Gathering, node: Node) -> None:
    names = []
    for alias in node.all("nameAlias"):
        if text := clean_name(alias.attributes.get("wholeName", "")):
            weak = alias.attributes.get("strong", "true").lower() == "false"
            names.append(Name(text, "weak-aka" if weak else "primary"))
    if not names:
        gathering.reject(node.line, "the entry has no name", node.text()[:80])
        return
    subject = node.first("subjectType")
    kind = subject.attributes.get("code", "") if subject is not None else ""
    addresses = tuple(address for item in node.all("address") if (address := _address(item)))
    regulation = node.first("regulation")
    programme = regulation.attributes.get("programme", "") if regulation is not None else ""
    reference = node.attributes.get("euReferenceNumber", "")
    number = node.attributes.get("logicalId", "")
    gathering.add(
        number or reference or names[0].text,
        Entity(
            id=f"eu-{_plain(reference or number)}",
            names=merge_names(names),
            country=next((a.country for a in addresses if a.country), ""),
            type=stated_type(_SUBJECTS.get(kind, kind), names[0].text),
            addresses=addresses,
            effective=next(iter(parse_dates(node.attributes.get("designationDate", ""))), None),
            programs=(programme,) if programme else (),
            identifiers=(reference,) if reference else (),
            notes=tuple(node.texts("remark")),
        ),
    )


def _address(node: Node) -> Address | None:
    cells = [
        clean(node.attributes.get(part, ""))
        for part in ("street", "poBox", "zipCode", "city", "region", "place")
    ]
    text = ", ".join(cell for cell in cells if cell)
    country = country_code(node.attributes.get("countryIso2Code", "")) or ""
    return Address(text, cells[0], cells[3], cells[4], cells[2], country) if text else None


def _plain(text: str) -> str:
    plain = "".join(c if c.isalnum() and c.isascii() else "-" for c in text.lower())
    return "-".join(part for part in plain.split("-") if part)
