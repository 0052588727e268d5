"""Assets of the returns: received, read, cleaned, judged — one partition a unit and year — then ledger and persons."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

import dagster as dg

from dagster_project.defs.counts import tell_counts
from dagster_project.defs.night import Night
from dagster_project.defs.partitions import is_night, selected, tell
from dagster_project.defs.pulling import RECEIVED, SOURCE_CHECKS, pulled_notes, source_checks
from dagster_project.lib.reasons import reason_of_error
from dagster_project.quality.data_docs import write_data_docs
from dagster_project.quality.judge.step import judge_step
from dagster_project.quality.readers import open_to_readers
from dagster_project.returns.clean.step import clean_step
from dagster_project.returns.ledger.step import ledger_step
from dagster_project.returns.persons.step import identity_step
from dagster_project.returns.read.step import read_step
from dagster_project.returns.receive.blobs import read_blob
from dagster_project.returns.store import Partition
from dagster_project.tables.forms import forms
from dagster_project.upkeep.person_key import person_key_in_force

OWNERS = ["team:data-team"]
GROUP = "returns"
#: The assets of one return.
SELECTION = dg.AssetSelection.assets(RECEIVED, "raw_rows", "clean_rows", "judged_rows")


def received_files(
    context: dg.AssetExecutionContext, night: dg.ResourceParam[Night]
) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
    """Every file that units sent, kept for good by its SHA-256; one that was received stays received.

    A source that is down does not stop the night: what was pulled earlier still builds, and the check says so.
    """
    pulled = night.pull()
    # Said at the terminal only: a file's name may hold a person's, and Dagster's log is read by many.
    night.notes += pulled_notes(pulled)
    tell_counts(
        context,
        new=pulled.new,
        unchanged=pulled.unchanged,
        gone=pulled.gone,
        misplaced=pulled.misplaced,
        too_big=pulled.too_big,
    )
    if not pulled.received.entries:
        raise dg.Failure(
            pulled.error or "No return was ever received: put files into <year>/<unit code>/ and run again."
        )
    if RECEIVED in context.selected_asset_keys:
        received, existing = night.received(), night.existing
        totals = {
            "new": pulled.new,
            "unchanged": pulled.unchanged,
            "no_longer_at_source": pulled.gone,
            "too_big": pulled.too_big,
            "returns": len(received),
            "units_that_sent_nothing": len(existing.difference(received)),
        }
        having = selected(context, received, existing)
        yield tell(context, RECEIVED, having, pulled.changed, lambda one: {"files": len(received[one])}, totals)
    for result in source_checks(pulled):
        if dg.AssetCheckKey(RECEIVED, result.check_name or "") in context.selected_asset_check_keys:
            yield result


def raw_rows(context: dg.AssetExecutionContext, night: dg.ResourceParam[Night]) -> dg.MaterializeResult:  # type: ignore[type-arg]
    """Every cell of every visible sheet as text, with its file, sheet and row; only changed files are read again."""
    received = night.received()
    night.store.prune(set(received))
    wanted = {partition: received[partition] for partition in begin(context, night, "raw", received)}
    archive = night.settings.archive_dir
    done = read_step(night.store, wanted, partial(read_blob, archive), night.unit_names, night.progress)
    return _tell_step(
        context, "read", wanted, done, lambda one: {"dagster/row_count": night.store.count("raw", "row", one)}
    )


def clean_rows(context: dg.AssetExecutionContext, night: dg.ResourceParam[Night]) -> dg.MaterializeResult:  # type: ignore[type-arg]
    """Data rows by form: typed, coded and normalised, the cell as sent beside each value."""
    partitions = begin(context, night, "clean", night.received())
    done = clean_step(night.store, partitions, night.snapshots, night.progress)

    def counted(partition: Partition) -> dict[str, int]:
        rows = {form: night.store.count("clean", f"form_{form}", partition) for form in forms()}
        return {"dagster/row_count": sum(rows.values())} | {f"form_{form}": count for form, count in rows.items()}

    return _tell_step(context, "cleaned", partitions, done, counted)


def judged_rows(context: dg.AssetExecutionContext, night: dg.ResourceParam[Night]) -> dg.MaterializeResult:  # type: ignore[type-arg]
    """Clean rows with a verdict (accepted, quarantined) and every finding, judged by the suites in expectations/."""
    partitions = begin(context, night, "judged", night.received())
    night.progress("judge", 0, 1)
    done, results = judge_step(night.store, partitions, night.province_units)
    _update_data_docs(night, results, len(done))
    night.progress("judge", 1, 1)

    def counted(partition: Partition) -> dict[str, int]:
        versions = night.store.read("judged", "version", partition).to_pylist()
        return {
            "dagster/row_count": sum(one["rows_accepted"] + one["rows_quarantined"] for one in versions),
            "accepted": sum(one["rows_accepted"] for one in versions),
            "quarantined": sum(one["rows_quarantined"] for one in versions),
            "findings": night.store.count("judged", "finding", partition),
        }

    return _tell_step(context, "judged", partitions, done, counted)


def _tell_step(
    context: dg.AssetExecutionContext,
    did: str,
    having: Collection[Partition],
    done: Collection[Partition],
    metadata_of: Callable[[Partition], Mapping[str, Any]],
) -> dg.MaterializeResult:  # type: ignore[type-arg]
    """Tell the log and Dagster's pages how many returns a step did again, and Dagster of each of them."""
    counts = {f"{did}_again": len(done), "unchanged": len(having) - len(done)}
    tell_counts(context, **counts)
    return tell(context, context.asset_key, having, done, metadata_of, counts)


