"""Where a name ends and its address begins, when nothing but a comma parts them.

"Tenco Technology Company Ltd., Room 5, 3/F, ..."; "Gazprom, OAO, 16 Nametkina Street, ...". The
text is taken comma by comma. A piece belongs to the name when it is the first, a legal form, or
says what kind of organisation the first piece is or belongs to ("Russian Academy of Sciences")
while neither digits nor a word of addresses are in it. The first piece that does not ends the name.
"""

from __future__ import annotations

import re

from screenlib.lists.countries import country_code

__all__ = ["comma_pieces", "company_and_place", "is_legal_form", "name_and_address"]

_FORM = re.compile(
    r"^(?:Ltd|Limited|L\.?L\.?C|Inc|Incorporated|Corp|Corporation|Co|Company|GmbH|S\.?A\.?R?\.?L?|B\.?V"
    r"|N\.?V|P?\.?J\.?S\.?C|J\.?S\.?C|C\.?J\.?S\.?C|O\.?O\.?O|O?AO|ZAO|PAO|A\.?S|A\.?G|S\.?p\.?A|Sdn|Bhd|Pte"
    r"|Pvt|Pty|LLP|L\.?P|PLC|SRL|Oy|OÜ|OU|UAB|AB|K\.?K|K\.?G|FZE|FZCO|FZC|FZ-?LLC|DMCC|GP|TOO|TDI|NPP|NPO"
    r"|FGUP|FSUE|FGU|OKB|\(Pvt\)|\(Private\)|\(Pte\)|Est|S\.?R\.?O|Lda|Ltda|S\.?L|e\.?K)"
    r"(?:[.\s]+(?:Ltd|Limited|Co|Company|Inc|JSC|LLC|A\.?S|STI|Bhd|Sti|Tic))*\.?(?:\s*\([^)]*\))?\.?$",
    re.IGNORECASE,
)
_ORGANISATION = re.compile(
    r"\b(?:Academy of Sciences|Ministry of|Institute of|Institute for|University of|Department of"
    r"|Corporation|Research Institute|Design Bureau|Laboratory|Joint Stock Company|Branch$"
    r"|Subsidiary|Division$|Limited Liability|and Technology$)",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"\b(?:Institute|Institut|Lab|Laboratory|Academy|Branch|Department|Division|Cent(?:er|re)|Office"
    r"|University|College|Bureau|Factory|Plant|Group|a\.?k\.?a|f\.?k\.?a|including|successors?|FLC|MENA)\b",
    re.IGNORECASE,
)
_STILL_NAME = re.compile(
    r"\s*(?:and\s+)?(?:a\.?k\.?a|f\.?k\.?a|also known|formerly|any successor)", re.IGNORECASE
)
_ADDRESS_WORD = re.compile(
    r"\d|\b(?:No\.?|Room|Rm|Suite|Unit|Flat|Floor|Flr|Building|Bldg|Tower|Block|Street|St|Road|Rd|Avenue"
    r"|Ave|Lane|Highway|Hwy|Boulevard|Blvd|Square|Sq|District|Province|City|Village|Town|Park|Zone"
    r"|Plaza|P\.?\s?O\.? Box|Box|Ulitsa|Ul|Shosse|Prospekt|Per|House|Oblast|Region|Campus|Airport"
    r"|Port)\b",
    re.IGNORECASE,
)


def company_and_place(text: str) -> tuple[str, str] | None:
    """A company's name and the place after it, where a cell for the name holds both; else None.

    Only what follows a legal form and says nothing of an organisation is taken for a place:

        >>> company_and_place("Chengdu Huawei Technologies Co., Ltd., Chengdu, Sichuan")
        ('Chengdu Huawei Technologies Co., Ltd.', 'Chengdu, Sichuan')
        >>> company_and_place("Huawei Technologies Co., Ltd., Beijing Research Institute")
    """
    name, place = name_and_address(text)
    last = re.split(r"[\s,]+", name)[-1]
    if not place.strip(" ,") or not _FORM.match(last) or _UNIT.search(place):
        return None
    return name, place.strip(" ,.")


def name_and_address(text: str) -> tuple[str, str]:
    """The name, and what follows it; "" when there is no address.

    >>> name_and_address("Gazprom, OAO, 16 Nametkina Street, Moscow, Russia.")
    ('Gazprom, OAO', '16 Nametkina Street, Moscow, Russia.')
    """
    pieces = comma_pieces(text)
    taken = 1
    while taken < len(pieces):
        piece = pieces[taken].strip()
        if _FORM.match(piece):
            taken += 1
        elif _is_place(piece) or _ADDRESS_WORD.search(piece):
            break
        elif _ORGANISATION.search(piece) and taken + 1 < len(pieces):
            taken += 1
        else:
            break
    # "Company, and any successor" and ", a.k.a. X" are for the reader of names, not addresses.
    while taken < len(pieces) and _STILL_NAME.match(pieces[taken]):
        taken += 1
        while taken < len(pieces) and _FORM.match(pieces[taken].strip()):
            taken += 1
        if pieces[taken - 1].strip().rstrip(".").lower().endswith(("a.k.a", "f.k.a", "aka", "fka")):
            taken += 1
    name = ",".join(pieces[:taken]).strip()
    return name, ",".join(pieces[taken:]).strip()


def comma_pieces(text: str) -> list[str]:
    """The text between commas that stand outside of brackets."""
    pieces, start, depth = [], 0, 0
    for index, character in enumerate(text):
        if character == "(":
            depth += 1
        elif character == ")":
            depth = max(0, depth - 1)
        elif character == "," and depth == 0:
            pieces.append(text[start:index])
            start = index + 1
    pieces.append(text[start:])
    return pieces if depth == 0 else text.split(",")


def is_legal_form(piece: str) -> bool:
    """Whether a piece between commas is a legal form, as in "X, Ltd., Y"."""
    return bool(_FORM.match(piece.strip()))


def _is_place(piece: str) -> bool:
    return bool(country_code(piece.strip(" .")))
