"""Puts the figures of benchmarks/results/ into the documentation, so that no figure is typed by
hand.

A page marks where a table goes with ``<!-- figures: NAME -->`` and ``<!-- end of figures -->``;
what stands between is replaced by the table that :data:`TABLES` makes of the result files. A table
whose figures are missing is left as it is. Raises ``ValueError`` for a name that no table has.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks import report
from benchmarks.shared import CHECKOUT

PAGES = tuple(
    CHECKOUT / "docs" / f"{page}.md"
    for page in ("accuracy", "speed", "model-validation", "how-to/use-spark-ray-or-dask")
)
_MARK = re.compile(r"(<!-- figures: ([\w-]+) -->\n).*?(<!-- end of figures -->)", re.DOTALL)

Result = dict[str, Any]


def _text(value: object) -> str:
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, float):
        size = abs(value)  # three digits tell enough, and make columns that fit the page
        return f"{value:,.{0 if size >= 100 else 1 if size >= 10 else 3}f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def markdown(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table, figures to the right."""
    marks = ["---", *("--:" for _ in header[1:])]
    cells = [header, marks, *([_text(value) for value in row] for row in rows)]
    return "".join(f"| {' | '.join(row)} |\n" for row in cells)


def _keyed(part: Result, first: str) -> str:
    """A table of a result whose rows are dictionaries with the same keys."""
    header = [first, *next(iter(part.values()))]
    return markdown(header, [[title, *row.values()] for title, row in part.items()])


_PAIR_FIGURES = {
    "average_precision": "average precision",
    "best_f1": "best F1",
    "recall_at_5_percent_false": "recall at 5 % false positives",
    "match_precision": "precision of `match`",
    "recall_match": "true pairs given `match`",
    "recall_shown": "true pairs shown",
    "affiliates_flagged": "affiliate pairs given `affiliate` or `review`",
    "false_flagged": "false pairs shown (siblings apart)",
    "siblings_shown": "sibling institutes shown",
}


def _pairs(results: Result) -> str:
    settings = results["parts"]["pairs"]
    return markdown(
        ["figure", *settings],
        [
            [title, *(one.get(key) for one in settings.values())]
            for key, title in _PAIR_FIGURES.items()
        ],
    )


#: What the two names of a pair of each category have to do with each other.
_CATEGORIES = {
    "affiliate_parent": "the parent of a listed institute or company",
    "affiliate_sub": "a subsidiary or branch abroad, another company",
    "bl_abbrev": "words abbreviated as on bills of lading",
    "bracket": "other brackets, or none",
    "branch_same": "a branch or office of the company itself",
    "brand_legal": "trade name and legal name",
    "brand_not_pinyin": "an English trade name that is not the sound of the Chinese",
    "close_spelling": "spellings that are near",
    "dropped_industry": "the field of business left out",
    "dropped_legal": "the legal form left out",
    "dropped_region": "the place left out",
    "en_zh": "an English name for a Chinese one",
    "former_name": "a former name",
    "generic_overlap": "only common words agree",
    "gov_near": "public bodies of other places or kinds",
    "homophone": "other characters of the same sound",
    "industry_synonym": "the field of business in other words",
    "institute": "an institute by its short or long name",
    "jp_kr": "Japanese or Korean script, or full width",
    "legal_variant": "another legal form",
    "numbered": "an institute by its number",
    "numbers": "another number, or a number by chance",
    "old_roman": "an old romanisation",
    "order": "words in another order",
    "pinyin_full": "the whole name in pinyin",
    "pinyin_spacing": "pinyin divided otherwise",
    "polyphone": "characters of several readings",
    "real_list_lat": "names of lists, in Latin letters",
    "real_list_neg": "names of lists, of others than look alike",
    "real_list_zh": "names of lists, in Chinese",
    "region_confusion": "places that are easily confused",
    "same_brand_diff_industry": "the same trade name in another business",
    "same_brand_diff_region": "the same trade name in another place",
    "same_region_diff_brand": "the same place, another trade name",
    "sibling_institute": "institutes of one parent",
    "taiwan_hk": "firms of Taiwan and Hong Kong",
    "taiwan_near": "other bodies of Taiwan that look alike",
    "trad_simp": "traditional and simplified characters",
    "typo": "a typing error",
    "univ_abbrev": "a university by its short name",
    "univ_near": "universities of similar names",
    "width_compat": "characters of other width, or look-alikes of them",
    "zh_abbrev": "a Chinese short name",
    "zh_en_legal": "the legal names in Chinese and English",
}


