"""Options that several commands share, and the types of their values."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable
from typing import Any, TypeVar

import click

from screenlib.errors import DateError

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


decisions_option = click.option(
    "--decisions",
    metavar="FILE",
    envvar="SCREENLIB_DECISIONS",
    show_envvar=True,
    help="The store of decisions: what was decided as a false hit does not alert again.",
)

json_option = click.option("--json", "as_json", is_flag=True, help="JSON on standard output.")

lang_option = click.option(
    "--lang",
    type=click.Choice(["en", "zh"]),
    default="en",
    show_default=True,
    help="Language of the explanation.",
)
