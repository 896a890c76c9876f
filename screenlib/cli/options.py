"""Options that several commands share, and the types of their values."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from screenlib.errors import DateError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

F = TypeVar("F", bound=Callable[..., Any])


class Day(click.ParamType[datetime.date]):
    """A date in ISO form."""

    name = "date"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime.date:
        from screenlib.lists import to_date

        try:
            return to_date(value)
        except DateError:
            self.fail(f"{value!r} is not a date; write it as 2020-06-05", param, ctx)

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        return "YYYY-MM-DD"


class PartyName(click.ParamType[str]):
    """A name as the shell handed it over.

    Where the locale is not UTF-8 (a bare C locale), Python cannot read a UTF-8 argument and keeps
    its bytes as half characters; the terminal meant UTF-8 all the same.
    """

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            return os.fsencode(value).decode("utf-8")
        except UnicodeError:
            return str(value)


class FileName(click.ParamType[str]):
    """A file, which the shell completes; whether it is there, the library says better."""

    name = "file"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        return [CompletionItem(incomplete, type="file")]


def complete_lists(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """The ids of lists, for the shell."""
    from screenlib.lists import available

    return [list_id for list_id in available() if list_id.startswith(incomplete)]


def list_options(command: F) -> F:
    """`--list` and `--as-of`."""
    command = click.option(
        "--as-of", type=Day(), help="What was listed on that day. Default: the newest snapshot."
    )(command)
    return click.option(
        "--list",
        "list_ids",
        multiple=True,
        metavar="LIST",
        shell_complete=complete_lists,
        help="Search this list; may be given more than once. Default: the bundled list.",
    )(command)


def column(value: str | None) -> str | int | None:
    """A column as the library takes it: its title, or its number."""
    return int(value) if value and value.isdecimal() else value


def table_options(command: F) -> F:
    """What is in a file of customers, and how it is written; see `table_arguments`."""
    for option in reversed(_TABLE_OPTIONS):
        command = option(command)
    return command


def table_arguments(options: dict[str, Any]) -> dict[str, Any]:
    """Takes the values of `table_options` out of `options`, as arguments of `screen_file`."""
    delimiter = options.pop("delimiter")
    return {
        **{name: column(options.pop(name)) for name in _COLUMNS},
        "sheet": options.pop("sheet"),
        "encoding": options.pop("encoding"),
        "delimiter": "\t" if delimiter in ("tab", "\\t") else delimiter,
        "header": not options.pop("no_header"),
    }


_COLUMNS = ("column", "country_column", "address_column", "party_column")
_TABLE_OPTIONS = (
    click.option("-c", "--column", help="Title of the column of names, or its number from 1."),
    click.option(
        "--country-column", metavar="COLUMN", help="Take the parties' countries into account."
    ),
    click.option("--address-column", metavar="COLUMN", help="Screen the parties' addresses, too."),
    click.option(
        "--party-column",
        metavar="COLUMN",
        help="The customers' ids, for decisions on one customer only.",
    ),
    click.option("--sheet", help="The sheet of an Excel workbook. Default: the first."),
    click.option("--encoding", help="Of the file (utf-8, gb18030, big5 ...). Default: found out."),
    click.option("--delimiter", help='Between cells ("tab" for tabs). Default: found out.'),
    click.option(
        "--no-header", is_flag=True, help="The first row is data; name columns by number."
    ),
)

decisions_option = click.option(
    "--decisions",
    metavar="FILE",
    type=FileName(),
    envvar="SCREENLIB_DECISIONS",
    show_envvar=True,
    help="The store of decisions: what was decided as a false hit does not alert again.",
)

record_option = click.option(
    "--record",
    metavar="FILE",
    type=FileName(),
    help="Append a record of the answers to FILE: SQLite if it ends in .db, else JSON lines.",
)

by_option = click.option(
    "--by", metavar="NAME", help="Who asks, for the record (default: the user) and the report."
)

json_option = click.option("--json", "as_json", is_flag=True, help="JSON on standard output.")

lang_option = click.option(
    "--lang",
    type=click.Choice(["en", "zh"]),
    default="en",
    show_default=True,
    help="Language of the explanation.",
)