def _categories(results: Result) -> str:
    categories = results["parts"]["pairs"]["all tables"]["categories"]
    rows = []
    for title, one in categories.items():
        key, _, label = title.partition(" ")
        what = _CATEGORIES.get(key, key)
        rows.append([f"{what} {label}".rstrip(), one["pairs"], one["right"], one["mean_score"]])
    header = ["pairs of (label)", "pairs", "right at the shipped thresholds", "mean probability"]
    return markdown(header, rows)


def _engines(*results: Result) -> str:
    """What each result was measured with: figures of other engines are not to be compared."""
    rows = [[title, one["engine"]] for title, one in zip(_MEASURED, results, strict=True)]
    return markdown(["measurement", "engine and lexicon"], rows)


def _alerts(results: Result) -> str:
    rows = []
    for title, one in results["parts"]["alerts"].items():
        false = one["without_truly_listed_or_group"]
        rows.append(
            [title, one["names"], *one["all"].values(), false["match"], sum(false.values())]
        )
    header = ["sample", "names", "match", "review", "affiliate", "false match", "false alerts"]
    return markdown(header, rows)


def _english(results: Result) -> str:
    part = results["parts"]["english"]
    rows = [
        [title.replace("_", " "), value]
        for title, value in part.items()
        if title != "recall_by_kind"
    ]
    rows += [[f"recall, {kind}", value] for kind, value in part["recall_by_kind"].items()]
    return markdown(["figure", "value"], rows)


def _peers(results: Result) -> str:
    figures = list(dict.fromkeys(key for one in results["matchers"].values() for key in one))
    return markdown(
        ["figure", *results["matchers"]],
        [[key, *(one.get(key) for one in results["matchers"].values())] for key in figures],
    )


def _evasion(results: Result) -> str:
    ran = {name: one for name, one in results["matchers"].items() if "skipped" not in one}
    kinds = next(iter(ran.values()))
    return markdown(
        ["disguise", "cases", *ran],
        [
            [kind, kinds[kind]["cases"], *(one[kind]["caught"] for one in ran.values())]
            for kind in kinds
        ],
    )


def _outlook(results: Result) -> str:
    """How long files of several sizes take at the rate that was measured."""
    rate = results["figures"]["rows a second"]
    sizes = (10_000_000, 100_000_000, 1_000_000_000)
    return markdown(["rows", "minutes"], [[f"{size:,}", size / rate / 60] for size in sizes])


_SPEED_COLUMNS = {
    "names_per_second": "names/s",
    "names_per_processor_second": "names a processor second",
    "single_median_ms": "one name, median ms",
    "single_p99_ms": "p99 ms",
    "f1": "F1",
    "recall_at_1_percent_false": "recall at 1 % false",
    "build_seconds": "build s",
    "list_megabytes": "list MB",
    "process_megabytes": "process MB",
    "answered": "queries",
}


def _speed(title: str) -> Callable[[Result], str]:
    def make(results: Result) -> str:
        one = results["lists"][title]
        rows = [
            [label, *(measured.get(key) for key in _SPEED_COLUMNS)]
            for label, measured in one["matchers"].items()
            if "skipped" not in measured
        ]
        return markdown(["matcher", *_SPEED_COLUMNS.values()], rows)

    return make


