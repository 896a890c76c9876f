"""Text on a terminal: how wide it is, and made safe.

Chinese characters take two columns, combining marks none: `len` would misplace every column of a
table. Names come from outside: a control character in one could move the cursor or hide a line, so
that it is shown as an escape instead.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

_WIDE = frozenset("WF")
_UNSEEN = frozenset(("Cc", "Cf", "Cs", "Co", "Zl", "Zp"))


def safe(text: str) -> str:
    r"""`text` with control, direction-changing and unpaired characters shown as `\u` escapes."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        char.encode("unicode_escape").decode() if unicodedata.category(char) in _UNSEEN else char
        for char in text
    )


def width(text: str) -> int:
    """How many columns `text` takes."""
    if text.isascii():
        return len(text)
    columns = 0
    for char in text:
        if unicodedata.east_asian_width(char) in _WIDE:
            columns += 2
        elif not unicodedata.combining(char):
            columns += 1
    return columns


def pad(text: str, columns: int, *, right: bool = False) -> str:
    """`text` with blanks up to `columns`; with `right` it stands at the right."""
    blanks = " " * (columns - width(text))
    return blanks + text if right else text + blanks


def clip(text: str, columns: int) -> str:
    """`text` cut to `columns`, with an ellipsis where something is missing."""
    if width(text) <= columns:
        return text
    kept = 0
    for place, char in enumerate(text):
        kept += width(char)
        if kept > columns - 1:
            return text[:place] + "…"
    return text


def wrap(text: str, columns: int) -> list[str]:
    """`text` in lines of at most `columns`, broken at blanks, or anywhere in Chinese text."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        joined = f"{line} {word}" if line else word
        if width(joined) <= columns:
            line = joined
            continue
        if line and width(word) <= columns:
            lines.append(line)
            line = word
            continue
        line = joined
        while width(line) > columns:
            cut = next(n for n in range(len(line), 0, -1) if width(line[:n]) <= columns or n == 1)
            lines.append(line[:cut].rstrip())
            line = line[cut:].lstrip()
    return [*lines, line] if line or not lines else lines


def percent(probability: float) -> str:
    """The probability for people: never "100%" or "0%", which nothing in names is."""
    if probability > 0.9994:
        return ">99.9%"
    return "<0.1%" if probability < 0.001 else f"{probability:.1%}"


def table(
    rows: Sequence[tuple[str, ...]], *, right: tuple[int, ...] = (), gap: str = "  ", most: int = 40
) -> list[str]:
    """Rows of cells as aligned lines; the columns in `right` stand at the right."""
    clipped = [tuple(clip(cell, most) for cell in row) for row in rows]
    widths = [max(width(cell) for cell in column) for column in zip(*clipped, strict=True)]
    return [
        gap.join(
            pad(cell, columns, right=place in right)
            for place, (cell, columns) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in clipped
    ]
