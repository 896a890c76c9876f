"""Each official format: what comes out of a small file, and that every row is accounted for."""

from __future__ import annotations

import csv
import datetime
from pathlib import Path
from typing import Any

import pytest

from screenlib import lists
from screenlib.errors import DateError, ImportFormatError, ListError
from screenlib.lists import Entity, Snapshot
from screenlib.lists.importers import FORMATS

FIXTURES = Path(__file__).parent / "fixtures"

# file, form, and what the account must say: rows, imported, merged, blank, rejected
CASES = [
    ("bis.csv", "bis-csv", (8, 6, 1, 1, 0)),
    ("ecfr.xml", "ecfr-xml", (7, 7, 0, 0, 0)),
    ("csl27.csv", "csl-csv", (6, 6, 0, 0, 0)),
    ("csl29.csv", "csl-csv", (7, 6, 0, 0, 1)),
    ("csl.json", "csl-json", (6, 6, 0, 0, 0)),
    ("dpl.txt", "bis-dpl", (3, 2, 1, 0, 0)),
    ("sdn.csv", "ofac-csv", (8, 3, 4, 0, 1)),
    ("sdn.xml", "ofac-xml", (2, 2, 0, 0, 0)),
    ("un.xml", "un-xml", (2, 2, 0, 0, 0)),
    ("uk.csv", "uk-csv", (5, 2, 2, 0, 1)),
    ("uk_names.csv", "uk-csv", (2, 1, 1, 0, 0)),
    ("eu.csv", "eu-csv", (5, 2, 3, 0, 0)),
    ("eu.xml", "eu-xml", (1, 1, 0, 0, 0)),
    ("meti.csv", "meti", (2, 2, 0, 0, 0)),
    ("meti.json", "meti", (3, 2, 0, 0, 1)),
    ("targets.simple.csv", "opensanctions-csv", (3, 3, 0, 0, 0)),
    ("entities.ftm.json", "ftm-json", (5, 2, 2, 0, 1)),
    ("own.csv", "csv", (4, 2, 1, 1, 0)),
]


def load(name: str, form: str, **more: Any) -> Snapshot:
    return lists.import_file(
        FIXTURES / name, format=form, list_id="test", effective="2024-01-01", **more
    )


def names(entity: Entity) -> list[tuple[str, str]]:
    return [(name.text, name.kind) for name in entity.names]


def test_every_format_has_a_case() -> None:
    assert {form for _, form, _ in CASES} == set(FORMATS)


@pytest.mark.parametrize(("name", "form", "account"), CASES)
def test_every_row_is_accounted_for(
    name: str, form: str, account: tuple[int, int, int, int, int]
) -> None:
    snapshot = load(name, form)
    summary = snapshot.summary
    assert summary is not None
    assert summary.balanced
    assert (
        summary.rows, summary.imported, summary.merged, summary.blank, len(summary.rejected),
    ) == account  # fmt: skip
    assert summary.entities == len(snapshot)
    assert summary.names == sum(len(entity.names) for entity in snapshot)
    assert f"{summary.rows:,} rows" in str(summary)
    assert name in snapshot.completeness
    for row in summary.rejected:
        assert row.line > 0
        assert row.reason in str(summary)
        assert any(row.reason in note.text for note in snapshot.notes)


@pytest.mark.parametrize(("name", "form", "account"), CASES)
def test_the_same_file_gives_the_same_snapshot(
    name: str, form: str, account: tuple[int, ...]
) -> None:
    assert load(name, form).digest == load(name, form).digest


@pytest.mark.parametrize(("name", "form", "account"), CASES)
def test_what_comes_out_is_in_order(
    tmp_path: Path, name: str, form: str, account: tuple[int, ...]
) -> None:
    load(name, form, store=tmp_path)
    assert [str(problem) for problem in lists.verify(tmp_path).problems] == []


