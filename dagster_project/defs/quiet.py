"""A night that found nothing new: a run on Dagster's pages like any other, of what it looked at.

Belongs here: telling Dagster of it, without loading what is defined. Not here: whether anything is new
(publish/standing.py).
"""

import logging
from collections.abc import Iterator
from datetime import date

import dagster as dg
from dagster._core.definitions.asset_checks.asset_check_evaluation import (
    AssetCheckEvaluation,
    AssetCheckEvaluationPlanned,
)
from dagster._core.events import StepMaterializationData

from dagster_project.defs.findings import standing_result
from dagster_project.defs.pulling import RECEIVED, source_checks
from dagster_project.defs.runs import QUIET_TAG, forget_old_runs, job_origin
from dagster_project.defs.schedules import JOB_NAME
from dagster_project.publish.standing import Standing
from dagster_project.returns.receive.step import PullResult


def record_quiet_night(instance: dg.DagsterInstance, pulled: PullResult, standing: Standing, night_on: date) -> None:
    """Keep a run of the nightly job that only looked at the source."""
    forget_old_runs(instance)
    like = next(iter(instance.get_runs(dg.RunsFilter(job_name=JOB_NAME), limit=1)), None)
    run = instance.add_run(
        dg.DagsterRun(
            JOB_NAME,
            status=dg.DagsterRunStatus.NOT_STARTED,
            tags={QUIET_TAG: f"since {standing.night_on}"},
            asset_selection={RECEIVED},
            job_snapshot_id=like.job_snapshot_id if like else None,
            remote_job_origin=job_origin(JOB_NAME),
        )
    )
    for event in _events(pulled, standing, night_on):
        instance.report_dagster_event(event, run.run_id, logging.DEBUG)


def _events(pulled: PullResult, standing: Standing, night_on: date) -> Iterator[dg.DagsterEvent]:
    said = f"Không có gì mới · Nothing new since {standing.night_on}: {pulled.unchanged} files, all as they were."
    yield dg.DagsterEvent(dg.DagsterEventType.RUN_START.value, JOB_NAME, message=said)
    results = source_checks(pulled)
    if night_on.isoformat() > standing.night_on:
        # What was new then has been told for a night.
        results += [standing_result(one) for one in standing.news]
    for result in results:
        yield from _of_check(result)
    looked = dg.AssetMaterialization(RECEIVED, metadata={"new": pulled.new, "unchanged": pulled.unchanged})
    yield dg.DagsterEvent(
        dg.DagsterEventType.ASSET_MATERIALIZATION.value,
        JOB_NAME,
        step_key=RECEIVED.to_user_string(),
        event_specific_data=StepMaterializationData(looked, []),
        message=said,
    )
    yield dg.DagsterEvent(dg.DagsterEventType.RUN_SUCCESS.value, JOB_NAME, message=said)


def _of_check(result: dg.AssetCheckResult) -> Iterator[dg.DagsterEvent]:
    asset, name = dg.AssetKey.from_coercible(result.asset_key or RECEIVED), result.check_name or ""
    planned = AssetCheckEvaluationPlanned(asset_key=asset, check_name=name)
    found = AssetCheckEvaluation(
        asset_key=asset,
        check_name=name,
        passed=result.passed,
        severity=result.severity,
        metadata=result.metadata,
    )
    for kind, data in (("ASSET_CHECK_EVALUATION_PLANNED", planned), ("ASSET_CHECK_EVALUATION", found)):
        yield dg.DagsterEvent(kind, JOB_NAME, step_key=asset.to_user_string(), event_specific_data=data)
