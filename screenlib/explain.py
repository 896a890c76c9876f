"""Answers told in words, in English and Chinese, for people who have never seen the code.

In: the records of results.py. Out: text without colours, made of lines that fit a terminal of 100
columns, columns aligned for double-width characters. Promises: all that comes from outside is made
safe to print; a row of evidence is never left out; "no match" is never called a clearance.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from screenlib import words
from screenlib.display import clip, pad, percent, safe, table, width, wrap
from screenlib.errors import ConfigError
from screenlib.words import PHRASES, word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from screenlib.results import (
        Comparison,
        Coverage,
        Evidence,
        Hit,
        Language,
        ListCoverage,
        NormalizedName,
        ScreeningResult,
    )

COLUMNS = 100
_BAR = 16
_FUZZY = frozenset(("typo", "typos", "truncation", "romanisation"))
"""Levels whose letters are worth showing one below the other."""

OWNERSHIP_LISTS = frozenset(("us-bis-entity-list", "us-entity-list"))
"""Lists to whose affiliates the 50 % rule of BIS applies."""

_NOTHING = "–"
_HEADS = ("part", "in query", "on list", "how", "bits")


def explain_result(result: ScreeningResult, lang: Language = "en") -> str:
    """One answer: verdict, every hit with its evidence, and what was searched."""
    check_language(lang)
    lines = [f"{safe(result.query)}: {word(words.VERDICTS, result.verdict, lang)}"]
    if result.reason:
        lines += _paragraph(result.reason, "  ")
    elif not result.hits:
        lines += _paragraph(word(PHRASES, "nothing found", lang), "  ")
    for hit in result.hits:
        lines += ["", explain_hit(hit, lang)]
    lines += ["", explain_coverage(result.coverage, lang)]
    if not result.hits:
        lines.append(word(PHRASES, "no clearance", lang))
    return "\n".join(lines)


def explain_hit(hit: Hit, lang: Language = "en") -> str:
    """One hit: who it is, what follows from the listing, and the evidence."""
    check_language(lang)
    lines = [headline(hit, lang), *facts(hit, lang), "", *waterfall(hit.evidence, hit.bits, lang)]
    return "\n".join(lines)


def explain_comparison(comparison: Comparison, lang: Language = "en") -> str:
    """Two names: verdict, probability and the evidence."""
    check_language(lang)
    verdict = word(words.VERDICTS, comparison.verdict, lang)
    lines = [
        f"{verdict}  {percent(comparison.probability)} {word(PHRASES, 'same', lang)}",
        *table(
            [
                (f"  {word(PHRASES, 'query', lang)}", safe(comparison.query)),
                (f"  {word(PHRASES, 'on list', lang)}", safe(comparison.listed_name)),
            ],
            most=COLUMNS - 20,
        ),
    ]
    if comparison.relation:
        lines.append(f"  {relation(comparison.relation, lang)}")
    if comparison.reason:
        lines += _paragraph(comparison.reason, "  ")
    if comparison.evidence:
        lines += ["", *waterfall(comparison.evidence, comparison.bits, lang)]
    return "\n".join(lines)


def explain_name(name: NormalizedName, lang: Language = "en") -> str:
    """How a name is read: one line for each part."""
    check_language(lang)
    lines = [f"{safe(name.text)} {word(PHRASES, 'reads', lang)}"]
    rows = [
        (
            f"  {word(words.KINDS, part.kind, lang)}",
            safe(part.text),
            safe(" | ".join(part.concepts)),
        )
        for part in name.parts
    ]
    if rows:
        lines += table(rows)
    if name.reason:
        lines += _paragraph(name.reason, "  ")
    extra = [(f"  {word(PHRASES, 'key', lang)}", safe(name.key))] if name.key else []
    if name.readings:
        extra.append((f"  {word(PHRASES, 'sounds', lang)}", safe(", ".join(name.readings))))
    if extra:
        lines += ["", *table(extra, most=COLUMNS - 20)]
    return "\n".join(lines)


def explain_coverage(coverage: Coverage, lang: Language = "en") -> str:
    """What was searched and what was not, one line for each list."""
    check_language(lang)
    searched = [part for part in coverage.lists if not part.error]
    lines = []
    for part in searched:
        text = f"{word(PHRASES, 'searched', lang)}: {list_line(part, lang)}"
        lines += _paragraph(text, "", "  ")
        if part.completeness:
            text = f"{word(PHRASES, 'holds', lang)}: {part.completeness}"
            lines += _paragraph(text, "  ", "  ")
        if part.left_out:
            lines.append("  " + word(PHRASES, "left out", lang).format(f"{part.left_out:,}"))
    for gap in coverage.gaps:
        lines += _paragraph(f"{word(PHRASES, 'not searched', lang)}: {gap}", "", "  ")
    return "\n".join(lines)


def list_line(part: ListCoverage, lang: Language = "en") -> str:
    """One list that was searched: title, version, counts, digest."""
    entities, names = word(PHRASES, "entities", lang), word(PHRASES, "names", lang)
    date = f", {part.date}" if part.date else ""
    return (
        f"{safe(part.title)}{date} ({part.list_id}; {part.entities:,} {entities}, "
        f"{part.names:,} {names}; {part.digest[:19]})"
    )


def headline(hit: Hit, lang: Language = "en") -> str:
    """Verdict, probability and the entity's name, in one line."""
    verdict = word(words.VERDICTS, hit.verdict, lang)
    status = "" if hit.status == "listed" else f" [{word(words.STATUSES, hit.status, lang)}]"
    return f"{verdict}  {hit.likelihood}  {safe(hit.entity.name)}{status}"


