"""Superset shows what is published and nothing else: every figure of both dashboards, before and after a night.

Needs a publication (`make nightly`) and Chromium; run by `make test-superset`. With SUPERSET_PICTURES=<folder> it
leaves pictures of both dashboards there.
"""

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from dagster_project.settings import CHECKOUT, load_settings
from tests.superset.browser import Browser
from tests.superset.expected import Rows, expected
from tests.superset.server import Superset, running
from tests.superset.shown import Shown, look_at

pytestmark = pytest.mark.superset

DASHBOARDS = {"nghi-quyet": 6, "day-du-chat-luong": 7}
TITLES = {
    path.stem: yaml.safe_load(path.read_text("utf-8"))["slice_name"]
    for path in (CHECKOUT / "superset" / "assets" / "charts").glob("*.yaml")
}


class Publication:
    """A data folder with a publication that can be exchanged for another, as a night does it."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir, self.link = data_dir, data_dir / "published"
        self.bi = self.link / "bi.duckdb"

    def publish(self, version: str, bi_path: Path, *changes: str) -> None:
        """Make a version of a file, with changes, and let `published` lead to it in one step."""
        folder = self.data_dir / ".published" / version
        folder.mkdir(parents=True)
        shutil.copyfile(bi_path, folder / "bi.duckdb")
        with duckdb.connect(str(folder / "bi.duckdb")) as connection:
            for change in changes:
                connection.execute(change)
        new = self.data_dir / ".published.new"
        new.symlink_to(Path(".published") / version, target_is_directory=True)
        new.replace(self.link)


@pytest.fixture(scope="module")
def publication(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    real = load_settings().published_dir / "bi.duckdb"
    if not real.exists():
        pytest.fail(f"{real} is not there: run `make nightly` first")
    made = Publication(tmp_path_factory.mktemp("data"))
    made.publish("first", real)
    return made


@pytest.fixture(scope="module")
def superset(publication: Publication) -> Iterator[Superset]:
    with running(publication.data_dir) as server:
        yield server


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with Browser(tmp_path_factory.mktemp("chromium"), 1600, 4600) as one:
        yield one


def test_secrets_are_the_owners_alone_and_the_password_is_told_once(
    superset: Superset, publication: Publication
) -> None:
    folder = publication.data_dir / "superset"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for name in ("secret.key", "admin.password"):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600
    told = superset.told.read_text()
    assert told.count((folder / "admin.password").read_text().strip()) == 1
    assert (folder / "secret.key").read_text().strip() not in told


def test_a_sql_window_reads_the_marts(superset: Superset) -> None:
    status, answer = superset.sql("select count(*) as n from marts.mart_indicator_year")
    assert status == 200, answer
    assert answer["data"][0]["n"] > 0


@pytest.mark.parametrize(
    "statement",
    [
        "select * from read_csv('/etc/passwd')",
        "select * from read_text('/etc/passwd')",
        "select * from '/etc/passwd'",
        "select * from glob('/etc/*')",
        "attach '/etc/passwd' as other",
        "copy (select 1) to '/tmp/superset-was-here.csv'",
        "set enable_external_access = true",
        "install httpfs",
        "create table marts.mine as select 1",
        "delete from marts.mart_indicator_year",
    ],
)
def test_a_sql_window_reads_nothing_else_and_writes_nothing(
    superset: Superset, publication: Publication, statement: str
) -> None:
    status, answer = superset.sql(statement)
    assert status >= 400, answer
    assert "root:" not in str(answer)
    assert superset.sql("select count(*) as n from marts.mart_indicator_year")[1]["data"][0]["n"] > 0
    assert not Path("/tmp/superset-was-here.csv").exists()


def test_every_indicator_has_its_line(superset: Superset, publication: Publication) -> None:
    """The dashboard draws one indicator at a time; this asks for all of them, and so for milestones too."""
    datasets = superset.ask("/api/v1/dataset/?q=(page_size:100)")[1]["result"]
    figures = next(one["id"] for one in datasets if one["table_name"].startswith("Chỉ tiêu theo năm và đơn vị"))
    query = {
        "columns": ["year", "indicator_code"],
        "metrics": ["value", "target", "milestone"],
        "filters": [{"col": "unit_code", "op": "==", "val": "province"}],
        "row_limit": 10000,
    }
    asked = {"datasource": {"id": figures, "type": "table"}, "queries": [query]}
    status, answer = superset.ask("/api/v1/chart/data", asked)
    assert status == 200, answer
    names = ("year", "indicator_code", "value", "target", "milestone")
    with duckdb.connect(str(publication.bi), read_only=True) as connection:
        wanted = connection.sql(
            "select short_label_vi, indicator_code, value_pct, target_pct, milestone_pct "
            "from marts.mart_indicator_year join marts.dim_report_year using (report_year) where series = 'total'"
        ).fetchall()
    assert {tuple(row[name] for name in names) for row in answer["result"][0]["data"]} == set(wanted)
    assert any(milestone is not None for *_, milestone in wanted)


def test_both_dashboards_show_the_figures_before_and_after_a_night(
    superset: Superset, publication: Publication, browser: Browser
) -> None:
    before = check(superset, publication, browser, "before")
    publication.publish(
        "second",
        publication.bi,
        "update marts.mart_indicator_year set numerator = numerator - 1, "
        "value_pct = 100.0 * (numerator - 1) / denominator where numerator > 1",
        "update marts.mart_indicator_unit_year set numerator = numerator - 1, "
        "value_pct = 100.0 * (numerator - 1) / denominator where numerator > 0",
        "update marts.mart_return set state = 'missing', rows_read = 0, rows_accepted = 0, rows_quarantined = 0, "
        "rows_not_data = 0, days_late = null where report_year = 2024 and form = '04' and unit_code <> 'tinh'",
        "update marts.mart_return_rate set completeness_pct = completeness_pct / 2, "
        "forms_accepted = forms_accepted - 1 "
        "where report_year = 2024 and unit_code <> 'tinh'",
        "update marts.mart_publication set forms_accepted = forms_accepted - 1",
        "update marts.mart_quality_finding set findings = findings + 1",
        "update marts.mart_quality_history set findings = findings + 1",
    )
    after = check(superset, publication, browser, "after")
    assert all(before[name] != after[name] for name in before), "the change has to show on every chart"


def check(superset: Superset, publication: Publication, browser: Browser, when: str) -> dict[str, Rows]:
    """Look at both dashboards and compare every chart with the file that is published now; return what was expected."""
    wanted = expected(publication.bi)
    for slug, charts in DASHBOARDS.items():
        shown = look_at(browser, superset, slug, charts)
        if folder := os.environ.get("SUPERSET_PICTURES"):
            browser.picture(Path(folder) / f"{slug}-{when}.png")
        # The tracking pixel of Superset's pages is asked for and refused by the page's own policy.
        assert shown.hosts == {superset.url.removeprefix("http://")}
        told = resolution(shown) if slug == "nghi-quyet" else quality(shown)
        for name, rows in told.items():
            assert rows == wanted[name], f"{name} {when}: {sorted(map(str, rows ^ wanted[name]))[:6]}"
    return wanted


def resolution(shown: Shown) -> dict[str, Rows]:
    """Return what the first dashboard shows, chart by chart, as `expected` writes it."""
    lines, goals = shown.sent[TITLES["lines"]]
    # (A column without any value is not sent: the first indicator holds each year, so it has no milestones.)
    results = {
        row["year"]: value for row in lines for name, value in row.items() if name != "year" and value is not None
    }
    return {
        "publication": {(row[0], row[2]) for row in table(shown, "publication")},
        "verdicts": in_cells(shown, "verdicts"),
        "indicator_year": {
            (row[0], whole(row[4]), whole(row[5]), row[6], row[8], whole(row[10]), row[11])
            for row in table(shown, "indicator_year")
        },
        "lines": {(row["year"], results.get(row["year"]), row["target"], row.get("milestone")) for row in goals},
        "units": {(row[0], row[3], row[4], row[6], whole(row[7]), row[8]) for row in table(shown, "units")},
        "units_years": in_cells(shown, "units_years"),
    }


def quality(shown: Shown) -> dict[str, Rows]:
    """Return what the second dashboard shows."""
    return {
        "publication": {(row[0], row[2]) for row in table(shown, "publication")},
        "matrix": {(unit, year, *forms(cell)) for unit, year, cell in in_cells(shown, "matrix")},
        "not_in_order": {
            (
                row[0],
                row[1].split(" · ", 1)[1],
                row[2],
                row[3].startswith("Đã nhận"),
                None if row[6] == "N/A" else whole(row[6]),
            )
            for row in table(shown, "not_in_order")
        },
        "rates": {
            (row["year"], row["completeness"], row["timeliness"], row["acceptance"])
            for row in shown.sent[TITLES["rates"]][0]
        },
        "acceptance": {
            (row["year"], row["unit_row"].split(" · ", 1)[-1], row["coverage"], row["completeness_pct"])
            for row in shown.sent[TITLES["acceptance"]][0]
        },
        "rules": {(row[1], row[0].split(" · ")[1], row[2], *map(whole, row[3:6])) for row in table(shown, "rules")},
        "history": {
            (row["seen_on"], name.split(" · ")[1], value)
            for row in shown.sent[TITLES["history"]][0]
            for name, value in row.items()
            if name != "seen_on" and value is not None
        },
    }


def table(shown: Shown, name: str) -> list[list[str]]:
    rows = shown.tables[TITLES[name]]
    assert rows, f"{name} is empty"
    return rows


def in_cells(shown: Shown, name: str) -> Rows:
    """Return (row, year, text) of each filled cell of a pivot table, as it stands in the page."""
    years = sorted({row["year"] for row in shown.sent[TITLES[name]][0]})
    cells: set[tuple[Any, ...]] = set()
    for row in table(shown, name):
        for year, cell in zip(years, row[-len(years) :], strict=True):
            if cell:
                cells.add((row[0], year, cell))
    return cells


def forms(cell: str) -> tuple[str, int, int, int]:
    """Return what a cell of the matrix says: accepted/owed, how many are missing, rejected, late."""
    counts = dict.fromkeys("∅✗◷", 0)
    first, *rest = cell.split("\n")
    for line in rest:
        counts[line[0]] = len(line.split(": ")[1].split(", "))
    return first.removeprefix("✓ "), *counts.values()


def whole(text: str) -> int:
    return int(text.replace(".", ""))
