"""Where the measuring data is found.

In: the environment variable ``SCREENLIB_SHARED``, else a folder ``shared`` beside the checkout.
Out: paths. Promises: a missing folder or file raises :class:`SharedDataMissingError`, which names
the path and what to do; a part of the benchmark that meets it is skipped with that reason and never
silently counted as passed.
"""

from __future__ import annotations

import csv
import gzip
import os
from collections.abc import Iterator
from pathlib import Path

ENVIRONMENT_VARIABLE = "SCREENLIB_SHARED"
CHECKOUT = Path(__file__).resolve().parent.parent


class SharedDataMissingError(Exception):
    """The measuring data is not on this machine, so the part that needs it cannot run."""


def shared_path(relative: str) -> Path:
    """The path of one file of the measuring data.

    Raises :class:`SharedDataMissingError` if it is not there.
    """
    root = Path(os.environ.get(ENVIRONMENT_VARIABLE) or CHECKOUT.parent / "shared")
    path = root / relative
    if not path.exists():
        raise SharedDataMissingError(
            f"{relative} is not in {root}: set {ENVIRONMENT_VARIABLE} to the folder that holds it"
        )
    return path


def read_rows(relative: str) -> Iterator[dict[str, str]]:
    """The rows of a CSV file (plain or gzipped) with a header, as dictionaries."""
    path = shared_path(relative)
    with (
        gzip.open(path, "rt", encoding="utf-8", newline="")
        if path.suffix == ".gz"
        else path.open(encoding="utf-8", newline="")
    ) as stream:
        yield from csv.DictReader(stream)


def read_headless(relative: str) -> Iterator[list[str]]:
    """The rows of a CSV file without a header (the OFAC layout); the end-of-file mark is left
    out.
    """
    with shared_path(relative).open(encoding="utf-8", newline="") as stream:
        for row in csv.reader(stream):
            if len(row) > 1:
                yield [cell.strip() for cell in row]
