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
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from screenlib._core import Lexicon, unknown_characters
from screenlib.errors import LexiconError

TABLES = Path(__file__).parent / "lexicon"
_PLACE = re.compile(r"lexicon table (?P<table>\w+), line (?P<line>\d+): (?P<problem>.*)", re.DOTALL)


@functools.lru_cache(maxsize=4)
def lexicon(own: str | None = None) -> Lexicon:
    """The lexicon of the shipped tables, with the rows of the tables in the directory `own` added.

    Raises:
        LexiconError: a table has a bad row, or is none that exists.
    """
    shipped = {path.stem: _read(path) for path in sorted(TABLES.glob("*.tsv"))}
    tables = dict(shipped)
    files = {} if own is None else {path.stem: path for path in sorted(Path(own).glob("*.tsv"))}
    for name, path in files.items():
        if name not in shipped:
            known = ", ".join(sorted(shipped))
            raise LexiconError(f"{path}: there is no table {name!r}. Tables: {known}.")
        tables[name] += _rows(_read(path), shipped[name], path)
    try:
        return Lexicon(tables, _romanised(tables.values()))
    except ValueError as error:
        place = _PLACE.fullmatch(str(error))
        if place and place["table"] in files:
            name = place["table"]
            line = int(place["line"]) - shipped[name].count(b"\n")
            if line > 0:
                where = f"{files[name]}, line {line}"
                raise LexiconError(f"{where}: {place['problem']}.") from error
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


def _rows(own: bytes, shipped: bytes, path: Path) -> bytes:
    """A user's table, which must have the header of the shipped one, with that line left empty."""
    lines = own.replace(b"\r\n", b"\n").removeprefix(b"\xef\xbb\xbf").split(b"\n")
    header = next((line for line in lines if line and not line.startswith(b"#")), b"")
    wanted = next(line for line in shipped.split(b"\n") if line and not line.startswith(b"#"))
    if header != wanted:
        raise LexiconError(
            f"{path}: the header row must be that of the shipped table: {wanted.decode('utf-8')}"
        )
    lines[lines.index(header)] = b""
    return b"\n".join(lines) + b"\n"


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise LexiconError(f"{path} cannot be read: {error.strerror}.") from error
