"""Citations and dates as US lists print them.

"84 FR 54002", "77 FR 61249 No. 195", "82 F.R. 16788, 16789 4/6/2017", "76 FR 44259 (7/25/11); 80 FR
69852", "84 FR 54004, 10/9/19. 85 FR 44161, 7/22/20." Dates: "10/9/2019", "5/14/01", "2019-10-09".
"""

from __future__ import annotations

import datetime
import functools
import re
from pathlib import Path

from screenlib.lists.model import Citation

__all__ = ["parse_citations", "parse_date", "parse_dates", "parse_day_first", "rule_of"]

_CITATION = re.compile(
    r"(\d{2,3})\s*F\.?\s?R\.?\s*(?:No\.?\s*)?(\d{1,3},\d{3}|\d{2,6})"
    r"(?:[\s,(]*(\d{1,2}/\d{1,2}/\d{2,4}))?",
    re.IGNORECASE,
)
_US_DATE = re.compile(r"\b(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})\b")
_ISO_DATE = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")


def parse_citations(text: str, *, pages: bool = False) -> tuple[Citation, ...]:
    """The citations in a cell, in order, each once. `pages`: they name pages of tables, as in the
    Code, not first pages of rules. Some lists mix the two; pages of rules that are known
    (rules.tsv) are given with the rule."""
    found: dict[str, Citation] = {}
    for volume, page, date in _CITATION.findall(text):
        label = f"{int(volume)} FR {page.replace(',', '')}"
        if label not in found:
            day = parse_date(date)
            rule = rule_of(int(volume), int(page.replace(",", "")))
            if (rule and rule != label) or pages:
                found[label] = Citation(rule=rule, page=label, date=day)
            else:
                found[label] = Citation(rule=label, date=day)
    return tuple(found.values())


def rule_of(volume: int, page: int) -> str:
    """The rule whose table a page of the Federal Register belongs to; "" when it is not known."""
    for first, last in _rules().get(volume, ()):
        if first <= page <= last:
            return f"{volume} FR {first}"
    return ""


@functools.cache
def _rules() -> dict[int, list[tuple[int, int]]]:
    table = Path(__file__).parent.parent / "rules.tsv"
    found: dict[int, list[tuple[int, int]]] = {}
    for line in table.read_text("utf-8").splitlines():
        if line[:1].isdigit():
            rule, last, *_ = line.split("\t")
            volume, _, first = rule.split(" ")
            found.setdefault(int(volume), []).append((int(first), int(last.split(" ")[2])))
    return found


def parse_dates(text: str) -> list[datetime.date]:
    """The dates in a cell, in order. What is no date of the calendar is passed over."""
    days = []
    for month, day, year in _US_DATE.findall(text):
        full = int(year)
        if full < 100:
            # Two digits: the oldest orders in force are of the 1960s, the last expire in the 2050s.
            full += 1900 if full >= 60 else 2000
        days.append((full, int(month), int(day)))
    days += [(int(y), int(m), int(d)) for y, m, d in _ISO_DATE.findall(text)]
    dates = []
    for parts in days:
        try:
            dates.append(datetime.date(*parts))
        except ValueError:
            continue
    return dates


def parse_date(text: str) -> datetime.date | None:
    """The first date in a cell, or None."""
    return next(iter(parse_dates(text)), None)


def parse_day_first(text: str) -> datetime.date | None:
    """The first date in a cell that writes the day before the month ("31/12/2020"), or ISO."""
    found = re.search(r"\b(\d{1,2})[/.](\d{1,2})[/.](\d{4})\b", text)
    try:
        if found:
            return datetime.date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        return None
    return parse_date(text) if _ISO_DATE.search(text) else None
