"""`replay`, `decide` and `decisions`: what was answered, and what was decided on it."""

from __future__ import annotations

import datetime
import json
import sys
from typing import Any

import click

from screenlib.cli.options import (
    Day,
    FileName,
    PartyName,
    decisions_option,
    json_option,
    list_options,
)


@click.command()
@click.argument("record", metavar="RECORD", type=FileName())
@json_option
def replay(record: str, as_json: bool) -> None:
    """Ask the questions of a record again.

    Checks that RECORD is as it was written, and that each run in it gets the same answers now;
    where it does not, says what has changed since. Exits with 1 when an answer differs.

    \b
      screenlib screen Hikvision --record answers.jsonl
      screenlib replay answers.jsonl
    """
    from screenlib.replay import changes, differing, read_runs, screener_of
    from screenlib.replay import replay as ask_again

    same = True
    for number, run in enumerate(read_runs(record), 1):
        screener = screener_of(run.head["fingerprint"])
        if as_json:
            outcome = ask_again(run, screener)
            same = same and bool(outcome)
            data = {"run": number, "time": run.head["time"], **outcome.to_dict()}
            click.echo(json.dumps(data, ensure_ascii=False))
            continue
        by = f" by {run.head['by']}" if run.head["by"] else ""
        end = "" if run.complete else ", interrupted"
        click.secho(
            f"Run {number}: {run.head['time']}{by}, {len(run.answers):,} answers{end}", bold=True
        )
        kept = ", ".join(f"{day} ({law})" for law, day in run.head["keep_until"].items())
        click.echo(f"  keep until {kept}")
        for change in changes(run, screener):
            click.secho(f"  changed: {change}", fg="yellow")
        count = 0
        for difference in differing(run, screener):
            count += 1
            was, now = difference.recorded, difference.replayed
            click.secho(f"  row {difference.row} {difference.query!r}:", fg="red")
            click.echo(f"    was {json.dumps(was, ensure_ascii=False)}")
            click.echo(f"    is  {json.dumps(now, ensure_ascii=False)}")
        same = same and not count
        click.echo(f"  {count:,} answers differ" if count else "  the same answers")
    if not same:
        sys.exit(1)


@click.command()
@click.argument("name", required=False, type=PartyName())
@click.argument("entity_id", required=False)
@click.argument(
    "disposition", required=False, type=click.Choice(["false-hit", "true-match", "escalated"])
)
@decisions_option
@click.option("--by", metavar="NAME", help="Who decides.")
@click.option("--why", metavar="TEXT", help="The reason.")
@click.option("--expires", type=Day(), help="The last day on which the decision holds.")
@click.option("--party", metavar="ID", default="", help="Holds for the customer of this id only.")
@click.option(
    "--from",
    "import_from",
    metavar="FILE",
    type=FileName(),
    help="Add the decisions of a report's file.",
)
@list_options
@json_option
def decide(
    name: str | None,
    entity_id: str | None,
    disposition: Any,
    decisions: str | None,
    by: str | None,
    why: str | None,
    expires: datetime.date | None,
    party: str,
    import_from: str | None,
    list_ids: tuple[str, ...],
    as_of: datetime.date | None,
    as_json: bool,
) -> None:
    """Store a decision on a hit.

    NAME is the party's name as it was screened, ENTITY_ID the listed entity. The decision holds
    while the entry on the list and the reading of the pair stay as they are.

    \b
      screenlib decide "Dahua Hotels" zhejiang-dahua-technology-co-ltd-cn false-hit \\
          --decisions decisions.db --by "A. Analyst" --why "a hotel in Madrid"
      screenlib decide --decisions decisions.db --from exported-decisions.json
    """
    from screenlib.decisions import DecisionStore
    from screenlib.screener import Screener

    if not decisions:
        raise click.UsageError("say where decisions are kept: --decisions FILE")
    if import_from:
        if name:
            raise click.UsageError("give a decision, or a file of them with --from, not both")
        with DecisionStore(decisions) as store:
            count = store.import_file(import_from)
        if as_json:
            click.echo(json.dumps({"added": count}))
        else:
            click.echo(f"{count} decisions added to {decisions}", err=True)
        return
    if not (name and entity_id and disposition and by and why):
        raise click.UsageError("a decision needs NAME, ENTITY_ID, DISPOSITION, --by and --why")
    hit = Screener(list_ids or None, as_of=as_of).explain(name, entity_id)
    with DecisionStore(decisions) as store:
        decision = store.decide(hit, disposition, by=by, why=why, expires=expires, party=party)
    if as_json:
        click.echo(json.dumps(decision.to_dict(), ensure_ascii=False))
    else:
        click.echo(f"{name} / {hit.entity.name}: {decision}", err=True)


@click.command()
@decisions_option
@json_option
def decisions(decisions: str | None, as_json: bool) -> None:
    """Show all decisions, the oldest first.

    \b
      screenlib decisions --decisions decisions.db
    """
    from screenlib.decisions import DecisionStore
    from screenlib.display import safe, table

    if not decisions:
        raise click.UsageError("say where decisions are kept: --decisions FILE")
    with DecisionStore(decisions) as store:
        rows = store.all()
    if as_json:
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False))
        return
    heads = ("at", "disposition", "query", "entity_name", "by", "expires", "why")
    shown = [tuple(safe(row[head]) for head in heads) for row in rows]
    titles = ("time (UTC)", "decision", "name", "listed entity", "by", "until", "why")
    for line in table([titles, *shown], most=40):
        click.echo(line)
