"""Countries: from the spellings that sources use to ISO 3166-1 codes, and back to English names.

The table is countries.tsv. It is read on first use only, as most screenings never need it.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path

import attrs

__all__ = ["country_code", "country_name"]


_FORMAL = re.compile(
    r"(?:the\s+)?(?:[\w'’]+\s+){0,3}(?:republic|kingdom|state|sultanate|federation) of\s+"
    r"(?:the\s+)?(.+)",
    re.IGNORECASE,
)


@attrs.frozen(slots=True)
class _Countries:
    names: dict[str, str]
    codes: dict[str, str]


@functools.cache
def _table() -> _Countries:
    names: dict[str, str] = {}
    codes: dict[str, str] = {}
    text = (Path(__file__).parent / "countries.tsv").read_text("utf-8")
    rows = [line for line in text.splitlines() if line and not line.startswith("#")]
    for row in rows[1:]:
        code, name, other = row.split("\t")
        names[code] = name
        for spelling in (code, name, *other.split("|")):
            if spelling:
                codes[_key(spelling)] = code
    return _Countries(names, codes)


def country_code(text: str) -> str | None:
    """The code of a country given as code or name; "" for blank text, None when not known."""
    if not text.strip():
        return ""
    codes = _table().codes
    found = codes.get(_key(text))
    if found is None and (formal := _FORMAL.match(text.strip())):
        # "Islamic Republic of Pakistan", "State of Israel": the plain name follows.
        found = codes.get(_key(formal[1]))
    return found


def country_name(code: str) -> str:
    """The English name for a code; "" for "", and the code itself when it is not known."""
    return _table().names.get(code, code)


def _key(text: str) -> str:
    plain = re.sub(r"\s+", " ", text.replace("’", "'").strip().casefold())
    return plain.strip(" .,;") if len(plain) > 2 else plain
