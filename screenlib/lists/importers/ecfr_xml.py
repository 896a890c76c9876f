"""Supplement No. 4 to part 744 as the eCFR prints it: the law itself, as XML.

One row of the table is one entry: country (blank when it is that of the row above), the entry's
text, licence requirement, review policy, citations. The text runs

    Name (ABC), a.k.a., the following two aliases:
    —Alias One; and
    —Alias Two.

    Street, City, Country; and Street, City, Country. (See alternate addresses under X.)

or, without aliases, "Name, address; and address." There, nothing but a comma parts name and
address; `name_and_address` tells how they are told apart. Citations name pages of tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import attrs

from screenlib.lists.countries import country_code
from screenlib.lists.ids import entity_id
from screenlib.lists.importers.cutting import name_and_address
from screenlib.lists.importers.gathering import Gathering
from screenlib.lists.importers.law import parse_citations
from screenlib.lists.importers.names import (
    clean,
    clean_name,
    merge_names,
    parse_names,
    split_part,
)
from screenlib.lists.importers.reading import Source, refuse
from screenlib.lists.importers.types import guess_type
from screenlib.lists.importers.xmlreading import Node, read_records
from screenlib.lists.model import Address, Entity, Name, Relation

__all__ = ["read"]

_ROOTS = ("DIV9", "DIV1", "DIV5", "DIV6", "ECFR", "DLPSTEXTCLASS", "TABLE")
# What comes before an enumeration of aliases or of parts, at the end of a line.
_FOLLOW = re.compile(
    r"[,;]?\s*(?:\(?\s*(?:a|f|n)\.\s?k\.\s?a\.?,?\s*)?(?:and\s+|including\s+|to include\s+)*"
    r"(?:the\s+)*follow(?:ing)?\b[^:]{0,120}[:,]?\s*$"
    r"|,?\s*(?:a|f)\.\s?k\.\s?a\.?,?\s*:?\s*$"
    r"|,?\s*to include the following subordinate\.?\s*$",
    re.IGNORECASE,
)
_PARTS = re.compile(
    r"^(?:subordinate institutions?|affiliated entit(?:y|ies))\b[:,]?\s*", re.IGNORECASE
)
_APPLY = re.compile(
    r"^(?:the following )?address(?:es)? (?:apply|applies|for)\b[^:]*:\s*", re.IGNORECASE
)
_SEE = re.compile(
    r"\(?\s*\bsee (?:also )?(?:alternate )?(?:address|entr)[^)]*\)?\.?", re.IGNORECASE
)
_BETWEEN = re.compile(
    r";\s*(?:and\b)?\s*|,\s+and\s+(?=(?:No\.?|Room|Suite|Unit|Flat|P\.?O\.? Box|\d))"
)
_ADDRESS_BEGINS = re.compile(
    r"(?:no\.?\s|\d|d\.\s?\d|dom\s|ul\.|pr\.|per\.|p\.?\s?o\.?\s?box|room|rm\.?\s|suite|unit|flat|office"
    r"|building|bldg|floor|level|warehouse|plot|shop|house|block|str\.|ulitsa|prospekt"
    r"|(?:[\w'’-]+\s+){1,4}(?:street|st\.|road|rd\.|avenue|ave\.?|tower|lane|highway|park|free zone"
    r"|international airport|building)\b|[\w'’]+\s+(?:str\.?|strasse|stra.e|tee|\d))",
    re.IGNORECASE,
)
_CITY_AND_COUNTRY = re.compile(r"([^,\d]{4,}[^,.\d][.,])\s+([A-Z][\w'’ -]+, [^,\d]+)$")
_TO_INCLUDE = re.compile(r",?\s*(?:and\s+)?to include the following\b.*$", re.IGNORECASE)
_FORM_GOES_ON = re.compile(r"(?:ltd|limited|inc|llc|co|corp|jsc)\b", re.IGNORECASE)
_DASHES = ("—", "–", "-")


@attrs.define(slots=True)
class _Entry:
    """What one cell says: names of the entry and of its parts, and addresses."""

    name: str = ""
    aliases: list[str] = attrs.Factory(list)
    parts: list[tuple[str, list[str]]] = attrs.Factory(list)
    addresses: list[str] = attrs.Factory(list)
    continues: bool = False


def read(source: Source, encoding: str = "utf-8") -> Gathering:
    """The entities of the file, with the account of its rows. XML states its own encoding.

    A row that only continues the entry above it (its further parts, aliases or addresses) is an
    entry of its own, related to the one above; what it says is added to that one as well.
    """
    del encoding
    gathering = Gathering()
    country = ""
    above: tuple[object, Entity] | None = None
    for row in read_records(source, ["TR"], _ROOTS):
        cells = row.all("TD")
        if not cells:
            continue  # the root itself, and the row of the headings
        if len(cells) == 6 and not _text(cells[1]).strip():
            del cells[1]  # an empty cell too many
        if len(cells) != 5:
            refuse(
                f"a row of {len(cells)} cells; rows of this table have 5",
                source,
                line=row.line,
                column=min(len(cells), 5) + 1,
            )
        country = clean(_text(cells[0])) or country
        lines = _lines(cells[1])
        if not any(lines):
            gathering.skip_blank()
            continue
        entry = _parse(lines, above is not None and not _text(cells[2]).strip())
        code = country_code(country.title() if country.isupper() else country)
        if code is None:
            gathering.warnings.append(f"line {row.line}: {country!r} is no known country")
        entity = _entity(entry, code or "", cells, lines, above[1].name if above else "")
        if entity is None:
            gathering.reject(row.line, "the entry has no name", " ".join(lines))
            continue
        if entry.continues and above is not None:
            entity = _with_consequence(entity, above[1])
        # The law prints a name twice under one country now and then: two entries, not one.
        key = (country, entity.name, row.line)
        gathering.add(key, entity)
        if entry.continues and above is not None:
            names = tuple(_part_names(entry)) or tuple(entity.names if entry.aliases else ())
            gathering.supplement(above[0], names=names, addresses=entity.addresses)
        else:
            above = (key, entity)
    if not gathering.rows:
        refuse(
            "there is no row of a table in it",
            source,
            advice="Is this Supplement No. 4 to part 744, as XML?",
        )
    return gathering


def _entity(
    entry: _Entry, country: str, cells: list[Node], lines: list[str], above: str
) -> Entity | None:
    name, relations = split_part(entry.name)
    parsed = parse_names(name, ["; ".join(clean_name(alias) for alias in entry.aliases)])
    names = list(merge_names([*parsed.names, *_part_names(entry)]))
    kind = guess_type(names[0].text) if names else "unknown"
    if names and names[0].kind != "primary":
        names[0] = attrs.evolve(names[0], kind="primary")
    if not names and entry.continues and entry.addresses:
        names, kind = [Name(f"Address of {above}", "primary")], "address"
    if not names:
        return None
    if entry.continues:
        relations = (Relation("part-of", None, above, note="continues the entry above it"),)
    notes = [clean(note.strip("() .")) for note in _SEE.findall(" ".join(lines))]
    citations = parse_citations(_text(cells[4]), pages=True)
    return Entity(
        id=entity_id(names[0].text, country),
        names=tuple(names),
        country=country,
        type=kind,
        addresses=tuple(_addresses("; ".join(entry.addresses), country)),
        citations=citations,
        published=min((c.date for c in citations if c.date), default=None),
        licence_requirement=clean(_text(cells[2])),
        licence_policy=clean(_text(cells[3])),
        relations=relations,
        notes=tuple(dict.fromkeys(note for note in (*notes, *parsed.notes) if note)),
    )


def _with_consequence(entity: Entity, head: Entity) -> Entity:
    """A row that goes on has blank cells where those of the row above it hold."""
    if entity.licence_requirement:
        return entity
    return attrs.evolve(
        entity,
        citations=head.citations,
        published=head.published,
        licence_requirement=head.licence_requirement,
        licence_policy=head.licence_policy,
    )


def _part_names(entry: _Entry) -> Iterator[Name]:
    for part, aliases in entry.parts:
        for name in parse_names(part, ["; ".join(clean_name(alias) for alias in aliases)]).names:
            kind = "aka" if name.kind == "primary" else name.kind
            yield Name(name.text, kind, note="a subordinate or affiliated party in this entry")


def _parse(lines: list[str], bare: bool) -> _Entry:
    """What a cell says. `bare`: the row has no licence requirement, so it continues another."""
    entry = _Entry()
    aliases = entry.aliases
    part_follows = many = False
    for number, line in enumerate(text for text in lines if text):
        line = _SEE.sub("", line)
        if line.startswith(_DASHES):
            entry.continues |= number == 0
            alias, address = _alias_and_address(line)
            aliases.append(alias)
            if address:
                entry.addresses.append(address)
            continue
        if found := _PARTS.match(line):
            entry.continues |= number == 0
            # "Affiliated entities:" heads a list of them, the other heads a single one.
            many = found.group().lower().startswith("affiliated")
            line = line[found.end() :]
            part_follows = True
            if not line:
                continue
        if found := _APPLY.match(line):
            entry.continues |= number == 0
            entry.addresses.append(line[found.end() :])
            part_follows = many = False
        elif part_follows or (many and guess_type(name_and_address(line)[0]) != "unknown"):
            name, address = _name_line(line)
            aliases = []
            entry.parts.append((name, aliases))
            if address:
                entry.addresses.append(address)
            part_follows = False
        elif number == 0:
            entry.continues |= bare
            name, address = _name_line(line)
            if bare and _looks_like_address(line):
                entry.addresses.append(line)
            else:
                entry.name = name
                if address:
                    entry.addresses.append(address)
        elif (follow := _FOLLOW.search(line)) and len(line) < 160:
            aliases.append(line[: follow.start()])
        else:
            entry.addresses.append(line)
    return entry


def _name_line(line: str) -> tuple[str, str]:
    if follow := _FOLLOW.search(line):
        return line[: follow.start()], ""
    return name_and_address(line)


def _alias_and_address(line: str) -> tuple[str, str]:
    """The last alias of an entry sometimes runs on into the addresses: "—X Co., Ltd. 5 Y Road,
    City, China; and ..." or "—X, 5 Y Road, City, China." """
    text = _TO_INCLUDE.sub("", clean(line.lstrip("—–- ")))
    first, _, others = text.partition(";")
    # Without a country at the end, it is an alias and nothing else.
    if not _country_at_end(first):
        return text, ""
    if found := _CITY_AND_COUNTRY.match(first):
        return found[1], "; ".join(part for part in (found[2], others) if part)
    for match in re.finditer(r"[.,)]\s+(?=\S)", first):
        alias, address = first[: match.start() + 1], first[match.end() :]
        if len(alias) > 3 and _ADDRESS_BEGINS.match(address) and not _FORM_GOES_ON.match(address):
            return alias.rstrip(" ,"), "; ".join(part for part in (address, others) if part)
    return text, ""


