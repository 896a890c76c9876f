"""Text of lists without markup, invisible characters and the marks of enumerations."""

from __future__ import annotations

import html
import re
import unicodedata

__all__ = ["clean", "clean_name"]

_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_INVISIBLE = re.compile(
    "[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+"
)
_LEADING = re.compile(r"^(?:(?:and|or)\b|[-–—•,;:.\s]|[a-z]\)\s)+", re.IGNORECASE)
_TRAILING = re.compile(r"(?:\s*[;,:]|\s+(?:and|or|&))+\s*$", re.IGNORECASE)
# A full stop at the end belongs to the sentence, unless it belongs to one of these.
_ABBREVIATION = re.compile(
    r"(?:^|[\s,(])(?:Ltd|Co|Inc|Corp|Intl|Mfg|Tech|Bros|No|St|Jr|Sr|Dr|Pvt|Pty|Pte|Bhd|Sdn|Est|Ent|Ind"
    r"|Trdg|Trad|Eng|Elec|Equip|Dept|Univ|Inst|Lab|Grp|Assn|Dev|Imp|Exp|San|Tic|Sti|Şti|Ltda|Cia|Nav"
    r"|(?:[A-Za-z]\.)+[A-Za-z])\.$",
    re.IGNORECASE,
)


def clean(text: str) -> str:
    """Text without markup, character references, invisible characters and stray spaces."""
    if "&" in text:
        text = html.unescape(text)
    if "<" in text:
        text = _TAG.sub(" ", text)
    text = _INVISIBLE.sub(" ", text)
    text = " ".join(text.split()).replace(" ,", ",").replace("( ", "(").replace(" )", ")")
    return unicodedata.normalize("NFC", text)


def clean_name(text: str) -> str:
    """A name without the marks of the enumeration that it stood in."""
    text = clean(text)
    previous = None
    while text != previous:
        previous = text
        text = _TRAILING.sub("", _LEADING.sub("", text)).strip()
        if text.endswith(".") and not _ABBREVIATION.search(text):
            text = text[:-1].rstrip()
        if text.endswith(")") and text.count(")") > text.count("("):
            text = text[:-1].rstrip()
        if text.startswith("(") and text.count("(") > text.count(")"):
            text = text[1:].lstrip()
        if text[:1] in "'\"“‘" and text[-1:] in "'\"”’" and len(text) > 2:
            text = text[1:-1].strip()
    return text
