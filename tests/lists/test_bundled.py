"""The bundled list: what each snapshot holds, and what it tells of the documents behind it."""

from __future__ import annotations

import datetime
from collections import Counter

import pytest

from screenlib import lists
from screenlib.lists import Snapshot

LIST = "us-bis-entity-list"
HIKVISION = "hangzhou-hikvision-digital-technology-co-ltd-cn"
DAHUA = "zhejiang-dahua-technology-co-ltd-cn"
HUAWEI = "huawei-technologies-co-ltd-cn"
INSPUR = "inspur-group-co-ltd-cn"
SNAPSHOTS = {
    "2019-05-16": 66,
    "2019-05-22": 68,
    "2019-10-09": 94,
    "2020-06-05": 127,
    "2023-03-02": 165,
    "2024-12-02": 305,
    "2025-03-25": 387,
}


@pytest.fixture(scope="module")
def newest() -> Snapshot:
    return lists.load(LIST)


def test_available_tells_the_list_and_its_dates() -> None:
    found = lists.available()
    assert list(found) == [LIST]
    entry = found[LIST]
    assert [date.isoformat() for date in entry.dates] == list(SNAPSHOTS)
    assert entry.newest == datetime.date(2025, 3, 25)
    assert entry.info.kind == "licence-requirement"
    assert "Not the whole Entity List" in entry.info.covers


@pytest.mark.parametrize(("date", "count"), SNAPSHOTS.items())
def test_each_snapshot_holds_what_it_should(date: str, count: int) -> None:
    snapshot = lists.load(LIST, as_of=date)
    assert snapshot.effective == datetime.date.fromisoformat(date)
    assert len(snapshot) == count
    assert snapshot.completeness


def test_the_bundled_lists_are_in_order() -> None:
    result = lists.verify()
    assert [str(problem) for problem in result.problems] == []
    assert result.ok
    assert len(result.checked) == len(SNAPSHOTS)


@pytest.mark.parametrize(
    ("rule", "count"),
    [
        ("84 FR 22961", 66),
        ("84 FR 54002", 28),
        ("85 FR 34495", 24),
        ("85 FR 34503", 9),
        ("88 FR 13673", 38),
        ("89 FR 96830", 140),
        ("90 FR 14032", 70),
        ("90 FR 14046", 12),
    ],
)
def test_entries_by_rule_agree_with_the_notices(newest: Snapshot, rule: str, count: int) -> None:
    assert sum(entity.citation == rule for entity in newest) == count


def test_the_80_of_march_2025_are_80_names_under_82_entries(newest: Snapshot) -> None:
    names = [e.name for e in newest if e.effective == datetime.date(2025, 3, 25)]
    assert len(names) == 82
    assert len(set(names)) == 80


def test_the_28_are_eight_companies_and_twenty_authorities(newest: Snapshot) -> None:
    types = Counter(entity.type for entity in newest if entity.citation == "84 FR 54002")
    assert types == {"company": 8, "government": 19, "institute": 1}


# What each document calls them: every spelling is a name, with that document as its source.
@pytest.mark.parametrize(
    ("entity_id", "spelling", "source"),
    [
        (HIKVISION, "Hangzhou Hikvision Digital Technology Co", "story-2019-05-22"),
        (HIKVISION, "杭州海康威視數字技術", "story-2019-05-22"),
        (DAHUA, "Zhejiang Dahua Technology Co", "story-2019-05-22"),
        (DAHUA, "浙江大華科技", "story-2019-05-22"),
        (HUAWEI, "Huawei Technologies Co", "story-2019-05-22"),
        (HUAWEI, "華為", "story-2019-05-22"),
        ("beijing-sensetime-technology-development-co-ltd-cn", "SenseTime Group", None),
        ("megvii-technology-cn", "Megvii Technology", None),
        ("iflytek-cn", "iFlytek Co", "story-2019-10-08"),
        ("iflytek-cn", "IFlytek", "story-2019-10-08"),
        ("xiamen-meiya-pico-information-co-ltd-cn", "Xiamen Meiya Pico Information Co", None),
        ("yitu-technologies-cn", "Yitu", "story-2020-06-04"),
        ("yixin-science-and-technology-co-ltd-cn", "Yixin Science and Technology Co", None),
        ("qihoo-360-technology-company-cn", "Qihoo 360", "story-2020-06-04"),
        ("cloudwalk-technology-cn", "CloudWalk Technology", None),
        ("beijing-cloudmind-technology-co-ltd-cn", "CloudMinds", "story-2020-06-04"),
        ("harbin-institute-of-technology-cn", "Harbin Institute of Technology", None),
        ("beijing-academy-of-artificial-intelligence-cn", "BAAI", None),
        (INSPUR, "Inspur Group", None),
        ("hisilicon-technologies-co-ltd-cn", "HiSilicon", None),
        ("acm-research-shanghai-cn", "ACM Shanghai", None),
        ("acm-research-korea-co-ltd-kr", "ACM Research Korea Co., Ltd.", None),
        (HIKVISION, "Hikvision", None),
    ],
)
def test_documents_spellings_are_names(
    newest: Snapshot, entity_id: str, spelling: str, source: str | None
) -> None:
    name = next(name for name in newest[entity_id].names if name.text == spelling)
    assert name.source
    if source:
        assert name.source == source


