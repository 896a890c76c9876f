"""What changed between two snapshots."""

from __future__ import annotations

import itertools

import attrs

from screenlib import lists
from screenlib.lists import Citation, Entity, ListInfo, Name, Snapshot

LIST = "us-bis-entity-list"
INFO = ListInfo(id="test", title="Test")


def snapshot(*entities: Entity) -> Snapshot:
    return Snapshot(info=INFO, entities=entities)


def entity(key: str, *names: str, rule: str = "1 FR 1", **more: object) -> Entity:
    first, *rest = names
    texts = (Name(first), *(Name(text, "aka") for text in rest))
    return Entity(id=key, names=texts, citations=(Citation(rule),), **more)  # type: ignore[arg-type]


def test_from_the_considered_to_the_listed() -> None:
    difference = lists.diff(lists.load(LIST, "2019-05-22"), lists.load(LIST, "2019-10-09"))
    assert len(difference.added) == 26
    assert difference.removed == ()
    assert [change.id for change in difference.changed] == [
        "hangzhou-hikvision-digital-technology-co-ltd-cn",
        "zhejiang-dahua-technology-co-ltd-cn",
    ]
    fields = {field.field: field for field in difference.changed[0].fields}
    assert (fields["status"].old, fields["status"].new) == ("considered", "listed")
    assert (fields["effective"].old, fields["effective"].new) == (None, "2019-10-09")


def test_the_bundled_snapshots_only_grow() -> None:
    dates = lists.available()[LIST].dates
    for old, new in itertools.pairwise(dates):
        assert lists.diff(lists.load(LIST, old), lists.load(LIST, new)).removed == ()


def test_nothing_changed() -> None:
    loaded = lists.load(LIST)
    assert not lists.diff(loaded, loaded)


def test_added_removed_changed_field_by_field() -> None:
    old = snapshot(entity("a", "A", country="CN"), entity("b", "B", "Bee", "Beh"))
    new = snapshot(entity("b", "B", "Bee", "Beta", country="RU"), entity("c", "C"))
    difference = lists.diff(old, new)
    assert [e.id for e in difference.added] == ["c"]
    assert [e.id for e in difference.removed] == ["a"]
    (change,) = difference.changed
    assert not change.renamed
    names, country = change.fields
    assert names.old == [{"text": "Beh", "kind": "aka"}]
    assert names.new == [{"text": "Beta", "kind": "aka"}]
    assert (country.field, country.old, country.new) == ("country", None, "RU")


def test_a_renamed_entry_is_changed_not_removed_and_added() -> None:
    old = snapshot(entity("first-name", "First Name", "FN Trading"), entity("other", "Other"))
    new = snapshot(entity("second-name", "Second Name", "FN Trading"), entity("other", "Other"))
    difference = lists.diff(old, new)
    assert (difference.added, difference.removed) == ((), ())
    (change,) = difference.renamed
    assert (change.old.name, change.new.name) == ("First Name", "Second Name")
    assert change.to_dict()["old_id"] == "first-name"


def test_two_candidates_are_no_rename() -> None:
    old = snapshot(entity("first", "First", "Common"))
    new = snapshot(entity("second", "Second", "Common"), entity("third", "Third", "Common"))
    difference = lists.diff(old, new)
    assert len(difference.added) == 2
    assert len(difference.removed) == 1


def test_another_rule_is_no_rename() -> None:
    old = snapshot(entity("first", "First", "Common", rule="1 FR 1"))
    new = snapshot(entity("second", "Second", "Common", rule="2 FR 2"))
    assert lists.diff(old, new).changed == ()


def test_a_weak_alias_in_common_is_no_rename() -> None:
    weak = Name("ABC", "weak-aka")
    first, second = entity("first", "First"), entity("second", "Second")
    old = snapshot(attrs.evolve(first, names=(*first.names, weak)))
    new = snapshot(attrs.evolve(second, names=(*second.names, weak)))
    assert lists.diff(old, new).changed == ()


def test_order_of_names_alone_is_told() -> None:
    old, new = snapshot(entity("a", "A", "B", "C")), snapshot(entity("a", "A", "C", "B"))
    (change,) = lists.diff(old, new).changed
    assert change.fields[0].field == "names"


def test_to_dict_is_json() -> None:
    import json

    difference = lists.diff(lists.load(LIST, "2019-05-22"), lists.load(LIST, "2019-10-09"))
    data = json.loads(json.dumps(difference.to_dict()))
    assert len(data["added"]) == 26
    assert data["old"]["version"] == "us-bis-entity-list@2019-05-22"


def test_forth_and_back_agree() -> None:
    old, new = "2019-05-16", "2025-03-25"
    forth = lists.diff(lists.load(LIST, old), lists.load(LIST, new))
    back = lists.diff(lists.load(LIST, new), lists.load(LIST, old))
    assert forth.added == back.removed
    assert forth.removed == back.added
    assert [c.id for c in forth.changed] == [c.id for c in back.changed]
