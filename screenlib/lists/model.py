"""What a list says of one entity, as plain immutable records.

Every record is a frozen attrs class with `to_dict()` and `from_dict()`; a dictionary holds only
JSON types and leaves out what is empty. The words are the field's: a *listed entity* has *names*
of several kinds, *addresses*, the *citations* of the rules that list it, and the *licence
requirement* and *review policy* that follow. `lists` knows nothing of matching.
"""

from __future__ import annotations

import datetime
from typing import Any, Literal, get_args

import attrs

__all__ = [
    "ENTITY_TYPES",
    "NAME_KINDS",
    "RELATION_KINDS",
    "STATUSES",
    "Address",
    "Citation",
    "Entity",
    "Name",
    "Relation",
    "Statement",
]

NameKind = Literal["primary", "aka", "weak-aka", "former", "native", "brand"]
EntityType = Literal[
    "company", "institute", "government", "organisation", "person", "vessel", "aircraft",
    "address", "unknown",
]  # fmt: skip
Status = Literal["listed", "announced", "considered", "removed"]
RelationKind = Literal["part-of", "subsidiary-of", "affiliate-of", "same-as"]
CitationRole = Literal["added", "revised", ""]

NAME_KINDS: tuple[str, ...] = get_args(NameKind)
ENTITY_TYPES: tuple[str, ...] = get_args(EntityType)
STATUSES: tuple[str, ...] = get_args(Status)
RELATION_KINDS: tuple[str, ...] = get_args(RelationKind)


@attrs.frozen(slots=True)
class Name:
    """One name of an entity.

    `kind`: "primary" (as the list has it), "aka" (strong alias), "weak-aka" (an alias that may well
    mean somebody else: short acronyms, single common words), "former", "native" (a full name in the
    entity's own script), "brand" (a trade name or short form in use). `source` is the id of a
    source of the snapshot; `note` says what a reader must know, such as that nobody official
    printed the name.
    """

    text: str
    kind: NameKind = "primary"
    source: str = ""
    note: str = ""

    def to_dict(self) -> dict[str, Any]:
        """JSON types only."""
        return _compact(self, ("text", "kind", "source", "note"))

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Name:
        """The name that `to_dict` wrote."""
        return cls(**data)


@attrs.frozen(slots=True)
class Address:
    """One address.

    `text` is the whole of it as the source prints it; the parts hold what the source keeps apart.
    `country` is an ISO 3166-1 code ("HK").
    """

    text: str
    street: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""
    note: str = ""

    def to_dict(self) -> dict[str, Any]:
        """JSON types only."""
        return _compact(
            self, ("text", "street", "city", "region", "postal_code", "country", "note")
        )

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Address:
        """The address that `to_dict` wrote."""
        return cls(**data)


@attrs.frozen(slots=True)
class Citation:
    """Where the law says it.

    The rule's first page ("84 FR 54002") and the page of its table that prints the entry ("84 FR
    54004") are both in use: the Consolidated Screening List cites the one, the Code of Federal
    Regulations the other. At least one is given. `role` tells whether the rule added the entity or
    revised its entry; `date` is the day of publication.
    """

    rule: str = ""
    page: str = ""
    date: datetime.date | None = None
    role: CitationRole = ""

    def __str__(self) -> str:
        return self.rule or self.page

    def to_dict(self) -> dict[str, Any]:
        """JSON types only."""
        return _compact(self, ("rule", "page", "date", "role"))

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Citation:
        """The citation that `to_dict` wrote."""
        return cls(**_with_dates(data, ("date",)))


@attrs.frozen(slots=True)
class Relation:
    """How the entity stands to another one.

    `target` is the other's id when it is on the list too, else None; `name` is the other's name.
    """

    kind: RelationKind
    target: str | None = None
    name: str = ""
    source: str = ""
    note: str = ""

    def to_dict(self) -> dict[str, Any]:
        """JSON types only."""
        return _compact(self, ("kind", "target", "name", "source", "note"))

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Relation:
        """The relation that `to_dict` wrote."""
        return cls(**data)


@attrs.frozen(slots=True)
class Statement:
    """What one source says of the entity, in our own words. `source` is the id of a source."""

    source: str
    says: str = ""

    def to_dict(self) -> dict[str, Any]:
        """JSON types only."""
        return _compact(self, ("source", "says"))

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Statement:
        """The statement that `to_dict` wrote."""
        return cls(**data)


