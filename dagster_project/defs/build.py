"""All assets, checks, jobs and schedules of the project put together, for the web server and for a night without one.

They are made by functions, not declared at import: the partitions are the units and years of the reference in force,
the models are those of dbt's manifest under the data folder in force. Importing must read neither, so that a test (and
`make nightly`) can build the same job over another folder, and a reference with a mistake is told in one line.
"""

import warnings

import dagster as dg

from dagster_project.defs import publishing, quality, returns, schedules, sensors, verify, warehouse
from dagster_project.defs.arrivals import arrival_sensor
from dagster_project.defs.freshness import looked_at, published_since
from dagster_project.defs.log import SILENT
from dagster_project.defs.night import Night, night_resource
from dagster_project.defs.partitions import returns_partitions

# Parameters that Dagster calls beta (backfill_policy) are pinned by the lock: no warning at every start.
warnings.filterwarnings("ignore", category=dg.BetaWarning)


def build_definitions(night: Night, opened: Night | dg.ResourceDefinition = night_resource) -> dg.Definitions:
    """Return all assets, checks, jobs and schedules over the reference of ``night``.

    Args:
        night: whose settings and reference decide what there is.
        opened: what a run works with: a night that is open already, or how to open one.
    """
    partitions = returns_partitions(night.reference)
    today = night.started_at.date()
    jobs = schedules.night_jobs(returns.SELECTION, quality.RULE_CHECKS)
    return dg.Definitions.merge(
        returns.definitions(partitions, looked_at(night.due, today)),
        warehouse.definitions(night.settings),
        publishing.definitions(night.settings, published_since(night.snapshots, night.due, today)),
        quality.definitions(),
        schedules.definitions(jobs, partitions),
        sensors.definitions(night.settings, list(jobs)),
        verify.definitions(night.settings),
        dg.Definitions(
            sensors=[arrival_sensor(night, jobs)],
            resources={"night": opened},
            loggers={schedules.LOGGER: SILENT},
            executor=dg.in_process_executor,
        ),
    )
