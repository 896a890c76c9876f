"""OFAC lists as XML: sdn.xml and consolidated.xml, with strong and weak aliases told apart.

The "advanced" XML is another format, and refused with a word on which file to take instead.
"""

from __future__ import annotations

from screenlib.lists.countries import country_code
from screenlib.lists.importers.gathering import Gathering
from screenlib.lists.importers.law import parse_date
from screenlib.lists.importers.names import clean, clean_name, merge_names
from screenlib.lists.importers.reading import Source, refuse
from screenlib.lists.importers.types import stated_type
from screenlib.lists.importers.xmlreading import Node, read_records
from screenlib.lists.model import Address, Entity, Name, NameKind

__all__ = ["read"]


def read(source: Source, encoding: str = "utf-8") -> Gathering:
    """The entities of the file, with the account of its entries. XML states its own encoding."""
    del encoding
    gathering = Gathering()
    for node in read_records(source, ["sdnEntry", "publshInformation"], ["sdnList", "Sanctions"]):
        if node.tag == "Sanctions":
            refuse(
                "this is OFAC's advanced XML",
                source,
                line=node.line,
                advice="Take sdn.xml or consolidated.xml.",
            )
        elif node.tag == "publshInformation":
            gathering.edition = parse_date(node.text("Publish_Date"))
        elif node.tag == "sdnEntry":
            _add(gathering, node)
    if not gathering.rows:
        refuse("there is no <sdnEntry> in it", source)
    return gathering


def _add(gathering: Gathering, node: Node) -> None:
    kind_text = node.text("sdnType")
    name = _name(node, kind_text)
    if not name:
        gathering.reject(node.line, "the entry has no name", node.text()[:80])
        return
    names = [Name(name, "primary")]
    if kind_text.lower() == "individual" and node.text("firstName"):
        names.append(Name(clean_name(f"{node.text('lastName')}, {node.text('firstName')}"), "aka"))
    for aka in (item for group in node.all("akaList") for item in group.all("aka")):
        if text := _name(aka, kind_text):
            names.append(Name(text, _alias_kind(aka)))
    addresses = tuple(
        address
        for group in node.all("addressList")
        for item in group.all("address")
        if (address := _address(item))
    )
    identifiers = [f"OFAC {node.text('uid')}"]
    for item in (item for group in node.all("idList") for item in group.all("id")):
        cells = (item.text(tag) for tag in ("idType", "idNumber", "idCountry"))
        identifiers.append(", ".join(cell for cell in cells if cell))
    notes = [node.text(tag) for tag in ("title", "remarks") if node.text(tag)]
    gathering.add(
        node.text("uid") or name,
        Entity(
            id=f"ofac-{node.text('uid')}" if node.text("uid").isdigit() else f"ofac-{node.line}",
            names=merge_names(names),
            country=next((a.country for a in addresses if a.country), ""),
            type=stated_type(kind_text, name),
            addresses=addresses,
            programs=tuple(node.texts("programList", "program")),
            identifiers=tuple(identifiers),
            notes=tuple(notes),
        ),
    )


def _name(node: Node, kind: str) -> str:
    last, first = node.text("lastName"), node.text("firstName")
    if kind.lower() == "individual" and first:
        return clean_name(f"{first} {last}")
    return clean_name(f"{last} {first}".strip())


def _alias_kind(aka: Node) -> NameKind:
    if aka.text("type").lower().startswith("f"):
        return "former"
    return "weak-aka" if aka.text("category").lower() == "weak" else "aka"


def _address(node: Node) -> Address | None:
    street = ", ".join(
        text for number in (1, 2, 3) if (text := clean(node.text(f"address{number}")))
    )
    cells = [node.text(tag) for tag in ("city", "stateOrProvince", "postalCode", "country")]
    text = ", ".join(part for part in (street, *cells) if part)
    if not text:
        return None
    return Address(text, street, cells[0], cells[1], cells[2], country_code(cells[3]) or "")
