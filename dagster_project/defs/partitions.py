"""The partition of the returns: one unit in one report year, so that Dagster's page is the matrix of who reported.

Belongs here: keys to and from Dagster's, which partitions a run is about, and what Dagster is told of them. A partition
is green when there is a return and its rows stand; one without a file is never told, so it stays missing on the page.

A night is asked for no partition by name: it works on whatever changed, and tells Dagster of just these (decision
dagster-events). A run over partitions that somebody named does these again, changed or not.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import dagster as dg

# Dagster's own mark of an output whose events the step has logged itself. It has no public name;
# tests/unit/defs/test_pages.py fails where it stops to do that.
from dagster._core.definitions.source_asset import SYSTEM_METADATA_KEY_SOURCE_ASSET_OBSERVATION as EVENTS_ARE_LOGGED

from dagster_project.returns.store import Partition

if TYPE_CHECKING:
    # A night with nothing new does without: it needs pandas.
    from dagster_project.returns.reference.load import Reference

YEAR, UNIT = "report_year", "unit_code"
#: The run is a night: over whatever changed, not over partitions that somebody named.
NIGHT_TAG = "warehouse/night"


def returns_partitions(reference: "Reference") -> dg.MultiPartitionsDefinition:
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


def night_tags(partitions: dg.MultiPartitionsDefinition) -> dict[str, str]:
    """Return the tags of a run that names no partition: a range that ends before it begins.

    Without any range Dagster refuses a partitioned asset that reads another; with one over every key it writes two
    events for each key and asset, every night.
    """
    keys = partitions.get_partition_keys()
    return {
        "dagster/asset_partition_range_start": keys[-1],
        "dagster/asset_partition_range_end": keys[0],
        NIGHT_TAG: "changed returns",
    }


def is_night(context: dg.AssetExecutionContext) -> bool:
    """Tell whether a run is a night, rather than over partitions that somebody named."""
    return NIGHT_TAG in context.run.tags


def selected(
    context: dg.AssetExecutionContext, received: Iterable[Partition], existing: Collection[Partition]
) -> list[Partition]:
    """Return the partitions with a file that a run is about.

    Args:
        context: of the step.
        received: every partition with a file.
        existing: every unit and year in which the unit existed, for the reason.

    Raises:
        dg.Failure: none of the partitions that somebody named has a file; the page shows them as failed, with why.
    """
    if is_night(context):
        return sorted(received)
    asked = {partition_of(key) for key in context.partition_keys}
    found = sorted(asked.intersection(received))
    if not found:
        none = sorted(asked)[0]
        why = "the unit sent nothing" if none in existing else "the unit did not exist on the day of the return"
        others = f" (and {len(asked) - 1} more without a file)" if len(asked) > 1 else ""
        raise dg.Failure(f"Nothing to work on for {key_of(none)}{others}: {why}.")
    return found


def tell(
    context: dg.AssetExecutionContext,
    key: dg.AssetKey,
    having: Collection[Partition],
    changed: Collection[Partition],
    metadata_of: Callable[[Partition], Mapping[str, Any]],
    totals: Mapping[str, Any],
) -> dg.MaterializeResult[None]:
    """Tell Dagster of the partitions that a step changed, and what it did in all; returns what the step returns.

    Told as well is what Dagster does not know yet, or not any more: it forgets a run with all that the run told.

    Args:
        context: of the step.
        key: the asset.
        having: the partitions that the step worked on or that stand.
        changed: those of them that are new.
        metadata_of: what is said of one of them.
        totals: what is said of the night.
    """
    night = is_night(context)
    known = context.instance.get_materialized_partitions(key) if night else set()
    for partition in sorted(having):
        if night and partition not in changed and key_of(partition) in known:
            continue
        named = dg.MultiPartitionKey({YEAR: str(partition[0]), UNIT: partition[1]})
        context.log_event(dg.AssetMaterialization(key, partition=named, metadata=dict(metadata_of(partition))))
    # Otherwise Dagster would call every key of the range materialised, also one without a file.
    mark = {EVENTS_ARE_LOGGED: True} if context.partition_keys else {}
    return dg.MaterializeResult(asset_key=key, metadata={**totals, **mark})
