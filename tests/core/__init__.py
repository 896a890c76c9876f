"""Tests of the matching core, one file for each of its concerns, through its Python boundary.

`cases.csv` holds what was decided case by case; `cargo test` reads the same file.
"""

from __future__ import annotations
