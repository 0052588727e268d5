"""A check fails for what is new and keeps something out of the figures; what only stands warns."""

from datetime import date
from pathlib import Path

import dagster as dg
import pandas as pd
import pyarrow as pa
import pytest

from dagster_project.defs.findings import findings_result, news_of, standing_result
from dagster_project.lib import day_sets
from dagster_project.quality.history import counts_by_rule
from dagster_project.tables.handed_over import HISTORY

ERROR, WARN = dg.AssetCheckSeverity.ERROR, dg.AssetCheckSeverity.WARN


def counted(severity: str, findings: int, new: int) -> dict[str, object]:
    return {"rule_id": "birth_year_impossible", "severity": severity, "findings": findings, "new": new}


@pytest.mark.parametrize(
    ("severity", "findings", "new", "expected"),
    [
        ("row", 5, 1, (False, ERROR)),
        ("return", 1, 1, (False, ERROR)),
        # What only stands, and new words of advice, drown no alarm.
        ("row", 5, 0, (False, WARN)),
        ("warn", 5, 5, (False, WARN)),
        ("row", 0, 0, (True, WARN)),
    ],
)
def test_only_what_is_new_and_out_of_the_figures_fails(
    severity: str, findings: int, new: int, expected: tuple[bool, object]
) -> None:
    result = findings_result("judged_rows", "rules_values", [counted(severity, findings, new)], "/report")
    assert (result.passed, result.severity) == expected
    assert result.metadata["findings"].value == findings
    assert result.metadata["new"].value == new


def test_what_failed_for_something_new_only_stands_on_a_later_night() -> None:
    result = findings_result("judged_rows", "rules_values", [counted("row", 5, 2)], "/report")
    evaluation = dg.AssetCheckEvaluation(
        asset_key=dg.AssetKey("judged_rows"), check_name="rules_values", passed=False, metadata=result.metadata
    )
    kept = news_of(evaluation)
    assert kept
    later = standing_result(kept)
    assert (later.passed, later.severity) == (False, WARN)
    assert (later.metadata["findings"].value, later.metadata["new"].value) == (5, 0)


def test_fewer_in_one_return_do_not_hide_more_in_another(tmp_path: Path) -> None:
    def counts(ba_be: int, tinh: int) -> pd.DataFrame:
        same = {"report_year": 2024, "form": "02", "rule_id": "birth_year_impossible", "severity": "row"}
        return pd.DataFrame(
            [same | {"unit_code": "ba-be", "findings": ba_be}, same | {"unit_code": "tinh", "findings": tinh}]
        )

    schema = HISTORY["quality_count"]
    kept = pa.Table.from_pandas(counts(4, 1).assign(seen_on=date(2026, 11, 1)), schema=schema, preserve_index=False)
    day_sets.write_set(tmp_path / "quality_count", date(2026, 11, 1), kept)
    (told,) = counts_by_rule(tmp_path, date(2026, 11, 29), counts(1, 3))
    assert (told["findings"], told["new"]) == (4, 2)
    # Looked at again on its own day, a night is still compared with the nights before.
    (again,) = counts_by_rule(tmp_path, date(2026, 11, 1), counts(1, 3))
    assert again["new"] == 4
