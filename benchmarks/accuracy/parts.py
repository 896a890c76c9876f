"""All parts of the accuracy benchmark by name, in the order in which they are run."""

from __future__ import annotations

from benchmarks.accuracy import (
    Part,
    alerts,
    anchors,
    english,
    entity_list,
    gold,
    natives,
    pairs,
    retrieval,
)

PARTS: dict[str, Part] = {
    "pairs": pairs.run,
    "retrieval": retrieval.run,
    "entity-list": entity_list.run,
    "natives": natives.run,
    "alerts": alerts.run,
    "english": english.run,
    "anchors": anchors.run,
    "gold": gold.run,
}
