"""A page or document that cannot be made stops neither the tables nor the others, and is told."""

import json
from datetime import datetime
from pathlib import Path

from dagster_project.lib.time import VIETNAM
from dagster_project.publish.for_readers import WRITERS, write_for_readers
from dagster_project.publish.marts import RunInfo, not_made_for_readers, publish_marts
from dagster_project.publish.review.facts import Review
from tests.small_bi import write_small_bi
from tests.unit.marts import DICTIONARY, warehouse


def good(reviews: list[Review], path: Path) -> None:
    path.write_text(reviews[0].code, encoding="utf-8")


def bad(_reviews: list[Review], path: Path) -> None:
    path.write_text("half of it", encoding="utf-8")
    raise ValueError("no chart\nand more lines")


def test_what_cannot_be_made_is_absent_and_the_others_are_there(tmp_path: Path) -> None:
    write_small_bi(tmp_path / "bi.duckdb")
    not_made = write_for_readers(tmp_path, {}, {"a/bad.html": bad, "b/good.html": good})
    assert not_made == {"a/bad.html": "no chart · and more lines"}
    assert not (tmp_path / "a/bad.html").exists()
    assert (tmp_path / "b/good.html").read_text(encoding="utf-8") == "NQ-1"


def test_tables_are_published_without_what_is_made_from_them(tmp_path: Path) -> None:
    # These marts have no labels: no file can be written from them.
    warehouse(tmp_path / "warehouse.duckdb")
    run = RunInfo(datetime(2026, 1, 2, 3, tzinfo=VIETNAM), "run-1")
    publish_marts(tmp_path / "warehouse.duckdb", tmp_path / "published", run, DICTIONARY)
    assert (tmp_path / "published/bi.duckdb").is_file()
    assert not_made_for_readers(tmp_path / "published").keys() == WRITERS.keys()
    files = json.loads((tmp_path / "published/manifest.json").read_text(encoding="utf-8"))["files"]
    assert "scorecard/index.html" not in files and "bi.duckdb" in files
