"""Prints columns of a screened CSV file as an aligned table: show_csv.py FILE COLUMN..."""

from __future__ import annotations

import csv
import sys

from screenlib.display import safe, table


def main(path: str, *columns: str) -> None:
    with open(path, encoding="utf-8", newline="") as file:  # noqa: PTH123
        rows = list(csv.DictReader(file))
    for line in table([columns, *(tuple(safe(row[name]) for name in columns) for row in rows)]):
        print(line)


if __name__ == "__main__":
    main(*sys.argv[1:])
