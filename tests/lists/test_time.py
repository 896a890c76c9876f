"""as_of tells the truth: covered or not, considered, announced, listed, and not a day too early."""

from __future__ import annotations

import datetime

import pytest

from screenlib import lists
from screenlib.errors import DateError, ListError, NoSnapshotError, UnknownListError

LIST = "us-bis-entity-list"
HIKVISION = "hangzhou-hikvision-digital-technology-co-ltd-cn"
QIHOO = "qihoo-360-technology-company-cn"


@pytest.mark.parametrize(
    ("day", "entity_id", "status"),
    [
        ("2019-05-21", HIKVISION, None),
        ("2019-05-22", HIKVISION, "considered"),
        ("2019-06-01", HIKVISION, "considered"),
        ("2019-10-06", HIKVISION, "considered"),
        ("2019-10-07", HIKVISION, "announced"),
        ("2019-10-08", HIKVISION, "announced"),
        ("2019-10-09", HIKVISION, "listed"),
        ("2026-01-01", HIKVISION, "listed"),
        ("2020-05-21", QIHOO, None),
        ("2020-05-22", QIHOO, "announced"),
        ("2020-06-01", QIHOO, "announced"),
        ("2020-06-04", QIHOO, "announced"),
        ("2020-06-05", QIHOO, "listed"),
        ("2025-03-24", "beijing-academy-of-artificial-intelligence-cn", None),
        ("2025-03-25", "beijing-academy-of-artificial-intelligence-cn", "listed"),
    ],
)
def test_status_by_day(day: str, entity_id: str, status: str | None) -> None:
    snapshot = lists.load(LIST, as_of=day)
    found = snapshot.entity(entity_id).status if entity_id in snapshot else None
    assert found == status


def test_an_announced_entity_carries_its_dates() -> None:
    entity = lists.load(LIST, as_of="2020-06-01")[QIHOO]
    assert entity.announced == datetime.date(2020, 5, 22)
    assert entity.effective == datetime.date(2020, 6, 5)
    assert entity.citation == "85 FR 34495"
    assert not entity.is_listed


def test_announced_entities_come_with_their_sources() -> None:
    snapshot = lists.load(LIST, as_of="2020-06-01")
    assert len(snapshot.with_status("announced")) == 33
    for entity in snapshot.with_status("announced"):
        assert all(snapshot.source(name.source) for name in entity.names)


def test_a_revision_announced_does_not_change_who_is_listed() -> None:
    before, after = (lists.load(LIST, as_of=day) for day in ("2020-05-21", "2020-06-01"))
    assert [e.id for e in before.with_status("listed")] == [
        e.id for e in after.with_status("listed")
    ]
    assert before[HIKVISION] == after[HIKVISION]


def test_no_snapshot_covers_the_day() -> None:
    with pytest.raises(NoSnapshotError, match="holds from 2019-05-16") as caught:
        lists.load(LIST, as_of="2019-05-01")
    assert caught.value.first == datetime.date(2019, 5, 16)
    assert caught.value.as_of == datetime.date(2019, 5, 1)
    assert caught.value.announced == 0
    assert caught.value.code == "no-snapshot"


def test_no_snapshot_but_already_announced() -> None:
    with pytest.raises(NoSnapshotError, match="66 entities were announced") as caught:
        lists.load(LIST, as_of="2019-05-15")
    assert caught.value.announced == 66


def test_digest_differs_when_announced_entities_come_along() -> None:
    stored = lists.load(LIST, as_of="2020-01-01")
    merged = lists.load(LIST, as_of="2020-06-01")
    assert stored.effective == merged.effective
    assert stored.digest != merged.digest
    assert stored != merged
    assert merged == lists.load(LIST, as_of="2020-06-01")


def test_newest_without_a_date() -> None:
    snapshot = lists.load(LIST)
    assert snapshot.version == "us-bis-entity-list@2025-03-25"
    assert snapshot.as_of is None


def test_a_date_object_is_as_good_as_its_text() -> None:
    assert lists.load(LIST, datetime.date(2019, 10, 9)) == lists.load(LIST, "2019-10-09")


@pytest.mark.parametrize(
    "bad",
    [
        "", "2019", "2019-10", "2019-13-01", "2019-02-30", "09/10/2019", "20191009", "yesterday",
        "2019-10-09T00:00:00", " 2019-10-09", "２０１９-10-09", 20191009, 1.5, b"2019-10-09", True,
        datetime.datetime(2019, 10, 9), ["2019-10-09"], "x" * 1000,
    ],
)  # fmt: skip
def test_bad_dates(bad: object) -> None:
    with pytest.raises(DateError, match=r"as_of.*is not a date") as caught:
        lists.load(LIST, as_of=bad)
    assert len(str(caught.value)) < 200
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "no-such-list",
        "../lists",
        "us-bis-entity-list/2019-05-16",
        ".",
        "..",
        "/",
        None,
        7,
        "\0",
        "x" * 5000,
        "\ud800",
        "é",
        "a b",
    ],
)
def test_unknown_lists(bad: object) -> None:
    with pytest.raises(UnknownListError, match="us-bis-entity-list") as caught:
        lists.load(bad)  # type: ignore[arg-type]
    assert caught.value.known == (LIST,)
    assert isinstance(caught.value, ListError)
