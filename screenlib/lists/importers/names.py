"""From the cells of official lists to names, each of its kind.

Lists print aliases as a run of text: "A; B; and C", "X (f.k.a., Y)", "Z, a.k.a., the following
two aliases: ...", "Company (ABC)", "...; and any successor, sub-unit, or subsidiary thereof". What
comes out: the primary name first, then the others. Nothing is thrown away that may be somebody's
name; text that is no name ("any successor") becomes a note.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import attrs

from screenlib.lists.importers.cleaning import clean, clean_name
from screenlib.lists.importers.shortnames import (
    is_acronym,
    short_name_at_end,
    stands_for,
    stands_for_parent,
    take_natives,
)
from screenlib.lists.model import Name, NameKind, Relation

__all__ = [
    "ParsedNames",
    "alias_kind",
    "clean",
    "clean_name",
    "merge_names",
    "parse_names",
    "person_names",
    "split_aliases",
    "split_part",
]

# "a.k.a.," "A.K.A." "aka" "also known as", and the like.
_AKA = re.compile(
    r"[,;(\s]*\b(?:a\.\s?k\.\s?a\b\.?|aka\b|also known as\b|d/?b/?a\b|doing business as\b)[,:]?\s*"
    r"(?:the following\s+(?:\w+(?:[- ]\w+)?\s+)?alias(?:es)?[,:]?\s*)?",
    re.IGNORECASE,
)
_FORMER = re.compile(
    r"\b(?:f\.\s?k\.\s?a\b\.?|fka\b|n\.\s?k\.\s?a\b\.?|formerly(?: known as)?\b)[,:]?\s*",
    re.IGNORECASE,
)
_SUCCESSOR = re.compile(
    r"[,;]?\s*(?:and\s+)?any\s+(?:other\s+)?successors?\b[^;]*$|[,;]?\s*and\s+any\s+sub-?unit[^;]*$",
    re.IGNORECASE,
)
_PART = re.compile(
    r"^(?P<head>.+?)[.,]?\s*(?P<what>subordinate institutions?|affiliated entity|sub-?affiliate)"
    r"\s*[-–—:]\s*(?P<part>.+)$",
    re.IGNORECASE,
)
_LAST_AND = re.compile(
    r"(?<=\b(?:Ltd|Inc|LLC)\.),?\s+and\s+(?=[A-Z])|(?<=\b(?:Ltd|Inc|LLC|JSC)),?\s+and\s+(?=[A-Z])"
    r"|\s+and\s+(?=[A-Z][A-Z0-9-]{1,7}\.?\s*$)"
    r"|\s+and\s+(?=(?:OOO|AO|OAO|ZAO|PAO|JSC|OJSC|PJSC|LLC|KB|NPO)\s)"
)
_BRACKETED = re.compile(r"\(([^()]*)\)")
# Two names in one cell. A semicolon before digits parts a name from its address.
_SEPARATE = re.compile(r";(?=[^\d;]*(?:;|$))")


@attrs.define(slots=True)
class ParsedNames:
    """Names of one entry, the primary one first, and remarks that stood among them."""

    names: list[Name]
    notes: list[str]

    @property
    def primary(self) -> str:
        """The first name; there must be one."""
        return self.names[0].text


def alias_kind(text: str) -> NameKind:
    """Of an alias without any mark of quality: two or three capitals are weak, all else strong."""
    letters = re.sub(r"[^A-Za-z0-9]", "", text)
    weak = len(letters) <= 3 and letters == text.replace(".", "") and letters.upper() == letters
    return "weak-aka" if weak else "aka"


def split_aliases(text: str, separator: str = ";") -> ParsedNames:
    """The names in an enumeration of aliases; there may be none."""
    parsed = ParsedNames([], [])
    parts = _split(clean(text), separator)
    if len(parts) > 1 or _LAST_AND.search(text):
        parts[-1:] = _last_two(parts[-1])
    for part in parts:
        _add_alias(parsed, part)
    return parsed


def parse_names(primary: str, aliases: Iterable[str] = ()) -> ParsedNames:
    """The names of an entry, from the cell of its name and the enumerations of its aliases.

    The first of the names is the primary one. If the cell holds no name at all, `names` is empty.
    """
    parsed = ParsedNames([], [])
    text = clean(primary)
    if successor := _SUCCESSOR.search(text):
        parsed.notes.append(clean_name(successor.group()))
        text = text[: successor.start()]
    head, *rest = _AKA.split(text, maxsplit=1)
    if not head.strip(" ,;"):
        head, rest = text, []
    formers: list[str] = []
    text, more = _take_formers(head, formers)
    _add_primary(parsed, text)
    for former in formers:
        _append(parsed, former, "former")
    for part in more:
        _add_alias(parsed, part)
    for part in rest:
        for alias in _split(part, ";"):
            _add_alias(parsed, alias)
    for enumeration in aliases:
        found = split_aliases(enumeration)
        parsed.notes += found.notes
        parsed.names += found.names
    parsed.names = list(merge_names(parsed.names))
    return parsed


def person_names(primary: str, aliases: Iterable[str] = ()) -> ParsedNames:
    """The names of a person; "FAMILY, Given" is also read as "Given FAMILY"."""
    parsed = ParsedNames([], [])
    for index, text in enumerate((primary, *aliases)):
        name = clean_name(text)
        if not name:
            continue
        kind: NameKind = "aka" if index else "primary"
        parsed.names.append(Name(name, kind))
        family, comma, given = name.partition(",")
        if comma and given.strip() and "," not in given:
            parsed.names.append(Name(f"{given.strip()} {family.strip()}", "aka"))
    parsed.names = list(merge_names(parsed.names))
    return parsed


def split_part(text: str) -> tuple[str, tuple[Relation, ...]]:
    """The name of a part that is printed after that of its head: "Head (ABC). Subordinate
    Institution - Part" gives "Part", and how it stands to "Head"."""
    match = _PART.match(clean(text))
    if match is None:
        return text, ()
    head = parse_names(match["head"])
    name = head.primary if head.names else clean_name(match["head"])
    if match["what"].lower().startswith("sub"):
        return match["part"], (Relation("part-of", None, name),)
    return match["part"], (Relation("affiliate-of", None, name),)


