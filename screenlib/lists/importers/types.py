"""What kind of party a name speaks of, where the list does not say.

Only what the words of a name state plainly is concluded. Everything else stays "unknown", which is
screened like an organisation: a party is never dropped because its type is missing.
"""

from __future__ import annotations

import re

from screenlib.lists.model import EntityType

__all__ = ["guess_type", "stated_type"]

_GOVERNMENT = re.compile(
    r"\b(?:Ministry|Public Security Bureau|Armed Forces|Navy|Air Force of|Intelligence Service"
    r"|Intelligence Directorate|Customs Service|Atomic Energy (?:Commission|Organization))\b",
    re.IGNORECASE,
)
_COMPANY = re.compile(
    r"\b(?:Ltd|Limited|L\.?L\.?C|Inc|Incorporated|Corp|Corporation|Company|GmbH|Co\.|S\.A\.?|B\.V|N\.V"
    r"|P\.?J\.?S\.?C|J\.?S\.?C|O\.?O\.?O|O?AO|ZAO|PAO|A\.S|Sdn|Bhd|Pte|Pvt|Pty|FZE|FZCO|FZC|LLP|PLC|SRL"
    r"|S\.R\.L|Oy|AG|KG|Trading|Enterprises?|Industries|Holdings?|Electronics|Logistics)\b",
    re.IGNORECASE,
)
_INSTITUTE = re.compile(
    r"\b(?:University|Institute|Academy|College|Laboratory|Research Cent(?:er|re)|Polytechnic)\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"Address \d+\Z")
_STATED: dict[str, EntityType] = {
    "entity": "organisation",
    "organisation": "organisation",
    "organization": "organisation",
    "company": "company",
    "legalentity": "unknown",
    "publicbody": "government",
    "individual": "person",
    "person": "person",
    "vessel": "vessel",
    "ship": "vessel",
    "aircraft": "aircraft",
    "airplane": "aircraft",
    "enterprise": "company",
}


def guess_type(name: str) -> EntityType:
    """The type that the words of a name state; "unknown" when they state none.

    "Address 07" is how the Entity List names an address at which any party needs a licence.
    """
    if _ADDRESS.match(name):
        return "address"
    if _GOVERNMENT.search(name):
        return "government"
    if _COMPANY.search(name):
        return "company"
    if _INSTITUTE.search(name):
        return "institute"
    return "unknown"


def stated_type(text: str, name: str) -> EntityType:
    """The type that a list states, refined by the name where it says only "entity"."""
    stated = _STATED.get(text.strip().lower(), "unknown")
    if stated in ("organisation", "unknown"):
        guessed = guess_type(name)
        return guessed if guessed != "unknown" else stated
    return stated
