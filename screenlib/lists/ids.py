"""Ids of entities: readable, and the same whenever and from wherever the entry is read.

An id is made from the primary name and the country alone, never from what else is on the list, so
that the same entry has the same id in every snapshot and in every source that prints it alike:

    >>> entity_id("Hangzhou Hikvision Digital Technology Co., Ltd.", "CN")
    'hangzhou-hikvision-digital-technology-co-ltd-cn'

A name with hardly a Latin letter gets a digest of its characters instead.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

__all__ = ["entity_id", "slug"]

_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_LONGEST = 80


def entity_id(name: str, country: str = "") -> str:
    """The id for an entry of that primary name and that country (ISO 3166-1 code or "")."""
    decomposed = unicodedata.normalize("NFKD", name.replace("&", " and ")).lower()
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    # An apostrophe joins (Xi'an, People's); every other mark divides.
    found = slug(re.sub(r"['’‘`]", "", plain))
    letters = sum(c.isalpha() for c in plain)
    latin = sum("a" <= c <= "z" for c in plain)
    if not found or 2 * latin < letters:
        found = f"name-{_digest(name)}"
    elif len(found) > _LONGEST:
        found = f"{found[:_LONGEST].rstrip('-')}-{_digest(name)[:6]}"
    return f"{found}-{country.lower()}" if country else found


def slug(text: str) -> str:
    """ASCII letters and digits in lower case, a hyphen for whatever stands between them.

    >>> slug("EU.4567.89")
    'eu-4567-89'
    """
    return _NOT_SLUG.sub("-", text.lower()).strip("-")


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:12]
