"""Every published table and column is described in Vietnamese and English, has a key, and says its unit."""

import json
import re
from collections import Counter
from collections.abc import Iterator

import pytest

from dagster_project.publish import publication
from dagster_project.publish.dictionary import SEPARATOR, UNIT_LABELS, Dictionary, read_dictionary, title_of
from dagster_project.publish.tables import SCHEMA
from tests.dbt.conftest import Dbt

pytestmark = pytest.mark.slow

# A heading of a column in a BI tool.
_TITLE = 60


def faults_of(description: str) -> Iterator[str]:
    """Yield what is wrong with one description."""
    vietnamese, *english = description.split(SEPARATOR)
    if len(english) != 1 or not vietnamese.strip() or not english[0].strip():
        yield "not 'Tiếng Việt · English'"
        return
    if vietnamese.isascii():
        yield "no diacritics before the separator"
    if not re.sub("[×≥≤–…]", "", english[0]).isascii():
        yield "Vietnamese after the separator"
    if any(len(half) > _TITLE for half in title_of(description).split(SEPARATOR)):
        yield f"the title (what stands before the first . : ;) is longer than {_TITLE}"


@pytest.mark.parametrize(
    ("description", "faults"),
    [
        ("Năm báo cáo: năm của số liệu · Report year: of the figures", 0),
        ("Giới tính: male (nam), female (nữ) · Sex: male, female", 0),
        ("Report year", 1),
        ("Năm báo cáo", 1),
        (" · Report year", 1),
        ("Năm · Year · Jahr", 1),
        ("Nam bao cao · Report year", 1),
        ("Năm báo cáo · Năm báo cáo", 1),
        ("Năm báo cáo · The year that the return reports on, which is not the year of its sending", 1),
    ],
)
def test_a_wrong_description_is_noticed(description: str, faults: int) -> None:
    assert len(list(faults_of(description))) == faults


@pytest.fixture(scope="module")
def nodes(empty_province: Dbt) -> dict:
    return json.loads((empty_province.target / "manifest.json").read_text(encoding="utf-8"))["nodes"]


@pytest.fixture(scope="module")
def dictionary(nodes: dict) -> Dictionary:
    return read_dictionary({"nodes": nodes}, SCHEMA)


def test_every_published_table_and_column_is_described_in_both_languages(dictionary: Dictionary) -> None:
    told = {name: table.description for name, table in dictionary.items()}
    for name, table in dictionary.items():
        told |= {f"{name}.{column}": about.description for column, about in table.columns.items()}
    assert {where: found for where, text in told.items() if (found := list(faults_of(text)))} == {}


def test_no_two_columns_of_a_table_have_one_title(dictionary: Dictionary) -> None:
    twice = {}
    for name, table in dictionary.items():
        titles = Counter(half for one in table.columns.values() for half in title_of(one.description).split(SEPARATOR))
        if found := [title for title, times in titles.items() if times > 1]:
            twice[name] = found
    assert twice == {}


def test_every_published_table_has_a_key_that_is_never_null(nodes: dict, dictionary: Dictionary) -> None:
    wrong = []
    for node in nodes.values():
        if node["name"] in dictionary and node["resource_type"] == "model":
            never_null = {
                name
                for name, column in node["columns"].items()
                if any(one["type"] == "not_null" for one in column["constraints"])
            }
            key = dictionary[node["name"]].key
            # What the publication alone knows is filled in then, and never NULL from there on.
            if not key or (node["name"] != publication.TABLE and set(key) - never_null):
                wrong.append((node["name"], key))
    assert wrong == []


def test_every_published_measure_says_its_unit(nodes: dict, dictionary: Dictionary) -> None:
    """Years and orders are INTEGER, or keys: what else is BIGINT or DOUBLE was counted or divided."""
    without = [
        f"{node['name']}.{name}"
        for node in nodes.values()
        if node["name"] in dictionary and node["resource_type"] == "model"
        for name, column in node["columns"].items()
        if column["data_type"] in ("bigint", "double") and name not in dictionary[node["name"]].key
        if not dictionary[node["name"]].columns[name].unit
    ]
    assert without == []
    units = {column.unit for table in dictionary.values() for column in table.columns.values()}
    assert units - set(UNIT_LABELS.values()) == {""}