def fact_rows(hit: Hit) -> list[tuple[str, str, str]]:
    """What is known of the entity and what follows from the listing: (title, English, Chinese).

    The title is a key of `words.PHRASES`. What comes from the list stands in its own language.
    """
    entity = hit.entity
    rows = []

    def add(title: str, english: str, chinese: str | None = None) -> None:
        if english:
            rows.append((title, english, english if chinese is None else chinese))

    if hit.matched_name != entity.name:
        kinds = words.NAME_KINDS.get(hit.matched_kind, (hit.matched_kind,) * 2)
        add("matched", *(f"{hit.matched_name} ({kind})" for kind in kinds))
    if hit.status != "listed":
        add("status", *words.STATUSES.get(hit.status, (hit.status,) * 2))
    if hit.relation:
        add("relation", relation(hit.relation, "en"), relation(hit.relation, "zh"))
        if hit.list_id in OWNERSHIP_LISTS:
            add("ownership rule", *(_ownership_rule(place) for place in (0, 1)))
    add("note", hit.reason)
    if hit.decision:
        add("decided", str(hit.decision))
    add("list", hit.list_version)
    add("citation", entity.citation)
    add("dates", _dates(hit, "en"), _dates(hit, "zh"))
    add("country", entity.country_name or entity.country)
    add("licence", entity.licence_requirement)
    add("policy", entity.licence_policy)
    return rows


def facts(hit: Hit, lang: Language = "en", *, whole: bool = True) -> list[str]:
    """`fact_rows` as text, one fact a line; without `whole` a long one is cut to one line."""
    place = 1 if lang == "en" else 2
    titles = [(word(PHRASES, row[0], lang), safe(row[place])) for row in fact_rows(hit)]
    indent = max(width(title) for title, _ in titles) + 4
    lines = []
    for title, text in titles:
        first, *others = wrap(text if whole else clip(text, COLUMNS - indent), COLUMNS - indent)
        lines.append(f"  {pad(title, indent - 2)}{first}")
        lines += [" " * indent + other for other in others]
    return lines


