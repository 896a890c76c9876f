"""What test_surroundings.py runs: imports, screens, records and decides, and shows all of it.

python work.py FOLDER FIXTURES
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from screenlib import Screener, lists, screen, screen_csv
from screenlib.decisions import DecisionStore
from screenlib.record import RecordWriter
from screenlib.replay import read_runs, replay
from screenlib.report import write_report
from tests.hostile.checks import EXAMPLE_FILES

folder, fixtures = Path(sys.argv[1]), Path(sys.argv[2])
store = folder / "store"
for form in ("uk-csv", "eu-xml", "un-xml", "ofac-xml", "ecfr-xml", "csl-json"):
    lists.import_file(
        fixtures / EXAMPLE_FILES[form],
        format=form,
        list_id=form,
        effective="2026-01-01",
        store=store,
    )
days = ["2019-05-15", "2019-05-16", "2019-05-21", "2019-05-22", "2020-06-04", "2020-06-05"]
names = ["Hikvision", "海康威视", "Huawei", "CloudMinds", "Алмаз-Антей", "ＺＴＥ", "\ud800", None]
source = folder / "in.csv"
source.write_text("name\n海康威视\nΉχος\n=Dahua\n", "utf-8")
screen_csv(source, folder / "out.csv", column="name", record=folder / "batch", by="ann")
with RecordWriter(folder / "record", Screener(), by="ann") as writer:
    writer.write(Screener().screen_many(names))
with DecisionStore(folder / "decisions") as decisions:
    decisions.decide(screen("海康威视").hits[0], "false-hit", by="安", why="另一家")
    cleared = decisions.apply(screen("海康威视")).verdict
write_report(folder / "report.html", ["海康威视"], Screener())
shown = {
    "answers": [[screen(name, as_of=day).to_dict() for name in names] for day in days],
    "dates": {key: [str(date) for date in value.dates] for key, value in lists.available().items()},
    "imported": {
        path.parent.parent.name: lists.Store(store).load(path.parent.parent.name).digest
        for path in sorted(store.rglob("entities.jsonl"))
    },
    "snapshots": [path.read_text("utf-8") for path in sorted(store.rglob("snapshot.toml"))],
    "out": (folder / "out.csv").read_text("utf-8"),
    "replayed": [
        bool(replay(run)) for kind in ("batch", "record") for run in read_runs(folder / kind)
    ],
    "cleared": cleared,
    "utc": [run.head["time"][-6:] for run in read_runs(folder / "batch")],
    "report": "海康威视" in (folder / "report.html").read_text("utf-8"),
}
print(json.dumps(shown, sort_keys=True))
