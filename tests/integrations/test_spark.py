"""A Spark DataFrame gets the same answers as a single process."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from screenlib import Screener
from screenlib.errors import ColumnError

pyspark = pytest.importorskip("pyspark", reason="PySpark is not installed")

if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
    pytest.skip("there is no Java here", allow_module_level=True)

from screenlib.integrations.spark import screen_dataframe  # noqa: E402

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore"),  # Spark's own
]

NAMES = ["Hikvision", None, "Verkor", "浙江大華科技", "有限公司", "Hikvision Europe B.V."]


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ["PYTHONPATH"] = os.pathsep.join(sys.path)
    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .getOrCreate()
    )
    yield session
    session.stop()


def test_the_same_answers_as_a_single_process(spark: Any) -> None:
    rows = [(number, NAMES[number % len(NAMES)]) for number in range(60)]
    frame = spark.createDataFrame(rows, "id int, name string").repartition(3)
    screener = Screener(as_of="2020-06-05")
    found = screen_dataframe(frame, column="name", screener=screener).collect()
    assert len(found) == len(rows)
    wanted = dict(zip(NAMES, screener.screen_many(NAMES), strict=True))
    for row in found:
        result = wanted[row["name"]]
        best = result.best
        assert row["verdict"] == result.verdict
        assert row["entity_id"] == (best.entity.id if best else None)
        assert row["probability"] == (round(best.probability, 6) if best else None)
        assert row["list_version"] == "2020-06-05"
    assert {row["id"] for row in found} == set(range(60))


def test_countries_and_addresses_count(spark: Any) -> None:
    room = "Room 1318-19, 13F, Hollywood Plaza, 610 Nathan Road, Mong Kok, Kowloon"
    rows = [("Hikvision", "France", None), ("Verkor", None, room), ("Verkor", None, None)]
    frame = spark.createDataFrame(rows, "name string, country string, place string")
    names, countries, addresses = zip(*rows, strict=True)
    screener = Screener()
    wanted = list(screener.screen_many(names, countries=countries, addresses=addresses))
    found = screen_dataframe(
        frame, column="name", country_column="country", address_column="place", screener=screener
    )
    shown = [(row["verdict"], row["probability"]) for row in found.collect()]
    assert shown[0] == (wanted[0].verdict, round(wanted[0].hits[0].probability, 6))
    assert [verdict for verdict, _ in shown] == [result.verdict for result in wanted]


def test_the_column_is_checked_before_anything_runs(spark: Any) -> None:
    frame = spark.createDataFrame([(1, "x")], "id int, name string")
    with pytest.raises(ColumnError):
        screen_dataframe(frame, column="company")
    with pytest.raises(ColumnError):
        screen_dataframe(frame, column="name", country_column="country")
