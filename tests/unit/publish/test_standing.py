"""A night is only quiet while everything that the last one was made from, and left, is as it was."""

import os
from datetime import datetime
from pathlib import Path

import pytest

from dagster_project.publish import standing
from dagster_project.returns.receive.index import Received
from dagster_project.settings import Settings, load_settings


def received(**changes: object) -> list[Received]:
    at = datetime(2026, 1, 1)
    entry = {
        "file_key": "a", "report_year": 2024, "unit_code": "ba-be", "file_path": "2024/ba-be/a.xlsx",
        "source_sha256": "5", "received_at": at, "received_order": 1, "size_bytes": 3, "problem": None,
        "is_at_source": True, "listing_tag": None,
    }  # fmt: skip
    return [Received(**{**entry, **changes})]  # type: ignore[arg-type]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    reference, version = tmp_path / "reference", tmp_path / "data" / ".published" / "1"
    reference.mkdir()
    version.mkdir(parents=True)
    (tmp_path / "data" / "dagster").mkdir()
    (reference / "units.csv").write_text("unit_code\n")
    (version / "bi.duckdb").write_text("marts")
    (tmp_path / "data" / "published").symlink_to(version)
    return load_settings(
        None, WAREHOUSE_DATA_DIR=str(tmp_path / "data"), WAREHOUSE_REFERENCE_DIR=str(reference), RETURNS_URL="/raw"
    )


@pytest.fixture
def before(settings: Settings) -> standing.Standing:
    standing.remember(settings, received(), ["ba-be"], [2024], "2026-11-29", [])
    kept = standing.recall(settings)
    assert kept
    return kept


def test_the_same_is_the_same(before: standing.Standing) -> None:
    assert standing.is_same(before, received())
    # Where it lies now, and how the source calls it, changes nothing that is made.
    assert standing.is_same(before, received(is_at_source=False, listing_tag="x"))


@pytest.mark.parametrize(
    "changes",
    [{"source_sha256": "6"}, {"received_at": datetime(2026, 1, 2)}, {"problem": "too_big"}, {"file_key": "b"}],
)
def test_another_content_is_not(before: standing.Standing, changes: dict[str, object]) -> None:
    assert not standing.is_same(before, received(**changes))
    assert not standing.is_same(before, [*received(), *received(file_key="more")])


def test_a_published_file_that_was_touched_or_lost_is_made_again(settings: Settings, before: standing.Standing) -> None:
    marts = settings.published_dir / "bi.duckdb"
    os.utime(marts, (1, 1))
    assert standing.recall(settings) is None
    marts.unlink()
    assert standing.recall(settings) is None


def test_another_list_or_setting_is_another_night(settings: Settings, before: standing.Standing) -> None:
    assert standing.recall(settings.model_copy(update={"returns_url": "/elsewhere"})) is None
    (settings.reference_dir / "units.csv").write_text("unit_code\nba-be\n")
    assert standing.recall(settings) is None


def test_a_night_that_began_to_write_is_not_remembered(settings: Settings, before: standing.Standing) -> None:
    standing.forget(settings)
    assert standing.recall(settings) is None
    (settings.data_dir / "standing.json").write_text("{")
    assert standing.recall(settings) is None
