"""One night over many combinations, each a unit: writes the returns, runs the night, reads the figures.

Belongs here: folders, the process, and reading marts. Not here: what is compared (comparison.py).
"""

import csv
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from tests.fixtures.make_returns import content_of
from tests.metamorphic.clean_unit import DUE, RATING_PERIODS, SNAPSHOTS, YEARS, unit_name
from tests.metamorphic.combination import Combination

CHECKOUT = Path(__file__).parents[2]
Key = tuple[int, str, str]
Figures = dict[Key, dict[str, Any]]


@dataclass(frozen=True)
class Night:
    """What the night left: unit → (year, indicator, series) → the row; and what it said of the returns."""

    folder: Path
    figures: dict[str, Figures]
    #: Unit → returns and rows that were not accepted: year, form, rule, severity, how many.
    refused: dict[str, list[tuple[Any, ...]]]
    #: Versions whose rows read are not accepted + quarantined + no data.
    lost: list[tuple[Any, ...]]


def run_night(folder: Path, combinations: Iterable[Combination]) -> Night:
    """Run a night over the combinations in ``folder``, where everything stays."""
    combinations = list(combinations)
    _write(folder, combinations)
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("WAREHOUSE_", "RETURNS_"))}
    settings = {
        "RETURNS_URL": str(folder / "returns"),
        "WAREHOUSE_DATA_DIR": str(folder / "data"),
        "WAREHOUSE_REFERENCE_DIR": str(folder / "reference"),
    }
    run = subprocess.run(
        [sys.executable, "-m", "dagster_project.nightly"],
        cwd=CHECKOUT,
        env=inherited | settings,
        capture_output=True,
        text=True,
        check=False,
        timeout=1800,
    )
    assert run.returncode == 0, f"{folder}\n{run.stdout[-2000:]}\n{run.stderr[-3000:]}"
    return read_night(folder)


def read_night(folder: Path) -> Night:
    """Read what a night left in ``folder``."""
    marts = duckdb.connect(str(folder / "data" / "published" / "bi.duckdb"), read_only=True)
    figures: dict[str, Figures] = defaultdict(dict)
    table = marts.execute("select * from marts.mart_indicator_unit_year")
    names = [column[0] for column in table.description or []]
    for values in table.fetchall():
        row = dict(zip(names, values, strict=True))
        figures[row.pop("unit_code")][row["report_year"], row["indicator_code"], row["series"]] = row
    refused: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    sql = """
        select unit_code, report_year, form, rule_id, severity, findings
        from marts.mart_quality_finding where severity in ('row', 'return') order by all
    """
    for unit, *finding in marts.execute(sql).fetchall():
        refused[unit].append(tuple(finding))
    marts.close()
    warehouse = duckdb.connect(str(folder / "data" / "warehouse.duckdb"), read_only=True)
    lost = warehouse.execute(
        "select * from core.fct_return_version where rows_read <> rows_accepted + rows_quarantined + rows_non_data"
    ).fetchall()
    warehouse.close()
    return Night(folder, dict(figures), dict(refused), lost)


def _write(folder: Path, combinations: list[Combination]) -> None:
    received = []
    for combination in combinations:
        for sent in combination.files():
            path = f"{sent.year}/{combination.unit}/{sent.name}"
            target = folder / "returns" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content_of(sent))
            received.append({"path": path, "received_at": sent.received_at})
    _csv(folder / "returns" / "received.csv", received)
    _csv(folder / "reference" / "units.csv", [_unit(combination) for combination in combinations])
    years = [
        {
            "report_year": year,
            "snapshot_on": SNAPSHOTS[year],
            "due_on": DUE[year],
            "rating_regime": f"regime of {year}",
            "rating_periods": RATING_PERIODS[year],
        }
        for year in YEARS
    ]
    _csv(folder / "reference" / "report_years.csv", years)


def _unit(combination: Combination) -> dict[str, Any]:
    return {
        "unit_code": combination.unit,
        "unit_name_vi": unit_name(combination.number),
        "unit_type": "district",
        "district_code": "",
        "list_order": combination.number + 1,
        "valid_from": "2020-01-01",
        "valid_to": "",
        "note": "",
    }


def _csv(path: Path, rows: list[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