def waterfall(evidence: Sequence[Evidence], total: float, lang: Language = "en") -> list[str]:
    """The evidence as a table with a bar for the bits of each row, and their sum."""
    part, *heads = (word(PHRASES, head, lang) for head in _HEADS)
    rows: list[tuple[str, ...]] = [(f"  {part}", *heads, "")]
    reach = max((abs(row.bits) for row in evidence), default=1.0) or 1.0
    for row in evidence:
        rows.append(
            (
                "  " + word(words.KINDS, row.kind, lang),
                safe(row.query) or _NOTHING,
                safe(row.listed) or _NOTHING,
                word(words.LEVELS, row.level, lang),
                f"{row.bits:+.1f}",
                _bar(row.bits, reach),
            )
        )
    rows.append(("  " + word(PHRASES, "sum", lang), "", "", "", f"{total:+.1f}", ""))
    lines = table(rows, right=(4,), most=30)
    letters = [line for row in evidence if _letters_tell(row) for line in alignment(row)]
    if letters:
        lines += ["", f"  {word(PHRASES, 'letters', lang)}", *letters]
    return lines


def _letters_tell(row: Evidence) -> bool:
    """Whether two texts are alike letter by letter, and not the same."""
    if row.query.casefold() == row.listed.casefold():
        return False
    return row.level in _FUZZY or (
        row.level == "sound" and row.query.isascii() and row.listed.isascii()
    )


def alignment(row: Evidence) -> list[str]:
    """The letters of a fuzzy part one below the other, with what differs marked."""
    from rapidfuzz.distance import Levenshtein

    above, below = safe(row.query), safe(row.listed)
    top, middle, bottom = "", "", ""
    for step in Levenshtein.opcodes(above.casefold(), below.casefold()):
        left = above[step.src_start : step.src_end]
        right = below[step.dest_start : step.dest_end]
        columns = max(width(left), width(right))
        top += pad(left, columns)
        bottom += pad(right, columns)
        middle += ("|" if step.tag == "equal" else "^") * columns
    return [f"    {top}".rstrip(), f"    {middle}", f"    {bottom}".rstrip()]


def summary(hit: Hit) -> str:
    """The evidence of a hit in one English sentence, for a cell of a table."""
    rows = sorted(hit.evidence, key=lambda row: -abs(row.bits))
    strong = [row for row in rows if row.bits > 0 and row.query][:3]
    against = [row for row in rows if row.bits < -1 and row.kind != "name"][:2]
    said = [
        f"{word(words.KINDS, row.kind, 'en')} {row.query} = {row.listed or row.query}"
        f" ({word(words.LEVELS, row.level, 'en')})"
        for row in strong
    ]
    said += [
        f"{word(words.KINDS, row.kind, 'en')} {row.query or _NOTHING} / {row.listed or _NOTHING}"
        f" ({word(words.LEVELS, row.level, 'en')})"
        for row in against
    ]
    return ", ".join(said)


def relation(name: str, lang: Language = "en") -> str:
    """The relation guessed, always with the words that nobody knows the ownership."""
    return f"{word(words.RELATIONS, name, lang)}; {word(PHRASES, 'ownership', lang)}"


def check_language(lang: str) -> None:
    """Refuses a language that there are no words for."""
    if lang not in ("en", "zh"):
        raise ConfigError("lang", lang, 'Give "en" or "zh".')


def _bar(bits: float, reach: float) -> str:
    filled = round(abs(bits) / reach * _BAR)
    return ("█" if bits > 0 else "░") * filled


def _ownership_rule(place: int) -> str:
    """What is known of the 50 % rule, by dates: it is used to word what is said of affiliates."""
    from screenlib.lists.ownership import FIFTY_PERCENT_RULE

    return "; ".join(
        f"{words.RULE_STATES[state][place]} {day}" for day, state in FIFTY_PERCENT_RULE.periods
    )


def _dates(hit: Hit, lang: Language) -> str:
    entity = hit.entity
    dates = (
        ("considered on", entity.considered if hit.status == "considered" else None),
        ("announced on", entity.announced),
        ("published on", entity.published),
        ("effective on", entity.effective),
    )
    return ", ".join(f"{word(PHRASES, title, lang)} {day}" for title, day in dates if day)


def _paragraph(text: str, indent: str, hanging: str | None = None) -> list[str]:
    hanging = indent if hanging is None else hanging
    lines = wrap(safe(text), COLUMNS - max(len(indent), len(hanging)))
    return [(hanging if place else indent) + line for place, line in enumerate(lines)]
