"""`screen`, `explain`, `compare` and `normalize`: one name, or two."""

from __future__ import annotations

import datetime
import sys
from typing import TYPE_CHECKING, Any

import click

from screenlib.cli.options import (
    PartyName,
    by_option,
    decisions_option,
    json_option,
    lang_option,
    list_options,
    record_option,
)

if TYPE_CHECKING:
    from screenlib.results import Language, ScreeningResult


@click.command()
@click.argument("names", nargs=-1, required=True, metavar="NAME...", type=PartyName())
@list_options
@click.option("--country", help="The party's country: ISO code, or English or Chinese name.")
@click.option("--address", help="The party's address: some are listed, with or without a name.")
@click.option(
    "--threshold",
    type=click.FloatRange(0, 1),
    help="Show hits from this probability on.  [default: that of a review]",
)
@click.option("--limit", type=click.IntRange(1), default=10, show_default=True, help="Most hits.")
@click.option("--explain", "explained", is_flag=True, help="Show the evidence part by part.")
@lang_option
@decisions_option
@click.option(
    "--party", metavar="ID", default="", help="The customer's id, for decisions on that one only."
)
@record_option
@by_option
@click.option("--exit-code", is_flag=True, help="Exit with 3 when there is something to look at.")
@json_option
def screen(
    names: tuple[str, ...],
    list_ids: tuple[str, ...],
    as_of: datetime.date | None,
    country: str | None,
    address: str | None,
    threshold: float | None,
    limit: int,
    explained: bool,
    lang: Language,
    decisions: str | None,
    party: str,
    record: str | None,
    by: str | None,
    exit_code: bool,
    as_json: bool,
) -> None:
    """Screen names.

    "-" reads them from standard input, one a line. A long review policy is cut to one line; all of
    it is shown with --explain.

    \b
      screenlib screen "Zhejiang Dahua" 海康威视
      screenlib screen --as-of 2019-06-01 --explain Hikvision
      cut -f2 customers.tsv | screenlib screen - --json
    """
    from screenlib.cli import show
    from screenlib.decisions import DecisionStore
    from screenlib.record import RecordWriter
    from screenlib.screener import Screener

    screener = Screener(list_ids or None, as_of=as_of)
    alert = False
    last: ScreeningResult | None = None
    arguments: dict[str, Any] = {"threshold": threshold, "limit": limit}
    store = DecisionStore(decisions) if decisions else None
    kept = RecordWriter(record, screener, by=by, arguments=arguments) if record else None
    for name in _names(names):
        result = screener.screen(name, country=country, address=address, **arguments)
        if kept:
            kept.write([result])
        if store:
            result = store.apply(result, party=party)
        alert = alert or result.is_alert
        if as_json:
            click.echo(result.to_json())
            continue
        if last is not None:
            click.echo()
        show.result(result, lang, explained=explained)
        last = result
    if last is not None:
        click.echo()
        show.coverage(last.coverage, lang, clears=not alert)
    if kept:
        kept.close()
    if store:
        store.close()
    if exit_code and alert:
        sys.exit(3)


@click.command()
@click.argument("name", type=PartyName())
@click.argument("entity_id")
@list_options
@lang_option
@json_option
def explain(
    name: str,
    entity_id: str,
    list_ids: tuple[str, ...],
    as_of: datetime.date | None,
    lang: Language,
    as_json: bool,
) -> None:
    """Hold a name against one entity.

    All evidence is shown, also where the name is no hit. `lists show` has the ids of entities.

    \b
      screenlib explain "Dahua Textile" zhejiang-dahua-technology-co-ltd-cn
    """
    from screenlib.screener import Screener

    hit = Screener(list_ids or None, as_of=as_of).explain(name, entity_id)
    click.echo(hit.to_json() if as_json else hit.explain(lang))


@click.command()
@click.argument("name", type=PartyName())
@click.argument("listed_name", type=PartyName())
@lang_option
@json_option
def compare(name: str, listed_name: str, lang: Language, as_json: bool) -> None:
    """Hold two names against each other.

    \b
      screenlib compare 华为 "Huawei Technologies Co., Ltd."
    """
    from screenlib.names import compare as compare_names

    comparison = compare_names(name, listed_name)
    click.echo(comparison.to_json() if as_json else comparison.explain(lang))


@click.command()
@click.argument("name", type=PartyName())
@lang_option
@json_option
def normalize(name: str, lang: Language, as_json: bool) -> None:
    """Show how a name is read.

    Its parts, what they stand for, and how they sound.

    \b
      screenlib normalize 杭州海康威视数字技术股份有限公司
    """
    from screenlib.names import normalize as normalize_name

    read = normalize_name(name)
    click.echo(read.to_json() if as_json else read.explain(lang))


def _names(names: tuple[str, ...]) -> Any:
    for name in names:
        if name == "-":
            yield from (line.rstrip("\r\n") for line in sys.stdin)
        else:
            yield name
