"""Everything Dagster knows of this project: ``dagster dev -m dagster_project.definitions`` loads it."""

import warnings

import dagster as dg

from dagster_project.defs import publishing, quality, returns, schedules, sensors, warehouse
from dagster_project.defs.log import night_log
from dagster_project.defs.night import Night, night_resource, open_night
from dagster_project.defs.partitions import returns_partitions
from dagster_project.settings import apply_environment, load_settings

# Parameters that Dagster calls beta (backfill_policy) are pinned by the lock: no warning at every start.
warnings.filterwarnings("ignore", category=dg.BetaWarning)


def build_definitions(night: Night) -> dg.Definitions:
    """Return all assets, checks, jobs and schedules over the reference of ``night``."""
    partitions = returns_partitions(night.reference)
    job = schedules.nightly_job(partitions)
    return dg.Definitions.merge(
        returns.definitions(partitions),
        warehouse.definitions(night.settings),
        publishing.definitions(),
        quality.definitions(),
        schedules.definitions(job, partitions),
        sensors.definitions(night.settings, job),
        dg.Definitions(
            resources={"night": night_resource},
            loggers={schedules.LOGGER: night_log(night.settings.log_path)},
            executor=dg.in_process_executor,
        ),
    )


@dg.definitions
def defs() -> dg.Definitions:
    """Return the project's definitions for the settings in force."""
    settings = load_settings()
    # dbt and Great Expectations read their settings from the environment of this process.
    apply_environment(settings)
    return build_definitions(open_night(settings))
