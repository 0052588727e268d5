"""The dbt project as assets: staging, core, indicators and marts, with dbt's tests as asset checks."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import dagster as dg

from dagster_project.defs.night import Night
from dagster_project.defs.partitions import is_night
from dagster_project.defs.returns import OWNERS
from dagster_project.quality.history import open_history
from dagster_project.settings import Settings
from dagster_project.warehouse.build import (
    build_inputs,
    build_warehouse,
    finish_building,
    is_built_from,
)
from dagster_project.warehouse.carry_out import BUILT, FAILED, STANDS, WARNED, NodeOutcome, told_in_a_line
from dagster_project.warehouse.compiled import compiled_project
from dagster_project.warehouse.figure_stamps import figure_stamps
from dagster_project.warehouse.plan import Node, Plan
from dagster_project.warehouse.spark import build_on_spark
from dagster_project.warehouse.vintages import open_vintages, record_vintages

#: The database as a whole: whatever reads the models waits for it, for it is replaced only when every check passed.
WAREHOUSE = "warehouse"
# dbt's sources are what the returns' assets write.
_SOURCE_ASSETS = {"judged": "judged_rows", "ledger": "return_ledger", "identity": "person_identity"}
# Told of every night: other assets and checks stand on them by name.
_ALWAYS_TOLD = ("fct_finding", "mart_quality_finding")


def _spec(node: Node, names: dict[str, str]) -> dg.AssetSpec:
    """Return a seed or model as an asset: its folder is its group."""
    sources = sorted({_SOURCE_ASSETS.get(one, one) for one in (name.split(".")[0] for name in node.sources)})
    return dg.AssetSpec(
        node.name,
        deps=[*(names[on] for on in node.reads), *sources],
        description=node.description,
        group_name="reference" if node.kind == "seed" else node.folder,
        owners=OWNERS,
        kinds={"dbt", "duckdb"},
        skippable=True,
    )


def _checks(plan: Plan, names: dict[str, str]) -> dict[str, dg.AssetCheckSpec]:
    """Return test → its check, called by the rule, not by all that the rule is about."""
    checks, taken = {}, Counter[tuple[str, str]]()
    for node in plan.of_kind("test"):
        taken[node.guards, node.rule] += 1
        times = taken[node.guards, node.rule]
        checks[node.node_id] = dg.AssetCheckSpec(
            name=node.rule if times == 1 else f"{node.rule}_{times}",
            asset=names[node.guards],
            description=node.description or None,
            blocking=not node.only_warns,
        )
    return checks


def _checked(outcome: NodeOutcome, check: dg.AssetCheckSpec) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        asset_key=check.asset_key,
        check_name=check.name,
        passed=outcome.status in (BUILT, STANDS),
        severity=dg.AssetCheckSeverity.WARN if outcome.node.only_warns else dg.AssetCheckSeverity.ERROR,
        description=outcome.message or None,
    )


def definitions(settings: Settings) -> dg.Definitions:
    """Return the dbt models as assets; compiles the dbt project when it changed."""
    plan = compiled_project(settings)
    tables = plan.of_kind("seed", "model")
    names = {node.node_id: node.name for node in tables}
    checks = _checks(plan, names)
    marts = [node.name for node in tables if node.folder == "marts"]
    whole = dg.AssetSpec(
        WAREHOUSE,
        deps=marts,
        description="The working database with names, owner-only: replaced by tonight's when every check passed.",
        group_name="marts",
        owners=OWNERS,
        kinds={"duckdb"},
        skippable=True,
    )

    @dg.multi_asset(
        name="dbt_models",
        specs=[*(_spec(node, names) for node in tables), whole],
        check_specs=list(checks.values()),
        can_subset=True,
    )
    def dbt_models(context: dg.AssetExecutionContext, night: dg.ResourceParam[Night]) -> Iterator[Any]:
        """Bring the warehouse up to date, whichever of its models is asked for: it is replaced as a whole.

        A night is told of what was built or tried anew; who asks for single ones is told of each of them.
        """
        by_name = not is_night(context)
        outcomes = _brought_up_to_date(night, look_again=by_name)
        news = (BUILT, FAILED, WARNED, *((STANDS,) if by_name else ()))
        built = {one.node.name for one in outcomes if one.status == BUILT and one.node.kind != "test"}
        for outcome in outcomes:
            check = checks.get(outcome.node.node_id)
            if check and check.key in context.selected_asset_check_keys and outcome.status in news:
                yield _checked(outcome, check)
        if failed := [one for one in outcomes if one.status == FAILED]:
            raise dg.Failure(told_in_a_line(failed))
        told = built | {*_ALWAYS_TOLD, WAREHOUSE}
        for name in (*(node.name for node in tables), WAREHOUSE):
            if (by_name or name in told) and (key := dg.AssetKey(name)) in context.selected_asset_keys:
                yield dg.MaterializeResult(asset_key=key, metadata={"built_again": name in built})

    return dg.Definitions(assets=[dbt_models])


def _brought_up_to_date(night: Night, *, look_again: bool) -> list[NodeOutcome]:
    """Return what became of each model and test; where nothing changed, all stand unless each is looked at again."""
    settings = night.settings
    plan = compiled_project(settings)
    inputs = build_inputs(settings, plan)
    # Spark would build everything again to say the same.
    if is_built_from(settings, inputs) and not (look_again and settings.engine == "duckdb"):
        night.progress("build", 1, 1)
        return [NodeOutcome(node, STANDS) for node in plan.nodes]
    open_history(settings.history_dir, night.started_at.date())
    # Also what a killed night built and did not keep.
    record_vintages(settings.history_dir, settings.warehouse_path)
    open_vintages(settings.history_dir, figure_stamps(settings.canonical_reference_dir))
    done: list[NodeOutcome] = []

    def tell(outcome: NodeOutcome) -> None:
        done.append(outcome)
        night.progress("build", len(done), len(plan.nodes))

    build = build_on_spark if settings.engine == "spark" else build_warehouse
    outcomes = build(settings, plan, tell)
    if not any(outcome.status == FAILED for outcome in outcomes):
        finish_building(settings, inputs)
    return outcomes
