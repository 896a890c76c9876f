"""EU consolidated list of financial sanctions: CSV (semicolons between cells) and XML.

The CSV has one row for each name, address or document of a party; rows of one logical id are one
entity. Aliases that the XML marks as not strong are weak.
"""

from __future__ import annotations

from collections.abc import Mapping

from screenlib.lists.countries import country_code
from screenlib.lists.ids import slug
from screenlib.lists.importers.gathering import Gathering
from screenlib.lists.importers.law import parse_date, parse_day_first
from screenlib.lists.importers.names import clean, clean_name, merge_names
from screenlib.lists.importers.reading import Row, Source, read_table, refuse
from screenlib.lists.importers.types import stated_type
from screenlib.lists.importers.xmlreading import Node, read_records
from screenlib.lists.model import Address, Entity, Name

__all__ = ["read_csv", "read_xml"]

_ADDRESS = ("street", "poBox", "zipCode", "city", "region", "place", "countryIso2Code")
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
    for row in gathering.filled(table):
        if not row["entity logicalid"]:
            gathering.reject(row.line, "the row has no logical id", row)
        else:
            gathering.edition = gathering.edition or parse_day_first(row["filegenerationdate"])
            _add(gathering, row)
    return gathering


def _add(gathering: Gathering, row: Row) -> None:
    key = row["entity logicalid"]
    name = clean_name(row["namealias wholename"])
    if not name and key not in gathering:
        gathering.reject(row.line, "the row has no name", row)
        return
    subject = row["entity subjecttype classificationcode"] or row["entity subjecttype"]
    address = _address({part: row[f"address {part.lower()}"] for part in _ADDRESS})
    identifiers = [row["entity eu referencenumber"]]
    if number := clean(row["identification number"]):
        identifiers.append(f"{clean(row['identification typedescription'])} {number}".strip())
    gathering.add(
        key,
        Entity(
            id=f"eu-{slug(row['entity eu referencenumber'] or key)}",
            names=(Name(name, "primary"),) if name else (),
            country=country_code(row["address countryiso2code"]) or "",
            type=stated_type(_SUBJECTS.get(subject, subject), name),
            addresses=(address,) if address else (),
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
            gathering.edition = parse_date(node.attributes.get("generationDate", "")[:10])
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
    addresses = tuple(
        address for item in node.all("address") if (address := _address(item.attributes))
    )
    regulation = node.first("regulation")
    programme = regulation.attributes.get("programme", "") if regulation is not None else ""
    reference = node.attributes.get("euReferenceNumber", "")
    number = node.attributes.get("logicalId", "")
    gathering.add(
        number or reference or names[0].text,
        Entity(
            id=f"eu-{slug(reference or number)}",
            names=merge_names(names),
            country=next((a.country for a in addresses if a.country), ""),
            type=stated_type(_SUBJECTS.get(kind, kind), names[0].text),
            addresses=addresses,
            effective=parse_date(node.attributes.get("designationDate", "")),
            programs=(programme,) if programme else (),
            identifiers=(reference,) if reference else (),
            notes=tuple(node.texts("remark")),
        ),
    )


def _address(parts: Mapping[str, str]) -> Address | None:
    """An address of its parts, which the CSV and the XML call alike but for capitals."""
    cells = {part: clean(parts.get(part, "")) for part in _ADDRESS}
    country = country_code(cells.pop("countryIso2Code")) or ""
    text = ", ".join(cell for cell in cells.values() if cell)
    if not text:
        return None
    street, city, region, postal = (cells[p] for p in ("street", "city", "region", "zipCode"))
    return Address(text, street, city, region, postal, country)
