"""Real names of companies that are (almost all) on no list: the counterparties of every day.

In: files of the measuring data and a seed. Out: names in a fixed, seeded order, without repeats.
Every sample drops lines that are securities rather than companies (funds, warrants, certificates).
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable

from benchmarks.shared import read_rows

#: Countries whose companies stand on sanctions lists in numbers: left out of "unrelated" samples
#: against OFAC.
SANCTIONED = frozenset({"Russia", "Iran", "Belarus", "Syria", "Cuba", "North Korea", "Venezuela"})

_SECURITY = re.compile(
    r"\b(?:fund|fondo|fundo|etf|etn|warrants?|units?|notes?|index|certificates?|preferred"
    r"|preference|depositary|adr|gdr|class [a-z]|series [a-z]|common stock"
    r"|ordinary shares?|trust units|bond|debentures?|due \d|pfd|wt|wi)\b"
    r"|[<>%*]|\b(?:dl|eo|sk|nk|hd|yn|ls|rc|sf)[- ]*[-,.]?\d|\d{4}[./-]\d|\b\d+[.,]\d+\b|\*\*",
    re.I,
)


def _shuffled(names: Iterable[str], seed: int) -> list[str]:
    distinct = sorted({" ".join(name.split()) for name in names if len(name.strip()) > 3})
    random.Random(seed).shuffle(distinct)
    return distinct


def world(seed: int, *, countries: frozenset[str] | None = None) -> list[str]:
    """English names of listed companies: all countries but the sanctioned ones, or only
    ``countries``.
    """
    return _shuffled(
        (
            row["name"]
            for row in read_rows("data/names/financedatabase_company_names.csv")
            if not _SECURITY.search(row["name"])
            and (row["country"] in countries if countries else row["country"] not in SANCTIONED)
        ),
        seed,
    )


def hong_kong_english(seed: int) -> list[str]:
    """English names of the Hong Kong companies register."""
    return _shuffled(
        (row["name_en"] for row in read_rows("data/names/hk_company_names_sample.csv.gz")), seed
    )


def hong_kong_chinese(seed: int) -> list[str]:
    """Traditional-Chinese names of the Hong Kong companies register."""
    return _shuffled(
        (row["name_zh_trad"] for row in read_rows("data/names/hk_company_names_sample.csv.gz")),
        seed,
    )


def mainland(seed: int) -> list[str]:
    """Simplified-Chinese names of organisations in mainland China."""
    return _shuffled(
        (row["name_zh"] for row in read_rows("data/names/mainland_zh_org_names.csv")), seed
    )
