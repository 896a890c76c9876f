"""`lists`: which lists there are, what is on them, what changed, and whether they are sound."""

from __future__ import annotations

import datetime
import json
import sys
from typing import TYPE_CHECKING, Any

import click

from screenlib.cli.options import Day, complete_lists, json_option

if TYPE_CHECKING:
    from screenlib.lists import Entity, Snapshot
    from screenlib.lists.fetching import FetchOutcome


@click.group(invoke_without_command=True)
@json_option
@click.pass_context
def lists(ctx: click.Context, as_json: bool) -> None:
    """Lists, their snapshots, and changes."""
    if ctx.invoked_subcommand is not None:
        return
    from screenlib.lists import available

    for entry in available().values():
        if as_json:
            data = {**entry.info.to_dict(), "dates": [day.isoformat() for day in entry.dates]}
            _json(data)
            continue
        click.secho(f"{entry.info.id}  {entry.info.title}", bold=True)
        _paragraph(entry.info.covers, indent="  ")
        click.echo(f"  snapshots: {', '.join(day.isoformat() for day in entry.dates)}")


@lists.command("show")
@click.argument("list_id", metavar="LIST", shell_complete=complete_lists)
@click.option("--as-of", type=Day(), help="The snapshot of that day. Default: the newest.")
@click.option("--entity", "entity_id", metavar="ID", help="Everything about one entity.")
@json_option
def show_list(
    list_id: str, as_of: datetime.date | None, entity_id: str | None, as_json: bool
) -> None:
    """Show a snapshot.

    What it covers, its notes, and its entities with their ids.

    \b
      screenlib lists show us-bis-entity-list --as-of 2019-10-09
    """
    from screenlib.display import safe, table
    from screenlib.lists import load

    snapshot = load(list_id, as_of)
    if entity_id is not None:
        entity = snapshot.entity(entity_id)
        if as_json:
            _json(entity.to_dict())
        else:
            _show_entity(entity, snapshot)
        return
    if as_json:
        _json(snapshot.to_dict())
        return
    click.secho(f"{snapshot.info.title}, {snapshot.effective}", bold=True)
    click.echo(f"{len(snapshot)} entities  {snapshot.digest}")
    _paragraph(snapshot.completeness)
    for note in snapshot.notes:
        _paragraph(note.text, bullet=True)
    click.echo()
    rows = [("id", "name", "country", "citation", "")]
    for entity in snapshot:
        status = "" if entity.status == "listed" else f"[{entity.status}]"
        rows.append((entity.id, safe(entity.name), entity.country, entity.citation, status))
    for line in table(rows, most=48):
        click.echo(line)


@lists.command()
@click.argument("list_id", metavar="LIST", shell_complete=complete_lists)
@click.argument("old", type=Day())
@click.argument("new", type=Day())
@json_option
def diff(list_id: str, old: datetime.date, new: datetime.date, as_json: bool) -> None:
    """Show what changed between two days.

    Entities that were added, removed or changed between the snapshots of the days OLD and NEW.

    \b
      screenlib lists diff us-bis-entity-list 2019-10-09 2020-06-05
    """
    from screenlib.display import safe
    from screenlib.lists import diff as difference_of
    from screenlib.lists import load

    change = difference_of(load(list_id, old), load(list_id, new))
    if as_json:
        _json(change.to_dict())
        return
    click.secho(f"{change.old.version} -> {change.new.version}", bold=True)
    for sign, colour, entities in (("+", "green", change.added), ("-", "red", change.removed)):
        for entity in entities:
            status = "" if entity.status == "listed" else f" [{entity.status}]"
            text = f"{sign} {safe(entity.name)}  {entity.citation}{status}  ({entity.id})"
            click.secho(text, fg=colour)
    for changed in change.changed:
        click.secho(f"~ {safe(changed.new.name)}  ({changed.id})", fg="yellow")
        for field in changed.fields:
            click.echo(f"    {field.field}: {_value(field.old)} -> {_value(field.new)}")
    click.echo(
        f"{len(change.added)} added, {len(change.removed)} removed, {len(change.changed)} changed"
    )


@lists.command()
@click.argument("directory", required=False, type=click.Path(exists=True, file_okay=False))
@json_option
def verify(directory: str | None, as_json: bool) -> None:
    """Check that lists are sound.

    Schema, ids, order, digests, counts and dates of all lists in DIRECTORY, by default the bundled.

    \b
      screenlib lists verify
    """
    from screenlib.lists import verify as verify_lists

    found = verify_lists(directory)
    if as_json:
        _json(found.to_dict())
    else:
        for version in found.checked:
            click.echo(f"checked {version}")
        for problem in found.problems:
            click.secho(str(problem), err=True, fg="red")
        click.echo("all is well" if found else f"{len(found.problems)} problems", err=True)
    if not found:
        sys.exit(1)