def test_bis_csv() -> None:
    snapshot = load("bis.csv", "bis-csv")
    entity = snapshot["nanhai-optical-instruments-co-ltd-cn"]
    assert names(entity) == [
        ("Nanhai Optical Instruments Co., Ltd.", "primary"),
        ("NOIC", "aka"),
        ("Nanhai Optical", "aka"),
        ("NH Optics", "aka"),
        ("Nanhai Glass Works", "former"),
        ("Nan Hai Guangxue", "aka"),
    ]
    assert [str(c) for c in entity.citations] == ["84 FR 54002", "85 FR 44159"]
    assert [c.page for c in entity.citations] == ["84 FR 54004", "85 FR 44161"]
    assert entity.effective == datetime.date(2019, 10, 9)
    assert len(entity.addresses) == 2
    assert entity.addresses[0].postal_code == "528200"
    assert entity.licence_policy == "Presumption of denial"


def test_bis_csv_parts_of_an_institute_are_entities() -> None:
    entity = load("bis.csv", "bis-csv")["nanhai-lens-factory-cn"]
    (relation,) = entity.relations
    assert (relation.kind, relation.name) == ("part-of", "Nanhai Optical Instruments Co., Ltd.")


def test_bis_csv_a_place_in_the_cell_of_the_name() -> None:
    entity = load("bis.csv", "bis-csv")["beihai-chips-co-ltd-cn"]
    assert entity.addresses[0].text.startswith("Beihai, Guangxi, 88 Wafer Avenue")
    assert entity.effective == datetime.date(2001, 5, 14)


def test_bis_csv_cells_that_slid_are_put_back() -> None:
    entity = load("bis.csv", "bis-csv")["slid-columns-llc-ru"]
    assert [address.text for address in entity.addresses] == [
        "1 First Lane, Omsk, Russia",
        "2 Second Lane, Omsk, Russia",
    ]
    assert entity.licence_policy.endswith("Presumption of denial for all others.")


def test_bis_csv_the_country_of_an_address_serves_where_the_cell_is_blank() -> None:
    entity = load("bis.csv", "bis-csv")["no-country-ltd-hk"]
    assert [address.country for address in entity.addresses] == ["HK", "HK"]


@pytest.mark.parametrize(("name", "form"), [("bis.csv", "bis-csv"), ("ecfr.xml", "ecfr-xml")])
def test_an_address_without_a_name_is_kept_as_such(name: str, form: str) -> None:
    entity = next(e for e in load(name, form) if e.name == "Address 01")
    assert entity.type == "address"
    assert not entity.is_organisation
    assert "Invented Place" in entity.addresses[0].text


def test_ecfr_xml() -> None:
    entity = load("ecfr.xml", "ecfr-xml")["nanhai-optical-instruments-co-ltd-cn"]
    assert names(entity) == names(load("bis.csv", "bis-csv")[entity.id])
    assert [address.text for address in entity.addresses] == [
        "No. 5 Fictive Road, Xinqu, Nanhai 528200, China",
        "Room 7, 3/F, Imagined Plaza, 12 Unreal Street, Hong Kong",
    ]
    assert [address.country for address in entity.addresses] == ["CN", "HK"]
    assert [(c.rule, c.page) for c in entity.citations] == [
        ("84 FR 54002", "84 FR 54004"),
        ("85 FR 44159", "85 FR 44161"),
    ]
    assert entity.published == datetime.date(2019, 10, 9)
    assert entity.notes == ("See alternate addresses under Russia",)


def test_ecfr_xml_rows_that_go_on() -> None:
    snapshot = load("ecfr.xml", "ecfr-xml")
    head = snapshot["donghai-group-7th-academy-cn"]
    for text in (
        "DG7", "Donghai Seventh Academy", "71st Institute", "Donghai Institute of Bearings",
        "72nd Institute", "Donghai Institute of Seals",
    ):  # fmt: skip
        assert text in head.aliases
    assert "50 Dreamt Road, Haidian District, Beijing, China" in [a.text for a in head.addresses]
    going_on = snapshot["72nd-institute-cn"]
    assert going_on.relations[0].name == "Donghai Group 7th Academy"
    # A row with nothing but an address belongs to the entry above it.
    bare = next(e for e in snapshot if e.name == "Address of Slid Columns LLC")
    assert bare.type == "address"
    assert bare.licence_policy == "Policy of denial"
    assert [c.rule for c in bare.citations] == [
        c.rule for c in snapshot["slid-columns-llc-ru"].citations
    ]
    assert "9 Bare Prospekt" in snapshot["slid-columns-llc-ru"].addresses[1].text