def _looks_like_address(line: str) -> bool:
    return bool(re.match(r"\d", line)) and bool(_country_at_end(line))


def _country_at_end(text: str) -> str:
    # "Montreal, QC, H8N 2Z6 Canada.": what holds a digit is no part of the country.
    words = text.rsplit(",", 1)[-1].strip(" .").split()
    return country_code(" ".join(w for w in words if not any(c.isdigit() for c in w))) or ""


def _addresses(text: str, country: str) -> Iterator[Address]:
    seen = set()
    for part in _BETWEEN.split(clean(text)):
        address = clean_name(part)
        if len(address) < 3 or address in seen:
            continue
        seen.add(address)
        yield Address(address, country=_country_at_end(address) or country)


def _lines(cell: Node) -> list[str]:
    """The text of a cell by its line breaks."""
    lines = [""]
    for item in cell.content:
        if isinstance(item, str):
            lines[-1] += item.replace("\n", " ")
        elif item.tag == "br":
            lines.append("")
        else:
            lines[-1] += f" {_text(item)} " if item.tag == "E" else _text(item)
    return [clean(line) for line in lines]


def _text(node: Node) -> str:
    return " ".join(
        piece if isinstance(piece, str) else _text(piece) for piece in node.content
    ).replace("\n", " ")