def test_each_name_has_a_source_and_unofficial_ones_say_so(newest: Snapshot) -> None:
    for entity in newest:
        for name in entity.names:
            assert newest.source(name.source) is not None, (entity.id, name)
            if name.source == "general-knowledge":
                assert "general knowledge" in name.note, (entity.id, name)


def test_every_listed_entity_has_law_dates_and_consequence(newest: Snapshot) -> None:
    without_policy = []
    for entity in newest.with_status("listed"):
        assert entity.citations
        assert entity.citations[0].rule
        assert entity.citations[0].page
        assert entity.announced
        assert entity.published
        assert entity.effective
        assert entity.licence_requirement.startswith("For all items subject to the EAR")
        assert entity.licence_as_of
        assert entity.country
        assert entity.type != "unknown"
        if not entity.licence_policy:
            without_policy.append(entity.name)
    # The copies at hand print no policy for these; it is left out, not made up.
    assert len(without_policy) == 4


def test_relations(newest: Snapshot) -> None:
    hisilicon = newest["hisilicon-technologies-co-ltd-cn"]
    assert {(r.kind, r.target) for r in hisilicon.relations} == {
        ("part-of", HUAWEI),
        ("subsidiary-of", HUAWEI),
    }
    subsidiaries = [
        entity
        for entity in newest
        if any(r.kind == "subsidiary-of" and r.target == INSPUR for r in entity.relations)
    ]
    assert len(subsidiaries) == 6
    assert {entity.country for entity in subsidiaries} == {"CN", "TW"}


def test_the_parent_of_the_acm_units_is_not_listed(newest: Snapshot) -> None:
    units = [newest["acm-research-shanghai-cn"], newest["acm-research-korea-co-ltd-kr"]]
    for unit in units:
        (relation,) = unit.relations
        assert (relation.name, relation.target) == ("ACM Research, Inc.", None)
    every_name = {name.text for entity in newest for name in entity.names}
    assert not every_name & {"ACM Research, Inc.", "ACM Research Inc", "ACM Research"}


def test_nobody_who_is_only_mentioned_is_an_entity(newest: Snapshot) -> None:
    every_name = {name.text.casefold() for entity in newest for name in entity.names}
    mentioned = """Nvidia|Nvidia Corp|Intel|Intel Corp|Ambarella|Ambarella Inc|Western Digital
        |Seagate|Seagate Technology|SoftBank|Alibaba|IPVM|BIS Research|MSCI|Bloomberg|Reuters
        |Verkor|Automotive Energy Supply Corp|AESC|Joanneum|See Truth Investment Management"""
    for name in mentioned.split("|"):
        assert name.strip().casefold() not in every_name


def test_no_alias_keeps_the_marks_between_names(newest: Snapshot) -> None:
    for entity in newest:
        for name in entity.names:
            assert not name.text.endswith((";", "; and", ","))
            assert "a.k.a" not in name.text.lower()
            assert ";" not in name.text


def test_brackets_with_acronyms_are_aliases(newest: Snapshot) -> None:
    bureau = "xinjiang-production-and-construction-corps-xpcc-public-security-bureau-cn"
    assert "XPCC Public Security Bureau" in newest[bureau].aliases


def test_short_acronyms_are_weak(newest: Snapshot) -> None:
    kinds = {name.text: name.kind for entity in newest for name in entity.names}
    assert {kinds[text] for text in ("BEST", "CSRC", "IGL", "Silk Road", "Dahua")} == {"weak-aka"}
    assert kinds["BAAI"] == "aka"


def test_the_university_gets_its_institutes_from_the_rule_that_named_them() -> None:
    before = lists.load(LIST, "2020-06-05")["harbin-institute-of-technology-cn"]
    after = lists.load(LIST, "2023-03-02")["harbin-institute-of-technology-cn"]
    institute = "Harbin Institute of Technology, Shenzhen Research Institute"
    assert institute not in before.aliases
    assert institute in after.aliases
    # One copy of the Code prints them under the name of the other university of Harbin.
    assert not any("Engineering University" in text for text in after.aliases)
    assert ("88 FR 13673", "revised") in {(c.rule, c.role) for c in after.citations}


def test_an_entity_that_left_the_list_says_so() -> None:
    key = "ministry-of-public-securitys-institute-of-forensic-science-of-china-cn"
    assert lists.load(LIST, "2023-03-02")[key].is_listed
    # The snapshot of March 2023 holds on both days; a later one knows what happened between.
    assert lists.load(LIST, "2023-11-20")[key].is_listed
    assert lists.load(LIST, "2023-11-21")[key].status == "removed"
    gone = lists.load(LIST)[key]
    assert gone.status == "removed"
    assert not gone.is_listed
    assert gone.removed == datetime.date(2023, 11, 21)


def test_notes_tell_where_documents_differ() -> None:
    october = " ".join(note.text for note in lists.load(LIST, "2019-10-09").notes)
    assert "20 public security bureaus" in october
    assert "20 government entities and universities" in october
    assert "19 public security bureaus and one police college" in october
    march = " ".join(note.text for note in lists.load(LIST, "2025-03-25").notes)
    for told in ("around 80", "11 Chinese firms", "over 50", "53 entries stand under China"):
        assert told in march


def test_the_same_party_under_two_destinations(newest: Snapshot) -> None:
    twice = [name for name, n in Counter(entity.name for entity in newest).items() if n > 1]
    assert len(twice) == 3
    for entity in newest:
        if entity.name in twice:
            assert any(relation.kind == "same-as" for relation in entity.relations)