def _last_two(text: str) -> list[str]:
    """The last item of an enumeration, come apart at an "and" that plainly stands between names:
    after a legal form, before an acronym, before a legal form. Any other is part of a name."""
    match = _LAST_AND.search(text)
    return [text[: match.start()], text[match.end() :]] if match else [text]


def merge_names(names: Iterable[Name]) -> tuple[Name, ...]:
    """The names without repeats (of the same text), in order. Of several primary names the first
    stays it; of a text that comes twice the better kind is kept."""
    kept: dict[str, Name] = {}
    primary = False
    for name in names:
        if name.kind == "primary" and primary:
            name = attrs.evolve(name, kind="aka")
        primary = primary or name.kind == "primary"
        known = kept.get(name.text)
        if known is None or (name.kind == "primary" and known.kind != "primary"):
            kept[name.text] = name
    return tuple(kept.values())


def _add_primary(parsed: ParsedNames, text: str) -> None:
    text, natives = take_natives(clean_name(text))
    text, *others = _SEPARATE.split(text) if _SEPARATE.search(text) else [text]
    text = clean_name(text)
    if not text:
        parsed.names += [Name(native, "native") for native in natives]
        return
    _add_main(parsed, text)
    parsed.names += [Name(native, "native") for native in natives]
    for other in others:
        _add_alias(parsed, other)


def _add_main(parsed: ParsedNames, text: str) -> None:
    bracket = short_name_at_end(text)
    plain = clean_name(text[: text.rindex("(")]) if bracket else ""
    if bracket and plain:
        # The law prints "Company (ABC)": the name is "Company", and "ABC" another of its names.
        parsed.names.append(Name(plain, "primary"))
        if not stands_for_parent(bracket, plain):
            _append(parsed, bracket, alias_kind(bracket))
        return
    parsed.names.append(Name(text, "primary"))
    for match in _BRACKETED.finditer(text):
        acronym = match[1].strip()
        if is_acronym(acronym):
            before, after = text[: match.start()].strip(), text[match.end() :].strip()
            _append(parsed, clean_name(f"{before} {after}"), "aka")
            if stands_for(acronym, before):
                # "Corporation (CASC) 1st Academy" is as often written "CASC 1st Academy".
                _append(parsed, clean_name(f"{acronym} {after}"), "aka")


def _add_alias(parsed: ParsedNames, text: str) -> None:
    if successor := _SUCCESSOR.search(text):
        parsed.notes.append(clean_name(successor.group()))
        text = text[: successor.start()]
    if re.match(r"\s*\(?\s*(?:all of (?:the )?preceding|all located|see )", text, re.IGNORECASE):
        parsed.notes.append(clean(text).strip("() "))
        return
    text, natives = take_natives(text)
    parsed.names += [Name(native, "native") for native in natives]
    formers: list[str] = []
    head, more = _take_formers(text, formers)
    for index, part in enumerate(_AKA.split(head)):
        name = clean_name(part)
        if not name:
            continue
        bracket = short_name_at_end(name)
        plain = clean_name(name[: name.rindex("(")]) if bracket else ""
        if bracket and plain and index == 0:
            _append(parsed, plain, "aka")
            if not stands_for_parent(bracket, plain):
                _append(parsed, bracket, alias_kind(bracket))
        else:
            _append(parsed, name, alias_kind(name))
    for former in formers:
        _append(parsed, former, "former")
    for part in more:
        _add_alias(parsed, part)


def _take_formers(text: str, formers: list[str]) -> tuple[str, list[str]]:
    """Takes "(f.k.a., X)" and ", f.k.a., X" out of a name; gives the rest of it."""
    match = _FORMER.search(text)
    if match is None:
        return text, []
    head = text[: match.start()].rstrip(" ,;")
    tail = text[match.end() :]
    rest = ""
    if head.endswith("("):
        head = head[:-1]
        depth = 1
        for index, character in enumerate(tail):
            depth += (character == "(") - (character == ")")
            if depth == 0:
                tail, rest = tail[:index], tail[index + 1 :]
                break
    former, *aliases = _AKA.split(tail)
    for name in (former, *aliases):
        cleaned = clean_name(name)
        short = short_name_at_end(cleaned)
        plain = clean_name(cleaned[: cleaned.rindex("(")]) if short else ""
        formers += [text for text in ((plain, short) if plain else (cleaned,)) if text]
    return f"{head} {rest}".strip(), []


def _append(parsed: ParsedNames, text: str, kind: NameKind) -> None:
    if text:
        parsed.names.append(Name(text, kind))


def _split(text: str, separator: str) -> list[str]:
    """Parts between separators that stand outside of brackets."""
    if "(" not in text:
        return text.split(separator)
    parts, start, depth = [], 0, 0
    for index, character in enumerate(text):
        if character == "(":
            depth += 1
        elif character == ")":
            depth = max(0, depth - 1)
        elif character == separator and depth == 0:
            parts.append(text[start:index])
            start = index + 1
    parts.append(text[start:])
    # A bracket that never closes would hide all separators behind it.
    return text.split(separator) if depth else parts
