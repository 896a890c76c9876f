"""Processor instructions that a name costs, counted by Callgrind: a figure that a busy machine does
not change, for telling whether a change of the core is a gain.

The core searches the first queries of each speed workload, and none: the difference is what they
cost, what building took apart. Words are new to it, as in the first names of a batch. Valgrind and
cargo are needed.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from benchmarks import report
from benchmarks.matchers import MatcherAbsentError
from benchmarks.shared import CHECKOUT, SharedDataMissingError
from benchmarks.speed.workloads import WORKLOADS

CRATE = CHECKOUT / "screenlib" / "rust"
_COLLECTED = re.compile(r"Collected : (\d+)")


def built() -> Path:
    """The program that searches, in release mode.

    Raises ``MatcherAbsentError`` without cargo or valgrind.
    """
    for tool in ("cargo", "valgrind"):
        if not shutil.which(tool):
            raise MatcherAbsentError(f"{tool} is not there")
    manifest = str(CRATE / "Cargo.toml")
    command = ["cargo", "build", "--release", "--locked", "--quiet", "--example", "search"]
    subprocess.run([*command, "--manifest-path", manifest], check=True)
    return CRATE / "target" / "release" / "examples" / "search"


def instructions(program: Path, names: Path, queries: Path, limit: int) -> int:
    """What a run of the program costs, building the index included."""
    with tempfile.TemporaryDirectory() as directory:
        counting = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={directory}/out"]
        tables = CHECKOUT / "screenlib" / "lexicon"
        order = [str(part) for part in (program, tables, names, queries, limit)]
        done = subprocess.run([*counting, *order], check=True, capture_output=True, text=True)
    found = _COLLECTED.search(done.stderr)
    if not found:
        raise MatcherAbsentError(f"callgrind said nothing of instructions: {done.stderr[-200:]}")
    return int(found[1])


def run(options: argparse.Namespace) -> int:
    """The command: 0, also when it was skipped."""
    result: dict[str, dict[str, float]] = {}
    rows = []
    try:
        program = built()
        with tempfile.TemporaryDirectory() as directory:
            names, queries, none = (Path(directory) / name for name in ("names", "queries", "none"))
            none.write_text("", encoding="utf-8")
            for title in options.lists or [name for name in WORKLOADS if name != "world"]:
                work = WORKLOADS[title]()
                lines = [
                    f"{number}\t{' '.join(name.split())}\n"
                    for number, entity in enumerate(work.entities)
                    for name in entity.names
                ]
                names.write_text("".join(lines), encoding="utf-8")
                asked = [" ".join(query.split()) for query in work.queries[: options.queries]]
                queries.write_text("\n".join(asked), encoding="utf-8")
                before = instructions(program, names, none, 1)
                result[title] = {
                    str(limit): (instructions(program, names, queries, limit) - before) / len(asked)
                    for limit in (1, 10)
                }
                rows.append([title, *result[title].values()])
    except (SharedDataMissingError, MatcherAbsentError) as reason:
        print(f"skipped: {reason}")
        return 0
    report.heading("instructions a name, by how many entities are asked for")
    print(report.table(["list", "1", "10"], rows))
    path = report.write(
        "instructions",
        report.rounded({"queries": options.queries, "lists": result}),
        partial=bool(options.lists),
    )
    print(f"written: {path}")
    return 0
