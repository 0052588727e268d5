"""What is said about the returns: a check for each group of rules, the workbooks for the units, the report."""

from collections.abc import Iterator
from functools import partial

import dagster as dg
import duckdb

from dagster_project.defs.findings import findings_result
from dagster_project.defs.night import Night
from dagster_project.defs.returns import OWNERS
from dagster_project.lib.rules import RULES
from dagster_project.quality.data_docs import write_unit_pages
from dagster_project.quality.feedback.step import write_feedback_workbooks
from dagster_project.quality.history import counts_by_rule
from dagster_project.quality.readers import open_to_readers
from dagster_project.quality.report import write_report
from dagster_project.quality.report.step import record_and_read

# Which asset a group of rules judges; the checks stand beside it on Dagster's pages.
JUDGED_ASSET = {
    "files": "received_files",
    "headings": "raw_rows",
    "values": "judged_rows",
    "identifiers": "judged_rows",
    "duplicates": "judged_rows",
    "plausibility": "judged_rows",
    "copies": "return_ledger",
    "punctuality": "return_ledger",
    "identity": "person_identity",
    "ratings": "fct_finding",
    "other_years": "fct_finding",
    "other_forms": "fct_finding",
}
_COUNTS = "from marts.mart_quality_finding"


def _check_specs() -> list[dg.AssetCheckSpec]:
    rules: dict[str, list[str]] = {}
    for rule in RULES.values():
        rules.setdefault(rule.check_group, []).append(f"{rule.rule_id}: {rule.label_vi}")
    return [
        dg.AssetCheckSpec(
            name=f"rules_{group}",
            asset=asset,
            additional_deps=["mart_quality_finding"],
            # A finding is asked of a district; only dbt's tests on the marts and the row account block a night.
            blocking=False,
            description="; ".join(rules[group]),
        )
        for group, asset in JUDGED_ASSET.items()
    ]


@dg.multi_asset_check(specs=_check_specs(), can_subset=True)
def rule_checks(
    context: dg.AssetCheckExecutionContext, night: dg.ResourceParam[Night]
) -> Iterator[dg.AssetCheckResult]:
    """Tell for each group of rules how many findings stand, how many are new, and where to read about them."""
    settings = night.settings
    if not settings.warehouse_path.exists():
        context.log.info("No warehouse yet: nothing to count.")
        return
    with duckdb.connect(str(settings.warehouse_path), read_only=True) as warehouse:
        counts = warehouse.sql(_COUNTS).df()
    told = counts_by_rule(settings.history_dir, night.started_at.date(), counts)
    for group, asset in JUDGED_ASSET.items():
        if dg.AssetCheckKey(dg.AssetKey(asset), f"rules_{group}") in context.selected_asset_check_keys:
            counted = [one for one in told if RULES[one["rule_id"]].check_group == group]
            yield findings_result(asset, f"rules_{group}", counted, str(settings.quality_dir / "index.html"))


RULE_CHECKS = dg.AssetSelection.checks(rule_checks)


def feedback_workbooks(night: dg.ResourceParam[Night]) -> dg.MaterializeResult:  # type: ignore[type-arg]
    """One workbook a unit and year with findings: its own sheets with the cells marked, and the list to mend."""
    outcomes = write_feedback_workbooks(
        night.settings.quality_dir,
        warehouse_path=night.settings.warehouse_path,
        archive_dir=night.settings.archive_dir,
        store=night.store,
        unit_names=night.unit_names,
        province_units=night.province_units,
        progress=night.progress,
    )
    return dg.MaterializeResult(metadata={**outcomes, "folder": str(night.settings.quality_dir / "feedback")})


def quality_report(night: dg.ResourceParam[Night]) -> dg.MaterializeResult:  # type: ignore[type-arg]
    """One page about the returns for people who look rather than query, and in Data Docs a page a unit."""
    settings = night.settings
    given = record_and_read(
        settings.quality_dir,
        published_db=settings.published_dir / "bi.duckdb",
        reference_dir=settings.canonical_reference_dir,
        history_dir=settings.history_dir,
        store=night.store,
        made_at=night.started_at,
    )
    path = write_report(settings.quality_dir, given)
    write_unit_pages(settings.quality_dir, given)
    let_readers_in(night)
    return dg.MaterializeResult(metadata={"report": dg.MetadataValue.path(str(path))})


def let_readers_in(night: Night) -> None:
    """Open report and Data Docs to the group of the setting; whoever is kept out by a folder above is told so."""
    closed = open_to_readers(night.settings.quality_dir, night.settings.readers_group)
    if closed:
        night.notes.append(
            f"Nhóm {night.settings.readers_group} chưa vào được thư mục {closed}, chưa đọc được báo cáo chất lượng · "
            f"The group {night.settings.readers_group} cannot pass {closed}: chmod o+x {closed}"
        )


def definitions() -> dg.Definitions:
    """Return the checks and assets of quality."""
    asset = partial(dg.asset, owners=OWNERS, group_name="quality_reports")
    workbooks = asset(kinds={"excel"}, deps=["fct_finding", "published_marts"])(feedback_workbooks)
    report = asset(kinds={"html"}, deps=["fct_finding", "published_marts", workbooks])(quality_report)
    return dg.Definitions(assets=[workbooks, report], asset_checks=[rule_checks])
