"""Writing a report: the kind by the ending of the name, the file whole or not at all."""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from screenlib.atomic import write_whole
from screenlib.errors import ConfigError
from screenlib.report.content import ReportBuilder, ReportContent

if TYPE_CHECKING:
    from screenlib.decisions import DecisionStore
    from screenlib.results import Language
    from screenlib.screener import Screener

FORMATS = (".html", ".md", ".json")


def write_report(
    output: str | os.PathLike[str],
    names: Iterable[str | None],
    screener: Screener,
    /,
    *,
    title: str = "",
    source: str = "",
    by: str = "",
    lang: Language = "en",
    decisions: DecisionStore | None = None,
    now: datetime.datetime | None = None,
) -> ReportContent:
    """Screen names and write a report of the answers.

    Args:
        output: Where to; the ending is ".html", ".md" or ".json".
        title, source, by: What stands at its head: what it is about, where the names are from,
            who asked.
        lang: The language that an HTML report opens in (it has both), or that of Markdown.
        decisions: Decisions that are shown, and let a hit rest.
        now: The time of the report, from which the ages of lists count (default: the clock's).

    Raises:
        ConfigError: the ending is none of these.
        BatchError: the file cannot be written.
        ScreenlibError: what screening raises.
    """
    format_of(output)
    builder = ReportBuilder(title=title, source=source, by=by)
    for result in screener.screen_many(names):
        builder.add(decisions.apply(result) if decisions else result)
    content = builder.content(screener.coverage, screener.fingerprint, now=now)
    write_content(output, content, lang=lang)
    return content


def write_content(
    output: str | os.PathLike[str], content: ReportContent, *, lang: Language = "en"
) -> None:
    """Write a report. Raises `ConfigError` for another ending, `BatchError` when it cannot."""
    text = format_of(output)(content, lang)
    write_whole(output, text.encode("utf-8", "backslashreplace"))


def format_of(output: str | os.PathLike[str]) -> Callable[[ReportContent, Language], str]:
    """What writes a file of this name. Raises `ConfigError` when nothing does."""
    ending = Path(output).suffix.lower()
    if ending == ".html":
        from screenlib.report.page import page

        return page
    if ending == ".md":
        from screenlib.report.markdown import markdown

        return markdown
    if ending == ".json":
        return _json
    raise ConfigError("output", str(output), f"A report ends in {', '.join(FORMATS)}.")


def _json(content: ReportContent, lang: Language) -> str:
    del lang  # values and keys are for programs
    return json.dumps(content.to_dict(), ensure_ascii=False, indent=1)
