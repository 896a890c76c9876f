"""What an import did with every row of its source.

    rows = imported + merged + blank + rejected

"imported" rows made a new entity, "merged" ones added to an entity that an earlier row had made,
"blank" ones held nothing, and "rejected" ones were left out, each with its line and the reason.
"""

from __future__ import annotations

from typing import Any

import attrs

__all__ = ["ImportSummary", "RejectedRow"]


@attrs.frozen(slots=True)
class RejectedRow:
    """A row that was left out. `line` counts from 1; `text` is the beginning of the row."""

    line: int
    reason: str
    text: str = ""

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}" + (f" ({self.text})" if self.text else "")

    def to_dict(self) -> dict[str, Any]:
        """JSON types only."""
        return attrs.asdict(self)


@attrs.frozen(slots=True)
class ImportSummary:
    """The account of one import. `source_digest` is that of the file's bytes."""

    format: str
    file: str
    size: int
    source_digest: str
    rows: int
    imported: int
    merged: int
    blank: int
    rejected: tuple[RejectedRow, ...]
    entities: int
    names: int
    addresses: int
    warnings: tuple[str, ...] = ()

    @property
    def balanced(self) -> bool:
        """Whether every row is accounted for. An importer that breaks this has a bug."""
        return self.rows == self.imported + self.merged + self.blank + len(self.rejected)

    def to_dict(self) -> dict[str, Any]:
        """JSON types only."""
        data = attrs.asdict(self)
        data["rejected"] = [row.to_dict() for row in self.rejected]
        data["warnings"] = list(self.warnings)
        return data

    def __str__(self) -> str:
        """The account as lines for a person."""
        lines = [
            f"{self.file}: {self.format}, {self.size:,} bytes, {self.source_digest[:19]}",
            f"{self.rows:,} rows = {self.imported:,} imported + {self.merged:,} merged"
            f" + {self.blank:,} blank + {len(self.rejected):,} rejected",
            f"{self.entities:,} entities, {self.names:,} names, {self.addresses:,} addresses",
        ]
        lines += [f"rejected, {row}" for row in self.rejected]
        lines += [f"warning: {warning}" for warning in self.warnings]
        return "\n".join(lines)