@pytest.mark.parametrize(
    ("name", "form"),
    [("csl27.csv", "csl-csv"), ("csl29.csv", "csl-csv"), ("csl.json", "csl-json")],
)
def test_consolidated_screening_list(name: str, form: str) -> None:
    snapshot = load(name, form)
    listed = snapshot["nanhai-optical-instruments-co-ltd-cn"]
    assert names(listed) == names(load("bis.csv", "bis-csv")[listed.id])
    assert listed.list_kind == "licence-requirement"
    assert listed.list_name.startswith("Entity List (EL)")
    assert [a.country for a in listed.addresses] == ["CN", "HK"]
    assert listed.effective == datetime.date(2019, 10, 9)
    by_name = {entity.name: entity for entity in snapshot}
    company = by_name["Fictive Import and Export Company"]
    assert company.notes == ("any successor, sub-unit, or subsidiary thereof",)
    assert (company.list_kind, company.programs) == ("prohibition", ("INKSNA",))
    assert by_name["Unsure Trading"].list_kind == "red-flag"
    assert by_name["SHIP OF FOOLS"].type == "vessel"
    person = by_name["INVENTED, Person"]
    assert person.type == "person"
    assert "Person INVENTED" in person.aliases
    assert person.programs == ("NPWMD", "IRAN")
    assert "Passport, 836, KP" in person.identifiers


