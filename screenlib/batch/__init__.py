"""Screening whole files and tables: every row in, every row out, in order, with its answer.

Knows only the public interface of screenlib. `screen_csv` is the entry for
text, `screen_file` that for files of all kinds.
"""

from __future__ import annotations

from screenlib.batch.columns import RESULT_COLUMNS
from screenlib.batch.csvrun import screen_csv
from screenlib.batch.encoding import ENCODINGS
from screenlib.batch.files import screen_file
from screenlib.batch.summary import Alert, BatchSummary, Fault

__all__ = [
    "ENCODINGS",
    "RESULT_COLUMNS",
    "Alert",
    "BatchSummary",
    "Fault",
    "screen_csv",
    "screen_file",
]