def begin(
    context: dg.AssetExecutionContext, night: Night, stage: str, received: Iterable[Partition]
) -> list[Partition]:
    """Return the partitions that a step works on; those that somebody named are done again, changed or not."""
    partitions = selected(context, received, night.existing)
    if not is_night(context):
        night.store.forget(stage, partitions)
    return partitions


def _update_data_docs(night: Night, results: dict[str, Any], returns_judged: int) -> None:
    """Bring Data Docs up to date; a page that cannot be drawn is said, and does not cost the night."""
    try:
        write_data_docs(results, night.settings.quality_dir, run_time=night.started_at, returns_judged=returns_judged)
        # At once, and not only at the end of the night: pages just written are their owner's alone.
        open_to_readers(night.settings.quality_dir, night.settings.readers_group)
    except Exception as problem:
        night.notes.append(f"Data Docs giữ bản cũ · Data Docs were not updated: {reason_of_error(problem)}")


def return_ledger(night: dg.ResourceParam[Night]) -> dg.MaterializeResult:  # type: ignore[type-arg]
    """Every version of every form received: which is in force, which was rejected, which repeats another year."""
    index = night.index()
    misplaced = index[index["problem"].notna() & ~index["problem"].isin(("too_big", "no_file", "forgotten"))]
    counts = ledger_step(night.store, night.received(), misplaced)
    return dg.MaterializeResult(metadata={"dagster/row_count": counts["versions"], **counts})


def person_identity(night: dg.ResourceParam[Night]) -> dg.MaterializeResult:  # type: ignore[type-arg]
    """Who each row in force is, over all years and units, as a keyed hash; party cards in conflict are findings."""
    counts = identity_step(night.store, night.received(), person_key_in_force(night.settings))
    return dg.MaterializeResult(metadata={"dagster/row_count": counts["rows"], **counts})


def definitions(partitions: dg.MultiPartitionsDefinition, freshness: dg.FreshnessPolicy) -> dg.Definitions:
    """Return the assets of the returns over the given partitions."""
    asset = partial(dg.asset, group_name=GROUP, owners=OWNERS)
    by_return = partial(asset, partitions_def=partitions, backfill_policy=dg.BackfillPolicy.single_run())
    # A multi_asset of one, so that its checks run alone too.
    received = dg.multi_asset(
        specs=[dg.AssetSpec(RECEIVED, group_name=GROUP, owners=OWNERS, kinds={"file"}, freshness_policy=freshness)],
        check_specs=SOURCE_CHECKS,
        can_subset=True,
        partitions_def=partitions,
        backfill_policy=dg.BackfillPolicy.single_run(),
    )(received_files)
    raw = by_return(kinds={"parquet"}, deps=[RECEIVED])(raw_rows)
    clean = by_return(kinds={"arrow", "parquet"}, deps=[raw])(clean_rows)
    judged = by_return(kinds={"greatexpectations", "parquet"}, deps=[clean])(judged_rows)
    ledger = asset(kinds={"pandas", "parquet"}, deps=[judged])(return_ledger)
    identity = asset(kinds={"pandas", "parquet"}, deps=[judged, ledger])(person_identity)
    return dg.Definitions(assets=[received, raw, clean, judged, ledger, identity])
