"""`replay`: asking the questions of a record again."""

from __future__ import annotations

import json
import sys

import click

from screenlib.cli.options import json_option


@click.command()
@click.argument("record", metavar="RECORD")
@json_option
def replay(record: str, as_json: bool) -> None:
    """Ask the questions of a record again.

    Checks that RECORD is as it was written, and that each run in it gets the same answers now;
    where it does not, says what has changed since. Exits with 1 when an answer differs.

    \b
      screenlib screen Hikvision --record answers.jsonl
      screenlib replay answers.jsonl
    """
    from screenlib.replay import read_runs
    from screenlib.replay import replay as ask_again

    same = True
    for number, run in enumerate(read_runs(record), 1):
        outcome = ask_again(run)
        same = same and bool(outcome)
        if as_json:
            data = {"run": number, "time": run.head["time"], **outcome.to_dict()}
            click.echo(json.dumps(data, ensure_ascii=False))
            continue
        by = f" by {run.head['by']}" if run.head["by"] else ""
        end = "" if run.complete else ", interrupted"
        click.secho(
            f"Run {number}: {run.head['time']}{by}, {outcome.answers:,} answers{end}", bold=True
        )
        kept = ", ".join(f"{day} ({law})" for law, day in run.head["keep_until"].items())
        click.echo(f"  keep until {kept}")
        for change in outcome.changes:
            click.secho(f"  changed: {change}", fg="yellow")
        if outcome:
            click.echo("  the same answers")
        for difference in outcome.differences:
            was, now = difference.recorded, difference.replayed
            click.secho(f"  row {difference.row} {difference.query!r}:", fg="red")
            click.echo(f"    was {json.dumps(was, ensure_ascii=False)}")
            click.echo(f"    is  {json.dumps(now, ensure_ascii=False)}")
    if not same:
        sys.exit(1)
