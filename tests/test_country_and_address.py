"""Countries and addresses beside a name: what they change, and what they never hide."""

from __future__ import annotations

import pytest

from screenlib import Screener, lists, screen
from screenlib.errors import ConfigError
from screenlib.intake import read_country


class TestCountry:
    def test_another_country_lowers_and_never_hides(self) -> None:
        plain = screen("Hikvision").best
        same = screen("Hikvision", country="China").best
        other = screen("Hikvision", country="FR").best
        assert plain is not None
        assert same is not None
        assert other is not None
        assert same.probability == plain.probability
        assert other.probability < plain.probability
        assert other.evidence[-1].kind == "country"
        assert sum(row.bits for row in other.evidence) == pytest.approx(other.bits, abs=1e-3)

    @pytest.mark.parametrize(
        ("written", "code"),
        [
            ("法国", "FR"),
            ("中华人民共和国", "CN"),
            ("中國", "CN"),
            ("香港", "HK"),
            ("Frankreich", "FR"),
        ],
    )
    def test_names_of_countries_in_other_languages(self, written: str, code: str) -> None:
        assert read_country(written) == code
        assert screen("Hikvision", country=written).hits == screen("Hikvision", country=code).hits

    @pytest.mark.parametrize(
        "written", ["杭州", "法国巴黎", "法国电力", "Ruritania", "，", "x" * 20_000]
    )
    def test_what_is_no_country(self, written: str) -> None:
        assert read_country(written) is None

    def test_unknown_country(self) -> None:
        with pytest.raises(ConfigError, match="ISO 3166-1"):
            screen("Hikvision", country="Ruritania")

    def test_in_a_batch_each_name_has_its_own(self) -> None:
        names = ["Hikvision", "Hikvision", "Hikvision", "Verkor", "Hikvision"]
        countries = ["CN", "FR", None, "FR", "Ruritania"]
        found = list(Screener().screen_many(names, countries=iter(countries)))
        for name, country, result in zip(names[:4], countries[:4], found[:4], strict=True):
            assert result == screen(name, country=country)
        assert found[4].best is not None
        assert "'Ruritania' is not known" in found[4].best.reason
        assert found[4].best.probability == screen("Hikvision").best.probability  # type: ignore[union-attr]


class TestAddress:
    LISTED = "Room 1318-19, 13F, Hollywood Plaza, 610 Nathan Road, Mong Kok, Hong Kong"
    SAME = "Rm. 1318, 13/F, Hollywood Plaza, 610 Nathan Rd, Mongkok"
    OTHER = "Room 1320, 13/F, Hollywood Plaza, 610 Nathan Road"

    @pytest.fixture
    def screener(self) -> Screener:
        info = lists.ListInfo(id="own", title="Own list")
        bare = lists.Entity(
            id="bare",
            names=(lists.Name(self.LISTED),),
            type="address",
            addresses=(lists.Address(self.LISTED),),
        )
        named = lists.Entity(
            id="named",
            names=(lists.Name("Xyzzy Robotics Co., Ltd."),),
            addresses=(lists.Address("Unit 5, 2/F, Plugh Tower, 8 Canton Road, Hong Kong"),),
        )
        return Screener(lists.Snapshot(info=info, entities=(bare, named)))

    @pytest.mark.parametrize("name", ["Verkor", None, "有限公司"])
    def test_a_bare_address_concerns_any_party_there(
        self, screener: Screener, name: str | None
    ) -> None:
        result = screener.screen(name, address=self.SAME)
        assert result.verdict == "review"
        (hit,) = result.hits
        assert (hit.entity.id, hit.matched_kind, hit.matched_name) == (
            "bare",
            "address",
            self.LISTED,
        )
        assert "licence requirement applies to any party there" in hit.reason
        assert "address" in repr(hit)
        assert self.SAME in result.to_json()
        assert "any party there" in result.explain()

    def test_another_unit_is_no_hit(self, screener: Screener) -> None:
        assert screener.screen("Verkor", address=self.OTHER).verdict == "none"

    def test_an_entity_found_by_name_gets_the_address_as_evidence(self, screener: Screener) -> None:
        address = "Unit 5, 2nd Floor, Plugh Tower, 8 Canton Rd"
        result = screener.screen("Xyzzy Robotics Co., Ltd.", address=address)
        (hit,) = result.hits
        assert result.verdict == "match"
        assert hit.evidence[-1].kind == "address"
        assert sum(row.bits for row in hit.evidence) == pytest.approx(hit.bits, abs=1e-3)
        by_address = screener.screen("Verkor", address=address)
        assert by_address.verdict == "review"
        assert by_address.hits[0].entity.id == "named"

    def test_many_and_saved(self, screener: Screener) -> None:
        names = ["Verkor", None, "Xyzzy Robotics Co., Ltd.", "Verkor"]
        addresses = [self.SAME, self.SAME, None, self.OTHER]
        wanted = [
            screener.screen(name, address=address)
            for name, address in zip(names, addresses, strict=True)
        ]
        assert list(screener.screen_many(names, addresses=addresses)) == wanted
        loaded = Screener.from_bytes(screener.to_bytes())
        assert list(loaded.screen_many(names, addresses=addresses)) == wanted
        assert loaded.snapshots == screener.snapshots
        assert [len(snapshot) for snapshot in loaded.snapshots] == [2]
        again = Screener.from_bytes(loaded.to_bytes())
        assert list(again.screen_many(names, addresses=addresses)) == wanted