@attrs.frozen(slots=True, repr=False)
class Entity:
    """One entry of a list.

    `id` is stable across the snapshots of a list. `country` is the ISO 3166-1 code of the
    destination under which the list prints the entry (Hong Kong stands under China on the Entity
    List); addresses have countries of their own. `type` is what the source says, or "unknown";
    only persons, vessels, aircraft and bare addresses are no organisations. `status` holds for the
    date of the snapshot: "announced" means that a rule was made public and is not in force yet,
    "considered" that only news of a possible listing exists, "removed" that it was on the list and
    is no more. Dates: `considered` is the day of that news; `announced`, `published` and
    `effective` are those of the rule that listed it; from `removed` on it is off the list.
    `licence_requirement` and `licence_policy` are the consequence as the law prints it,
    `licence_as_of` the date of the copy that they were read from. `list_kind` and `programs` are
    filled where one file holds several lists; otherwise the snapshot's own kind holds.
    """

    id: str
    names: tuple[Name, ...]
    country: str = ""
    type: EntityType = "unknown"
    status: Status = "listed"
    addresses: tuple[Address, ...] = ()
    citations: tuple[Citation, ...] = ()
    considered: datetime.date | None = None
    announced: datetime.date | None = None
    published: datetime.date | None = None
    effective: datetime.date | None = None
    removed: datetime.date | None = None
    licence_requirement: str = ""
    licence_policy: str = ""
    licence_as_of: datetime.date | None = None
    list_name: str = ""
    list_kind: str = ""
    programs: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    relations: tuple[Relation, ...] = ()
    sources: tuple[Statement, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The primary name."""
        return next((n.text for n in self.names if n.kind == "primary"), self.names[0].text)

    @property
    def aliases(self) -> tuple[str, ...]:
        """The texts of all names but the primary one, in order."""
        return tuple(n.text for n in self.names if n.kind != "primary")

    @property
    def citation(self) -> str:
        """The rule that listed the entity, such as "84 FR 54002"; "" when no source says."""
        return str(self.citations[0]) if self.citations else ""

    @property
    def country_name(self) -> str:
        """The English name of the country; "" when unknown."""
        from screenlib.lists.countries import country_name

        return country_name(self.country)

    @property
    def countries(self) -> tuple[str, ...]:
        """The country of the entry and those of its addresses, without repeats."""
        codes = (self.country, *(address.country for address in self.addresses))
        return tuple(dict.fromkeys(code for code in codes if code))

    @property
    def is_listed(self) -> bool:
        """Whether it is on the list in force: not only announced or considered, not removed."""
        return self.status == "listed"

    @property
    def is_organisation(self) -> bool:
        """Whether it is screened as an organisation; an entry of unknown type is."""
        return self.type not in ("person", "vessel", "aircraft", "address")

    def __repr__(self) -> str:
        status = "" if self.status == "listed" else f", {self.status}"
        citation = f", {self.citation!r}" if self.citation else ""
        return f"Entity({self.id!r}, {self.name!r}{citation}{status})"

    def to_dict(self) -> dict[str, Any]:
        """JSON types only; what is empty is left out. `from_dict` gives the entity back."""
        return _compact(self, _ENTITY_FIELDS)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Entity:
        """The entity that `to_dict` wrote.

        Raises:
            KeyError, TypeError, ValueError: the dictionary is not one of those.
        """
        values = _with_dates(data, _ENTITY_DATES)
        for field, record in _ENTITY_RECORDS:
            if field in values:
                values[field] = tuple([record(item) for item in values[field]])
        for field in ("programs", "identifiers", "notes"):
            if field in values:
                values[field] = tuple(values[field])
        entity = cls(**values)
        if not entity.names:
            raise ValueError("an entity has at least one name")
        if entity.status not in STATUSES:
            raise ValueError(f"{entity.status!r} is no status")
        return entity


_ENTITY_FIELDS = tuple(field.name for field in attrs.fields(Entity))
_ENTITY_DATES = (
    "considered", "announced", "published", "effective", "removed", "licence_as_of",
)  # fmt: skip
_ENTITY_RECORDS: tuple[tuple[str, Any], ...] = (
    ("names", Name.from_dict),
    ("addresses", Address.from_dict),
    ("citations", Citation.from_dict),
    ("relations", Relation.from_dict),
    ("sources", Statement.from_dict),
)


def _compact(record: Any, fields: tuple[str, ...]) -> dict[str, Any]:
    """The fields that hold something, as JSON types, in order."""
    data: dict[str, Any] = {}
    for field in fields:
        value = getattr(record, field)
        if value is None or value in ("", ()):
            continue
        if isinstance(value, datetime.date):
            value = value.isoformat()
        elif isinstance(value, tuple):
            value = [item if isinstance(item, str) else item.to_dict() for item in value]
        data[field] = value
    return data


def _with_dates(data: dict[str, Any], fields: tuple[str, ...]) -> dict[str, Any]:
    values = dict(data)
    for field in fields:
        if field in values:
            values[field] = datetime.date.fromisoformat(values[field])
    return values
