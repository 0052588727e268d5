"""A return that arrives by day need not wait for the night: its partition is done at once, then the marts.

The sensor is off until it is switched on, like the schedule. Belongs here: which runs to start. Not here: what is new
at the source (returns/receive/arrivals.py).
"""

import json
from dataclasses import asdict

import dagster as dg

from dagster_project.defs.night import Night
from dagster_project.defs.partitions import UNIT, YEAR
from dagster_project.defs.schedules import RUN_CONFIG, Jobs
from dagster_project.returns.receive.arrivals import Looks, arrived
from dagster_project.returns.receive.failures import SourceUnavailable
from dagster_project.returns.receive.source import Source

SECONDS_BETWEEN_LOOKS = 120


def arrival_sensor(night: Night, jobs: Jobs) -> dg.SensorDefinition:
    """Return the sensor that starts what a new file at the source of ``night`` needs."""

    @dg.sensor(
        jobs=[jobs.one_return, jobs.marts],
        minimum_interval_seconds=SECONDS_BETWEEN_LOOKS,
        default_status=dg.DefaultSensorStatus.STOPPED,
        description="Starts a return when its file has arrived and stopped to grow, then the marts. Off until "
        "it is switched on.",
    )
    def on_arrival(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
        settings = night.settings
        known_hosts = settings.archive_dir / "received" / "known_hosts"
        try:
            with Source(settings.returns_url, settings.source_options(), known_hosts=known_hosts) as source:
                files = source.listing().files
        except SourceUnavailable as reason:
            return dg.SkipReason(str(reason))
        before = Looks(**json.loads(context.cursor)) if context.cursor else Looks()
        new, looks = arrived(before, files, night.reference.unit_codes, night.reference.years)
        # No run key: the cursor knows what was started, and a file may come back to what it was.
        requests = [
            dg.RunRequest(
                job_name=jobs.one_return.name,
                partition_key=dg.MultiPartitionKey({YEAR: str(year), UNIT: unit}),
                run_config=RUN_CONFIG,
            )
            for year, unit in new
        ]
        if new:
            # Runs wait for one another in the order of their asking: dagster.yaml lets one run at a time.
            requests.append(dg.RunRequest(job_name=jobs.marts.name, run_config=RUN_CONFIG))
        return dg.SensorResult(run_requests=requests, cursor=json.dumps(asdict(looks)))

    return on_arrival
