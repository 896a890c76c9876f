"""The knowledge tables, and Latin letters for scripts that the core does not know.

In: the tables in screenlib/lexicon, and a user's own rows in files of the same form. Out: the
core's `Lexicon`. The core reads no file: it is given bytes. It knows Latin and Han; for characters
of other scripts (Cyrillic, Greek, Kana, Hangul ...) it is told the Latin letters that Unidecode
gives, when a name first has such a character. What it is told depends on the character alone, so
that the order in which names come changes no answer.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from screenlib._core import Lexicon, unknown_characters
from screenlib.errors import LexiconError

TABLES = Path(__file__).parent / "lexicon"


@functools.lru_cache(maxsize=4)
def lexicon(own: str | None = None) -> Lexicon:
    """The lexicon of the shipped tables, with the rows of the tables in the directory `own` added.

    Raises:
        LexiconError: a table has a bad row, or is none that exists.
    """
    tables = {path.stem: _read(path) for path in sorted(TABLES.glob("*.tsv"))}
    if own is not None:
        for path in sorted(Path(own).glob("*.tsv")):
            if path.stem not in tables:
                known = ", ".join(sorted(tables))
                raise LexiconError(f"{path}: there is no table {path.stem!r}. Tables: {known}.")
            tables[path.stem] = _with_rows(tables[path.stem], _read(path), path)
    try:
        return Lexicon(tables, _romanised(tables.values()))
    except ValueError as error:
        raise LexiconError(f"The lexicon cannot be read: {error}.") from error


def learn(target: Lexicon, names: Sequence[str]) -> None:
    """Tell the core the Latin letters of characters in `names` that it does not know."""
    other = [name for name in names if not name.isascii()]
    if not other:
        return
    unknown = target.unknown_characters(other)
    if unknown:
        target.add_romanisations(_letters(unknown))


def _romanised(tables: Iterable[bytes]) -> dict[str, str]:
    """The Latin letters of what the tables hold in other scripts (ファーウェイ, 화웨이)."""
    texts = [table.decode("utf-8", "replace") for table in tables if not table.isascii()]
    return _letters(unknown_characters(texts))


def _letters(characters: str) -> dict[str, str]:
    from unidecode import unidecode

    return {char: unidecode(char) for char in characters}


def own_tables(path: str | os.PathLike[str] | None) -> str | None:
    """The directory of a user's tables as text. Raises `LexiconError` when it holds none."""
    if path is None:
        return None
    directory = Path(path)
    if not any(directory.glob("*.tsv")):
        raise LexiconError(f"{directory}: there is no directory with lexicon tables (*.tsv) here.")
    return str(directory.resolve())


def _with_rows(shipped: bytes, own: bytes, path: Path) -> bytes:
    """The shipped table and the rows of a user's table, which must have the same header."""
    head, rows = _split(own)
    wanted, _ = _split(shipped)
    if head != wanted:
        raise LexiconError(
            f"{path}: the header row must be that of the shipped table: "
            f"{wanted.decode('utf-8').strip()}"
        )
    return shipped + rows


def _split(table: bytes) -> tuple[bytes, bytes]:
    lines = table.replace(b"\r\n", b"\n").removeprefix(b"\xef\xbb\xbf").splitlines(keepends=True)
    content = [line for line in lines if not line.startswith(b"#")]
    if not content:
        return b"", b""
    rows = b"".join(content[1:])
    return content[0], rows if not rows or rows.endswith(b"\n") else rows + b"\n"


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise LexiconError(f"{path} cannot be read: {error.strerror}.") from error
