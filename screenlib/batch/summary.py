"""What a batch run tells at its end."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from screenlib.errors import BatchError
from screenlib.jsonable import SCHEMA_VERSION, Record
from screenlib.results import ALERTS, VERDICTS

if TYPE_CHECKING:
    from screenlib.results import Coverage, Fingerprint

SHOWN = 20
"""How many alerts and faults a summary keeps to show; the output holds all of them."""


@attrs.frozen(slots=True)
class Alert:
    """A row that somebody has to look at. `row` counts from 1, the header not counted."""

    row: int
    query: str
    verdict: str
    probability: float
    entity_name: str
    status: str


@attrs.frozen(slots=True)
class Fault:
    """A row that could not be read as the header says. `row` counts from 1, without the header."""

    row: int
    problem: str


@attrs.frozen(slots=True, repr=False)
class BatchSummary(Record):
    """The end of a batch run: what was read, what was found, what was searched.

    `counts` has the number of rows for each verdict, and `rows` is their sum: no row is left out.
    `bad_rows` counts the damaged ones among them. `alerts` and `faults` hold the first `SHOWN`.
    `resumed_rows` of the rows were screened by an earlier run that this one continued. `offers` are
    pairs of an argument that was not given and a column that looks right for it.
    """

    source: str
    output: str
    encoding: str
    column: str
    counts: dict[str, int]
    bad_rows: int
    seconds: float
    coverage: Coverage
    fingerprint: Fingerprint
    alerts: tuple[Alert, ...] = ()
    faults: tuple[Fault, ...] = ()
    resumed_rows: int = 0
    offers: tuple[tuple[str, str], ...] = ()

    @property
    def rows(self) -> int:
        """How many rows were read, and written."""
        return sum(self.counts.values())

    @property
    def alert_rows(self) -> int:
        """How many rows somebody has to look at."""
        return sum(count for verdict, count in self.counts.items() if verdict in ALERTS)

    def __repr__(self) -> str:
        found = ", ".join(f"{self.counts[v]} {v}" for v in VERDICTS if self.counts.get(v))
        bad = f", {self.bad_rows} damaged" if self.bad_rows else ""
        return f"<BatchSummary {self.rows} rows: {found or 'nothing'}{bad}>"

    def to_dict(self) -> dict[str, Any]:
        """JSON types only."""
        return {
            "schema": SCHEMA_VERSION,
            "source": self.source,
            "output": self.output,
            "encoding": self.encoding,
            "column": self.column,
            "rows": self.rows,
            "counts": {verdict: self.counts.get(verdict, 0) for verdict in VERDICTS},
            "bad_rows": self.bad_rows,
            "resumed_rows": self.resumed_rows,
            "offers": dict(self.offers),
            "seconds": round(self.seconds, 3),
            "alerts": [attrs.asdict(alert) for alert in self.alerts],
            "faults": [attrs.asdict(fault) for fault in self.faults],
            "coverage": self.coverage.to_dict(),
            "fingerprint": self.fingerprint.to_dict(),
        }

    def to_pandas(self) -> Any:
        """The table that was written, as a pandas DataFrame.

        Raises:
            MissingDependencyError: pandas is not installed.
            BatchError: the output was no file, or is not there any more.
        """
        from screenlib.frames import output_to_pandas

        return output_to_pandas(self._file())

    def to_polars(self) -> Any:
        """The table that was written, as a polars DataFrame; see `to_pandas`."""
        from screenlib.frames import output_to_polars

        return output_to_polars(self._file())

    def _file(self) -> str:
        if not Path(self.output).is_file():
            shown = self.output or "nothing"
            raise BatchError(f"There is no file to read the table from: {shown} was written.")
        return self.output

    def _repr_html_(self) -> str:
        from screenlib.html import summary_html

        return summary_html(self)


class Tally:
    """Counts a run while it goes on."""

    def __init__(self) -> None:
        self.counts = dict.fromkeys(map(str, VERDICTS), 0)
        self.bad_rows = 0
        self.alerts: list[Alert] = []
        self.faults: list[Fault] = []

    @property
    def rows(self) -> int:
        return sum(self.counts.values())

    @property
    def alert_rows(self) -> int:
        return sum(self.counts[verdict] for verdict in ALERTS)

    def to_dict(self) -> dict[str, Any]:
        """JSON types, for a run that is to be resumed."""
        return {
            "counts": dict(self.counts),
            "bad_rows": self.bad_rows,
            "alerts": [attrs.asdict(alert) for alert in self.alerts],
            "faults": [attrs.asdict(fault) for fault in self.faults],
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Tally:
        """The tally that `to_dict` wrote."""
        tally = cls()
        tally.counts.update(data["counts"])
        tally.bad_rows = data["bad_rows"]
        tally.alerts = [Alert(**alert) for alert in data["alerts"]]
        tally.faults = [Fault(**fault) for fault in data["faults"]]
        return tally