@lists.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@click.option("--format", "format_name", required=True, metavar="FORMAT", help="See below.")
@click.option("--id", "list_id", required=True, metavar="LIST", help="The list's id in the store.")
@click.option(
    "--effective", type=Day(), help="From when it holds. Default: the date that the file states."
)
@click.option("--title", help="The list's title.")
@click.option(
    "--store",
    metavar="DIR",
    type=click.Path(file_okay=False),
    help="Where lists are kept. Default: SCREENLIB_STORE.",
)
@click.option("--encoding", default="utf-8", show_default=True)
@click.option("--partial", is_flag=True, help="Take what can be read of a file that is cut off.")
@json_option
def import_list(
    file: str,
    format_name: str,
    list_id: str,
    effective: datetime.date | None,
    title: str | None,
    store: str | None,
    encoding: str,
    partial: bool,
    as_json: bool,
) -> None:
    """Import an official file.

    Takes FILE into the local store as a dated snapshot, and accounts for every row of it. Importing
    the same file again changes nothing. Then `--list LIST` screens against it.

    \b
    Formats: bis-csv, ecfr-xml, csl-csv, csl-json, bis-dpl, ofac-csv, ofac-xml, un-xml, uk-csv,
    eu-csv, eu-xml, meti, opensanctions-csv, ftm-json, csv (your own: columns name, id, aliases ...)

    \b
      screenlib lists import denied.csv --format csv --id internal --effective 2025-01-01
    """
    from screenlib.lists import import_file

    snapshot = import_file(
        file,
        format=format_name,
        list_id=list_id,
        effective=effective,
        title=title,
        encoding=encoding,
        partial=partial,
        store=store or True,
    )
    if as_json:
        account = snapshot.summary.to_dict() if snapshot.summary else {}
        _json({"version": snapshot.version, "digest": snapshot.digest, "account": account})
        return
    click.echo(f"{snapshot.version}: {len(snapshot):,} entities, {snapshot.digest[:19]}")
    if snapshot.summary:
        click.echo(str(snapshot.summary), err=True)


@lists.command("fetch")
@click.argument("list_ids", nargs=-1, metavar="[LIST]...")
@click.option("--date", type=Day(), help="The day to ask for, where a source has days (the eCFR).")
@click.option(
    "--store",
    metavar="DIR",
    type=click.Path(file_okay=False),
    help="Where lists are kept. Default: SCREENLIB_STORE.",
)
@click.option("--allow-shrink", is_flag=True, help="Accept an edition that is much shorter.")
@json_option
def fetch_lists(
    list_ids: tuple[str, ...],
    date: datetime.date | None,
    store: str | None,
    allow_shrink: bool,
    as_json: bool,
) -> None:
    """Fetch official lists.

    Fetches all known sources, or the LISTs named, into the local store. A source that fails does
    not stop the others, and its old snapshot stays; then the exit code is 1.

    \b
      screenlib lists fetch us-entity-list
    """
    from screenlib.lists import fetch

    def told(outcome: FetchOutcome) -> None:
        if not as_json:
            colour = {"updated": "green", "failed": "red"}.get(outcome.status)
            click.secho(str(outcome), fg=colour)

    report = fetch(
        list_ids or None,
        store=store or True,
        date=date,
        allow_shrink=allow_shrink,
        progress=told,
    )
    if as_json:
        _json(report.to_dict())
    if not report:
        sys.exit(1)


def _show_entity(entity: Entity, snapshot: Snapshot) -> None:
    from screenlib.display import safe

    click.secho(safe(entity.name), bold=True)
    for name in entity.names[1:]:
        note = f"  ({name.note})" if name.note else ""
        click.echo(f"  {name.kind:<10}{safe(name.text)}{note}")
    for field, value in entity.to_dict().items():
        if field in ("names", "sources", "relations", "addresses", "citations"):
            continue
        click.echo(f"  {field.replace('_', ' '):<22}{safe(_value(value))}")
    for citation in entity.citations:
        click.echo(f"  {'citation':<22}{citation} {citation.role}".rstrip())
    for address in entity.addresses:
        click.echo(f"  {'address':<22}{safe(address.text)}")
    for relation in entity.relations:
        click.echo(f"  {relation.kind:<22}{safe(relation.name or relation.target or '')}")
    for statement in entity.sources:
        source = snapshot.source(statement.source)
        title = source.title if source else statement.source
        _paragraph(f"{title}: {statement.says}" if statement.says else title, bullet=True)


def _value(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value in (None, []):
        return "–"
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "; ".join(value)
    if isinstance(value, list):
        return "; ".join(
            item.get("text") or item.get("rule") or json.dumps(item, ensure_ascii=False)
            for item in value
        )
    return json.dumps(value, ensure_ascii=False)


def _paragraph(text: str, *, bullet: bool = False, indent: str = "") -> None:
    from screenlib.display import safe, wrap

    if text:
        for place, line in enumerate(wrap(safe(text), 96)):
            click.echo((("- " if not place else "  ") if bullet else indent) + line)


def _json(data: Any) -> None:
    click.echo(json.dumps(data, ensure_ascii=False))