def test_aliases_between_commas(tmp_path: Path) -> None:
    """The State Department puts commas between them, where the other lists have semicolons."""
    with (FIXTURES / "csl27.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    company = next(row for row in rows if row["programs"] == "INKSNA")
    company["alt_names"] = "FIEX, Fictive Co., Ltd., F.K.A. Old Fictive (OLFI)"
    file = tmp_path / "csl.csv"
    with file.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    snapshot = lists.import_file(file, format="csl-csv", list_id="x", effective="2024-01-01")
    entity = next(e for e in snapshot if e.name == "Fictive Import and Export Company")
    assert names(entity)[1:] == [
        ("FIEX", "aka"),
        ("Fictive Co., Ltd.", "aka"),
        ("Old Fictive", "former"),
        ("OLFI", "former"),
    ]


def test_denied_persons() -> None:
    snapshot = load("dpl.txt", "bis-dpl")
    person = snapshot["j-doe-us"]
    assert [address.country for address in person.addresses] == ["US", "US"]
    assert [c.rule for c in person.citations] == ["67 FR 56530", "67 FR 10890"]
    assert "the order expires on 06/29/2056" in person.notes
    assert snapshot.kind == "prohibition"
    company = snapshot["unreal-technik-gmbh-de"]
    assert company.type == "company"
    assert "not a standard order: read it" in company.notes


def test_ofac_csv_with_its_parts() -> None:
    snapshot = load("sdn.csv", "ofac-csv")
    company = snapshot["ofac-9001"]
    assert names(company) == [
        ("FICTIVE AIRLINES", "primary"),
        ("FA", "weak-aka"),
        ("AERO FICTIVE", "aka"),
        ("OLD FICTIVE", "former"),
    ]
    assert company.addresses[0].text == "1 Invented Street, Havana, Cuba"
    assert snapshot["ofac-9002"].type == "person"
    assert snapshot["ofac-9002"].programs == ("SDGT", "IRAN")
    assert snapshot["ofac-9003"].type == "vessel"
    assert "no entry 9999" in str(snapshot.summary)


def test_ofac_csv_without_its_parts_says_so(tmp_path: Path) -> None:
    alone = tmp_path / "sdn.csv"
    alone.write_bytes((FIXTURES / "sdn.csv").read_bytes())
    snapshot = lists.import_file(alone, format="ofac-csv", list_id="x", effective="2024-05-03")
    assert "Without alt.csv and add.csv" in snapshot.completeness
    assert len(snapshot) == 3


def test_ofac_xml() -> None:
    snapshot = lists.import_file(FIXTURES / "sdn.xml", format="ofac-xml", list_id="x")
    assert snapshot.effective == datetime.date(2024, 5, 3)
    assert names(snapshot["ofac-9001"]) == [
        ("FICTIVE AIRLINES", "primary"),
        ("AERO FICTIVE", "aka"),
        ("OLD FICTIVE", "former"),
        ("FA", "weak-aka"),
    ]
    assert snapshot["ofac-9002"].name == "Person INVENTED"
    assert "Passport, 836, Iran" in snapshot["ofac-9002"].identifiers


def test_un_xml() -> None:
    snapshot = lists.import_file(FIXTURES / "un.xml", format="un-xml", list_id="x")
    assert snapshot.effective == datetime.date(2026, 2, 27)
    company = snapshot["un-cde-902"]
    assert names(company) == [
        ("FICTIVE AIRLINES", "primary"),
        ("虚构航空", "native"),
        ("AERO FICTIVE", "aka"),
        ("OLD FICTIVE", "former"),
    ]
    assert (company.country, company.type) == ("CD", "organisation")
    person = snapshot["un-cdi-901"]
    assert (person.type, person.country) == ("person", "RW")
    assert names(person)[1] == ("IMAGINED", "weak-aka")


def test_uk_csv() -> None:
    snapshot = lists.import_file(FIXTURES / "uk.csv", format="uk-csv", list_id="x")
    assert snapshot.effective == datetime.date(2025, 8, 12)
    company = snapshot["uk-rus9001"]
    # The main name is the primary one, although another row comes before it.
    assert names(company)[0] == ("FICTIVE AIR", "primary")
    assert set(names(company)[1:]) == {
        ("FICTIVE AIRLINES LLC", "aka"), ("Авиа", "native"), ("FA", "weak-aka"),
    }  # fmt: skip
    assert company.effective == datetime.date(2023, 12, 31)
    assert snapshot["uk-rus9002"].type == "person"
    assert snapshot.summary is not None
    assert snapshot.summary.rejected[0].line == 7


def test_uk_table_of_names() -> None:
    assert names(load("uk_names.csv", "uk-csv")["uk-rus9001"]) == [
        ("FICTIVE AIR", "primary"),
        ("FICTIVE AIRLINES LLC", "aka"),
    ]


def test_eu() -> None:
    table = lists.import_file(FIXTURES / "eu.csv", format="eu-csv", list_id="x")
    assert table.effective == datetime.date(2025, 10, 28)
    company = table["eu-eu-27-28"]
    assert names(company) == [("FICTIVE AIR", "primary"), ("FICTIVE; AIRLINES LLC", "aka")]
    assert company.addresses[0].text == "1 First Lane, 102816, Omsk"
    assert company.addresses[0].country == "RU"
    assert "Tax number 1234" in company.identifiers
    assert table["eu-eu-27-29"].type == "person"
    xml = lists.import_file(FIXTURES / "eu.xml", format="eu-xml", list_id="x")
    assert xml.effective == datetime.date(2025, 10, 28)
    assert names(xml["eu-eu-27-28"])[2] == ("FA", "weak-aka")
    assert xml["eu-eu-27-28"].effective == datetime.date(2003, 7, 7)


def test_meti() -> None:
    snapshot = load("meti.csv", "meti")
    makers = snapshot["fictive-missile-industries-ir"]
    assert makers.aliases == ("FMI", "Sanaye Fictive", "Fictive Group")
    institute = next(e for e in snapshot if e.country == "CN")
    # The acronym in brackets is that of the academy, not of its institute.
    assert names(institute) == [
        ("10th Institute of the Fictive Academy of Sciences", "primary"),
        ("虚构科学院第十研究所", "native"),
    ]


def test_meti_json_a_name_that_slid_into_the_country() -> None:
    snapshot = load("meti.json", "meti")
    assert snapshot["slid-name-co-ltd-cn"].name == "Slid Name Co., Ltd."


def test_opensanctions() -> None:
    table = load("targets.simple.csv", "opensanctions-csv")
    company = table["nk-abc"]
    assert company.aliases == ("Fictive Air", "Fictive; Semicolon")
    assert (company.type, company.country) == ("company", "RU")
    assert table["nk-def"].type == "person"
    assert table["nk-ghi"].type == "vessel"
    lines = load("entities.ftm.json", "ftm-json")
    assert names(lines["nk-abc"]) == [
        ("Fictive Airlines LLC", "primary"),
        ("Fictive Air", "aka"),
        ("FA", "weak-aka"),
        ("Old Fictive", "former"),
    ]
    assert lines["nk-abc"].programs == ("EU-RUS",)
    assert lines["nk-abc"].addresses[0].text == "1 First Lane, Omsk"
    assert "Ownership" in str(lines.summary)


def test_own_csv_as_a_format() -> None:
    snapshot = load("own.csv", "csv")
    assert snapshot["c1"].aliases == ("Xyz", "Xy Z", "Xyz Trading")
    assert snapshot["c1"].notes == ("reason: late payer",)
    assert snapshot.kind == "own"


# --- Chinese names where the list prints none ---------------------------------------------------


def test_known_chinese_names_come_along_marked(tmp_path: Path) -> None:
    text = (FIXTURES / "bis.csv").read_text("utf-8-sig")
    file = tmp_path / "el.csv"
    listed = "Hangzhou Hikvision Digital Technology Co., Ltd."
    text = text.replace("Beihai Chips Co., Ltd., Beihai, Guangxi, ", listed)
    file.write_text(text, "utf-8", newline="")
    entity = lists.import_file(file, format="bis-csv", list_id="x", effective="2024-01-01")[
        "hangzhou-hikvision-digital-technology-co-ltd-cn"
    ]
    added = {name.text: name for name in entity.names if name.source == "general-knowledge"}
    assert added["杭州海康威视数字技术股份有限公司"].kind == "native"
    assert added["海康威视"].kind == "brand"
    assert all("not from an official source" in name.note for name in added.values())
    plain = lists.import_file(
        file, format="bis-csv", list_id="x", effective="2024-01-01", native_names=False
    )
    assert not any(name.source for name in plain[entity.id].names)


# --- what is asked for wrongly ------------------------------------------------------------------


def test_unknown_format() -> None:
    with pytest.raises(ListError, match=r"There is no format 'xls'\. Formats: bis-csv"):
        load("bis.csv", "xls")


@pytest.mark.parametrize("list_id", ["", "Upper", "a b", "../x", "-x", "x/y", None, 5, "é"])
def test_bad_list_id(list_id: object) -> None:
    with pytest.raises(ListError, match="cannot be the id"):
        lists.import_file(FIXTURES / "bis.csv", format="bis-csv", list_id=list_id)  # type: ignore[arg-type]


def test_bad_effective_date() -> None:
    with pytest.raises(DateError, match="effective"):
        lists.import_file(
            FIXTURES / "bis.csv", format="bis-csv", list_id="x", effective="7 December 2023"
        )


def test_a_part_that_the_format_does_not_have() -> None:
    with pytest.raises(ListError, match="no part"):
        load("bis.csv", "bis-csv", parts={"alt": FIXTURES / "alt.csv"})


def test_missing_file() -> None:
    with pytest.raises(ImportFormatError, match="cannot be read"):
        load("missing.csv", "bis-csv")