def _own(results: Result) -> str:
    parts = ("public, English", "public, Chinese", "saved")
    return markdown(
        ["figure", "value"],
        [
            [f"{part}: {figure}", value]
            for part in parts
            for figure, value in results["own"][part].items()
        ],
    )


def _growth(key: str) -> Callable[[Result], str]:
    def make(results: Result) -> str:
        rows = results["own"][key]
        # A small index that finds room in what the process gave back has no size of its own.
        cells = [
            [None if name == "megabytes" and value < 0 else value for name, value in row.items()]
            for row in rows
        ]
        return markdown([name.replace("_", " ") for name in rows[0]], cells)

    return make


def _machine(results: Result) -> str:
    return markdown(["machine", ""], [[key, value] for key, value in results["machine"].items()])


def _part(name: str, first: str) -> Callable[[Result], str]:
    return lambda results: _keyed(results["parts"][name], first)


_MEASURED = ("accuracy", "peers", "evasion", "exactness")

#: Table name -> (result files between blanks, what makes the table of them).
TABLES: dict[str, tuple[str, Callable[..., str]]] = {
    "engines": (" ".join(_MEASURED), _engines),
    "pairs": ("accuracy", _pairs),
    "pair-categories": ("accuracy", _categories),
    "retrieval": ("accuracy", _part("retrieval", "queries")),
    "entity-list": ("accuracy", _part("entity-list", "queries")),
    "natives": ("accuracy", _part("natives", "queries")),
    "alerts": ("accuracy", _alerts),
    "english": ("accuracy", _english),
    "gold": ("accuracy", _part("gold", "set")),
    "peers": ("peers", _peers),
    "evasion": ("evasion", _evasion),
    "exactness": (
        "exactness",
        lambda results: markdown(
            ["figure", "value"],
            [
                [key.replace("_", " "), value]
                for key, value in results.items()
                if key not in ("machine", "engine")
            ],
        ),
    ),
    "batch": (
        "batch",
        lambda results: markdown(["figure", "value"], [*results["figures"].items()]),
    ),
    "batch-outlook": ("batch", _outlook),
    "speed-ofac": ("speed", _speed("ofac")),
    "speed-entity-list": ("speed", _speed("entity-list")),
    "speed-entity-list-chinese": ("speed", _speed("entity-list-chinese")),
    "speed-world": ("speed", _speed("world")),
    "speed-own": ("speed", _own),
    "speed-list-size": ("speed", _growth("list size")),
    "speed-query-length": ("speed", _growth("query length")),
    "instructions": (
        "instructions",
        lambda results: markdown(
            ["list", "best one", "best ten"],
            [[name, *map(round, counts.values())] for name, counts in results["lists"].items()],
        ),
    ),
    "machine": ("speed", _machine),
}


def filled(page: str, results: Path | None = None) -> str:
    """The page with every table made anew from the result files that are there."""

    def replace(match: re.Match[str]) -> str:
        name = match.group(2)
        if name not in TABLES:
            raise ValueError(f"there is no table of figures named {name!r}: {', '.join(TABLES)}")
        stems, make = TABLES[name]
        paths = [(results or report.RESULTS) / f"{stem}.json" for stem in stems.split()]
        if not all(path.exists() for path in paths):
            return match.group(0)
        try:
            table = make(*(json.loads(path.read_text(encoding="utf-8")) for path in paths))
        except KeyError:  # the part was skipped, so the file has no figures of it
            return match.group(0)
        return match.group(1) + table + match.group(3)

    return _MARK.sub(replace, page)


def run() -> int:
    """Rewrite the pages; 0."""
    for page in PAGES:
        before = page.read_text(encoding="utf-8")
        after = filled(before)
        if after != before:
            page.write_text(after, encoding="utf-8")
            print(f"rewritten: {page.relative_to(CHECKOUT)}")
    return 0
