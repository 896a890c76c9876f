"""The command line: thin calls of the public interface.

Data go to standard output, talk goes to standard error; `--json` gives JSON, one document a line.
Exit codes: 0 done, 1 an error, 2 a wrong call, 3 something to look at was found (only with
`--exit-code`). Commands live in the modules of this package, by what they are about.
"""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from screenlib.cli.again import report, rescreen
from screenlib.cli.batch import batch
from screenlib.cli.lists import lists
from screenlib.cli.names import compare, explain, normalize, screen
from screenlib.cli.records import decide, decisions, replay
from screenlib.errors import ScreenlibError


class _Group(click.Group):
    """Turns the errors of screenlib into one line and exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except ScreenlibError as error:
            raise click.ClickException(str(error)) from error

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)  # in the order of use, not of the alphabet


def _show_version(ctx: click.Context) -> None:
    from screenlib._core import ENGINE

    click.echo(f"screenlib {ENGINE}")
    ctx.exit()


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=lambda ctx, _param, wanted: _show_version(ctx) if wanted else None,
    help="Show the version and exit.",
)
@click.pass_context
def main(ctx: click.Context) -> None:
    """Screens company names against export-control lists.

    The answer names the listed entities that a name may be, with the probability, the evidence and
    the legal consequence, and says what was searched. "No match" is no clearance.
    """
    if os.environ.get("NO_COLOR"):
        ctx.color = False
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a character shows its escape; it is never a reason to stop.
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="backslashreplace")


for _command in (
    screen,
    explain,
    compare,
    normalize,
    batch,
    report,
    rescreen,
    decide,
    decisions,
    replay,
    lists,
):
    main.add_command(_command)
