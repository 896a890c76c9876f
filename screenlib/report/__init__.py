"""The report of a run: one file that a compliance person reads, prints, files and answers.

    from screenlib.report import write_report
    write_report("report.html", names, screener)

HTML (one self-contained file, no network), Markdown and JSON hold the same content: see content.py.
"""

from __future__ import annotations

from screenlib.report.content import ReportBuilder, ReportContent
from screenlib.report.writing import FORMATS, write_content, write_report

__all__ = ["FORMATS", "ReportBuilder", "ReportContent", "write_content", "write_report"]
