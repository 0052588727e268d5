"""The partition of the returns: one unit in one report year, so that Dagster's page is the matrix of who reported.

Belongs here: keys to and from Dagster's. A night runs over all of them in one run (single-run backfill policy).
"""

from collections.abc import Iterable

import dagster as dg

from dagster_project.returns.reference.load import Reference
from dagster_project.returns.store import Partition

YEAR, UNIT = "report_year", "unit_code"


def returns_partitions(reference: Reference) -> dg.MultiPartitionsDefinition:
    """Return the partitions report year × unit of a reference."""
    return dg.MultiPartitionsDefinition(
        {
            YEAR: dg.StaticPartitionsDefinition([str(year) for year in reference.years]),
            UNIT: dg.StaticPartitionsDefinition(reference.unit_codes),
        }
    )


def partition_of(key: str) -> Partition:
    """Return (report year, unit code) of a Dagster key "2024|ba-be"."""
    year, unit = key.split("|", 1)
    return int(year), unit


def key_of(partition: Partition) -> str:
    """Return the Dagster key of (report year, unit code)."""
    return f"{partition[0]}|{partition[1]}"


def whole_range(partitions: dg.MultiPartitionsDefinition) -> dict[str, str]:
    """Return the run tags that make one run cover every partition."""
    keys = partitions.get_partition_keys()
    return {"dagster/asset_partition_range_start": keys[0], "dagster/asset_partition_range_end": keys[-1]}


def selected(context: dg.AssetExecutionContext, available: Iterable[Partition]) -> list[Partition]:
    """Return the partitions of a run that have something to work on."""
    asked = {partition_of(key) for key in context.partition_keys}
    return sorted(partition for partition in available if partition in asked)
