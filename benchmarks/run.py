"""The one entry: ``python -m benchmarks.run COMMAND``: accuracy, peers, speed, instructions, batch,
evasion, exactness, pages.

Each command prints tables, writes ``benchmarks/results/<command>.json`` and brings the tables of
the documentation up to date. It says of every part that could not run why it was skipped. Exit
status 0 when everything asked for ran or was skipped with a reason, 1 when a check failed
(``exactness`` found a difference, ``batch`` a row that is not as it has to be), 2 for wrong usage.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import Any

from benchmarks import report
from benchmarks.accuracy import Bench
from benchmarks.accuracy.parts import PARTS
from benchmarks.matchers import Matcher, MatcherAbsentError
from benchmarks.peers import PEERS
from benchmarks.shared import SharedDataMissingError

SUBJECT = "screenlib"


def make_matcher(name: str, without: frozenset[str] = frozenset()) -> Matcher:
    """The matcher of that name; ``without`` switches knowledge tables of screenlib off.

    Raises ``MatcherAbsentError`` when it cannot run here.
    """
    if name == SUBJECT:
        from benchmarks.subject import Screenlib

        return Screenlib(without)
    return PEERS[name]()


def accuracy(options: argparse.Namespace) -> int:
    """Measure the asked parts with one matcher."""
    bench = Bench(
        make=lambda without: make_matcher(options.matcher, without),
        list_failures=options.failures,
        has_tables=options.matcher == SUBJECT,
    )
    results: dict[str, Any] = {}
    for name in options.part or list(PARTS):
        try:
            results[name] = PARTS[name](bench)
        except (SharedDataMissingError, MatcherAbsentError) as reason:
            report.heading(f"{name}: skipped")
            print(reason)
            results[name] = {"skipped": str(reason)}
    name = "accuracy" if options.matcher == SUBJECT else f"accuracy-{options.matcher}"
    path = report.write(
        name,
        report.rounded({"matcher": options.matcher, "parts": results}),
        partial=bool(options.part),
    )
    print(f"\nwritten: {path}")
    return 0


def speed(options: argparse.Namespace) -> int:
    """Measure speed side by side."""
    from benchmarks.speed import side_by_side

    return side_by_side.run(options)


def instructions(options: argparse.Namespace) -> int:
    """Count what a name costs the core."""
    from benchmarks.speed import instructions as counting

    return counting.run(options)


def batch(options: argparse.Namespace) -> int:
    """Measure a large file through the batch command."""
    from benchmarks import batch as large

    return large.run(options)


def peers(options: argparse.Namespace) -> int:
    """Measure quality beside peers."""
    from benchmarks import beside

    return beside.run(options)


def pages(options: argparse.Namespace) -> int:
    """Put the figures of the result files into the documentation."""
    from benchmarks import pages as documentation

    return documentation.run()


def evasion(options: argparse.Namespace) -> int:
    """Measure recall by kind of disguise."""
    from benchmarks import evasion as disguises

    return disguises.run(options)


def exactness(options: argparse.Namespace) -> int:
    """Compare the index with exhaustive scoring."""
    from benchmarks import exactness as check

    return check.run(options)


def parser() -> argparse.ArgumentParser:
    """The command line."""
    top = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__)
    commands = top.add_subparsers(dest="command", required=True)
    matchers = [SUBJECT, *PEERS]

    one = commands.add_parser("accuracy", help="how right the answers are")
    one.add_argument(
        "--part", action="append", choices=list(PARTS), help="only this part (repeatable)"
    )
    one.add_argument("--matcher", choices=matchers, default=SUBJECT)
    one.add_argument(
        "--failures", type=int, default=40, metavar="N", help="list at most N failures of a kind"
    )
    one.set_defaults(run=accuracy)

    beside = commands.add_parser("peers", help="quality beside peers")
    beside.add_argument("--matcher", action="append", choices=matchers)
    beside.set_defaults(run=peers)

    two = commands.add_parser("speed", help="names a second, side by side with peers")
    two.add_argument(
        "--list",
        action="append",
        dest="lists",
        help="ofac, entity-list, entity-list-chinese or world",
    )
    two.add_argument("--matcher", action="append", choices=matchers)
    two.add_argument(
        "--budget",
        type=float,
        default=20.0,
        metavar="SECONDS",
        help="batch time a matcher and list",
    )
    two.add_argument(
        "--scaling", action="store_true", help="also time against list size and query length"
    )
    two.add_argument(
        "--largest", type=int, default=1_000_000, metavar="N", help="largest list of --scaling"
    )
    two.add_argument(
        "--plot", metavar="FILE", help="write the plot of speed against F1 (needs matplotlib)"
    )
    two.set_defaults(run=speed)

    counting = commands.add_parser(
        "instructions", help="processor instructions a name (needs valgrind and cargo)"
    )
    counting.add_argument(
        "--list", action="append", dest="lists", help="as of speed; all but world if not told"
    )
    counting.add_argument("--queries", type=int, default=3000, metavar="N")
    counting.set_defaults(run=instructions)

    million = commands.add_parser("batch", help="a million rows through the batch command")
    million.add_argument("--rows", type=int, default=1_000_000, metavar="N")
    million.add_argument("--runs", type=int, default=3, metavar="N", help="how often it is run")
    million.set_defaults(run=batch)

    three = commands.add_parser("evasion", help="recall by kind of disguise")
    three.add_argument("--matcher", action="append", choices=matchers)
    three.add_argument(
        "--names", type=int, default=150, metavar="N", help="names disguised, a kind"
    )
    three.set_defaults(run=evasion)

    four = commands.add_parser("exactness", help="index answers equal exhaustive scoring")
    four.add_argument("--queries", type=int, default=10_000, metavar="N")
    four.add_argument(
        "--threshold", type=float, default=None, help="default: the shipped threshold"
    )
    four.set_defaults(run=exactness)

    five = commands.add_parser(
        "pages", help="put the result files into docs/accuracy.md and docs/speed.md"
    )
    five.set_defaults(run=pages)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status."""
    options = parser().parse_args(arguments)
    status: int = options.run(options)
    if options.run is not pages:
        pages(options)
    return status


if __name__ == "__main__":
    sys.exit(main())
