"""A million customers through the batch command, against the full Entity List, on two cores.

The file is CSV with Chinese and English names (see customers.py); the command is the one that users
call, in a process of its own that is tied to :data:`CORES` processors, with all of its start and
the index being built. Timed is the whole of it, from its start to its end; memory is the largest
sum over the process and its children that was resident at any moment. Each run's output is read
again: every row has to be there, in order, with its cells as they were and with an answer.

Without the measuring data the bundled list and words of the library's own tables are taken; the
result says so.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks import customers, report
from benchmarks.cores import tied
from benchmarks.listed import entity_list
from benchmarks.matchers import Entity
from benchmarks.shared import CHECKOUT, SharedDataMissingError

SEED = 606
CORES = 2
_LIST = "entity-list"
_EFFECTIVE = "2026-07-09"
_FORMULA_STARTS = tuple("=+-@＝＋－＠")
_POLL_SECONDS = 0.02
_COMMAND = [sys.executable, "-c", "from screenlib.cli import main; main(prog_name='screenlib')"]


def run(options: argparse.Namespace) -> int:
    """The batch command; 1 when an output was not what it has to be."""
    with tempfile.TemporaryDirectory(prefix="screenlib-benchmark-") as name:
        folder = Path(name)
        entities, chosen = _prepare_list(folder)
        path, output = folder / "customers.csv", folder / "screened.csv"
        listed = customers.write(path, customers.customers(options.rows, entities, SEED))
        command = ["batch", str(path), "-c", "company", *chosen, "-o", str(output)]
        runs = []
        for _ in range(options.runs):
            one = measured(command, folder)
            runs.append({**one, **checked(path, output, listed)})
            print(f"   {one['wall_seconds']:.1f} s, {one['peak_megabytes']:.0f} MB", flush=True)
        size = path.stat().st_size / 1e6
    result = _result(options.rows, runs, size)
    report.heading("a million customers" if options.rows == 1_000_000 else "customers")
    print(report.table(["figure", "value"], list(result["figures"].items())))
    where = report.write("batch", report.rounded(result), partial=options.rows != 1_000_000)
    print(f"\nwritten: {where}")
    return 0 if all(one["problem"] == "" for one in runs) else 1


def measured(arguments: list[str], store: Path) -> dict[str, Any]:
    """One call of the command line: seconds, megabytes, and the summary that it gave.

    Raises ``RuntimeError`` with what it said when it failed.
    """
    before = time.perf_counter()
    with tempfile.TemporaryFile("w+", encoding="utf-8") as said, tied(CORES):
        process = subprocess.Popen(
            [*_COMMAND, *arguments, "--json"],
            cwd=CHECKOUT,
            env={**os.environ, "SCREENLIB_STORE": str(store / "store")},
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
        )
        peak = 0.0
        while process.poll() is None:
            peak = max(peak, resident_megabytes(process.pid))
            time.sleep(_POLL_SECONDS)
        wall = time.perf_counter() - before
        assert process.stdout is not None
        told = process.stdout.read()
        process.stdout.close()
        if process.returncode:
            said.seek(0)
            raise RuntimeError(f"{' '.join(arguments)}: {said.read().strip()}")
    return {"wall_seconds": wall, "peak_megabytes": peak, "summary": json.loads(told)}


def resident_megabytes(root: int) -> float:
    """Memory in use now by a process and all its descendants; shared pages count for each."""
    parents: dict[int, list[int]] = {}
    pages: dict[int, int] = {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdecimal():
            continue
        try:
            # The second field, a name in brackets, may hold blanks.
            fields = (folder / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:  # it has ended meanwhile
            continue
        parents.setdefault(int(fields[1]), []).append(int(folder.name))
        pages[int(folder.name)] = int(fields[21])
    total, waiting = 0, [root]
    while waiting:
        process = waiting.pop()
        total += pages.get(process, 0)
        waiting += parents.get(process, [])
    return total * os.sysconf("SC_PAGE_SIZE") / 2**20


def checked(source: Path, output: Path, listed: list[int]) -> dict[str, Any]:
    """What the output holds, against the source. ``problem`` is empty when all is there."""
    wanted = set(listed)
    rows = shown = 0
    problem = ""
    with (
        source.open(encoding="utf-8", newline="") as before,
        output.open(encoding="utf-8", newline="") as after,
    ):
        for number, (given, made) in enumerate(
            itertools.zip_longest(csv.reader(before), csv.reader(after)), -1
        ):
            if given is None or made is None or not _answered(given, made):
                problem = f"row {number + 1}: {given} became {made}"
                break
            if number >= 0:
                rows += 1
                shown += number in wanted and made[len(given)] in ("match", "review", "affiliate")
    if problem:
        print(f"   {problem}")
    return {"rows": rows, "listed": len(listed), "listed_shown": shown, "problem": problem}


def _answered(given: list[str], made: list[str]) -> bool:
    """Whether a row has its cells as they were (formulas are defused) and an answer."""
    kept = [
        cell.removeprefix("'") if was[:1] in _FORMULA_STARTS else cell
        for was, cell in zip(given, made, strict=False)
    ]
    return kept == given and len(made) > len(given) and made[len(given)] != ""


def _result(rows: int, runs: list[dict[str, Any]], size: float) -> dict[str, Any]:
    wall = statistics.median(one["wall_seconds"] for one in runs)
    summary = runs[0]["summary"]
    searched = summary["coverage"]["lists"][0]
    return {
        "names": customers.source(),
        "list": f"{searched['list']}, {searched['date']}",
        "wall_seconds_of_runs": [one["wall_seconds"] for one in runs],
        "peak_megabytes_of_runs": [one["peak_megabytes"] for one in runs],
        "figures": {
            "rows in": rows,
            "rows out, in order": min(one["rows"] for one in runs),
            "source, MB": size,
            "entities on the list": searched["entities"],
            "processor cores": CORES,
            "wall time, seconds (median of the runs)": wall,
            "rows a second": rows / wall,
            "peak memory of all processes, MB (largest of the runs)": max(
                one["peak_megabytes"] for one in runs
            ),
            **{f"rows given {verdict}": count for verdict, count in summary["counts"].items()},
            "rows with a name of the list": runs[0]["listed"],
            "of these shown": runs[0]["listed_shown"],
        },
    }


def _prepare_list(folder: Path) -> tuple[list[Entity], list[str]]:
    """The entities to screen against, and the options that choose them."""
    try:
        entities = entity_list()
    except SharedDataMissingError as reason:
        print(f"the bundled list is taken: {reason}")
        from screenlib import lists

        bundled = lists.load("us-bis-entity-list")
        return [Entity(one.id, tuple(name.text for name in one.names)) for one in bundled], []
    path = folder / "list.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "name", "aliases"])
        writer.writerows((one.id, one.names[0], "|".join(one.names[1:])) for one in entities)
    about = ["--format", "csv", "--id", _LIST, "--effective", _EFFECTIVE]
    measured(["lists", "import", str(path), *about], folder)
    return entities, ["--list", _LIST]
