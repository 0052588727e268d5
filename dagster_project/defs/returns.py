"""Assets of the returns: received, read, cleaned, judged — one partition a unit and year — then ledger and persons."""

from functools import partial
from typing import Any

import dagster as dg

from dagster_project.defs.night import Night
from dagster_project.defs.partitions import key_of, partition_of, selected
from dagster_project.quality.data_docs import write_data_docs
from dagster_project.quality.judge.step import judge_step
from dagster_project.quality.readers import open_to_readers
from dagster_project.returns.clean.step import clean_step
from dagster_project.returns.ledger.step import ledger_step
from dagster_project.returns.persons.step import identity_step
from dagster_project.returns.read.step import read_step
from dagster_project.returns.receive.blobs import read_blob
from dagster_project.returns.receive.step import pull
from dagster_project.tables.forms import forms
from dagster_project.upkeep.person_key import person_key_in_force

OWNERS = ["team:data-team"]
GROUP = "returns"


def received_files(context: dg.AssetExecutionContext, night: dg.ResourceParam[Night]) -> dg.MaterializeResult:  # type: ignore[type-arg]
    """Every file that units sent, kept for good by its SHA-256; one that was received stays received.

    A source that is down does not stop the night: what was pulled earlier still builds, and the check says so.
    """
    settings = night.settings
    pulled = pull(
        settings.returns_url,
        settings.archive_dir,
        units=night.reference.unit_codes,
        years=night.reference.years,
        options=settings.source_options(),
        progress=lambda done, total: night.progress("pull", done, total),
    )
    # Said at the terminal only: a file's name may hold a person's, and Dagster's log is read by many.
    night.notes += [*pulled.warnings, *([pulled.error] if pulled.error else [])]
    if pulled.misplaced:
        night.notes.append(
            f"{pulled.misplaced} tệp không nằm trong <năm>/<mã đơn vị>/ nên không được đọc · "
            f"{pulled.misplaced} files lie in no <year>/<unit code>/ and were not read."
        )
    if not len(pulled.index):
        raise dg.Failure(
            pulled.error or "No return was ever received: put files into <year>/<unit code>/ and run again."
        )
    partitions = night.received()
    for key in context.partition_keys:
        # One run over a range marks every key as materialised; who sent nothing is told by the number of files.
        partition = partition_of(key)
        files = len(partitions[partition]) if partition in partitions else 0
        context.add_asset_metadata({"files": files}, partition_key=key)
    return dg.MaterializeResult(
        metadata={
            "new": pulled.new,
            "unchanged": pulled.unchanged,
            "no_longer_at_source": pulled.gone,
            "too_big": pulled.too_big,
        },
        check_results=[
            dg.AssetCheckResult(
                check_name="source_reachable",
                passed=pulled.error is None,
                severity=dg.AssetCheckSeverity.WARN,
                metadata={"reason": pulled.error or "đọc được nguồn / source was read"},
            ),
            dg.AssetCheckResult(
                check_name="files_in_their_place",
                passed=pulled.misplaced == 0,
                severity=dg.AssetCheckSeverity.WARN,
                metadata={"misplaced": pulled.misplaced},
            ),
        ],
    )


def raw_rows(context: dg.AssetExecutionContext, night: dg.ResourceParam[Night]) -> None:
    """Every cell of every visible sheet as text, with its file, sheet and row; only changed files are read again."""
    received = night.received()
    night.store.prune(set(received))
    wanted = {partition: received[partition] for partition in selected(context, received)}
    archive = night.settings.archive_dir
    done = read_step(night.store, wanted, partial(read_blob, archive), night.unit_names, night.progress)
    for partition in wanted:
        rows = night.store.read("raw", "row", partition).num_rows
        metadata = {"dagster/row_count": rows, "read_again": partition in done}
        context.add_asset_metadata(metadata, partition_key=key_of(partition))


def clean_rows(context: dg.AssetExecutionContext, night: dg.ResourceParam[Night]) -> None:
    """Data rows by form: typed, coded and normalised, the cell as sent beside each value."""
    partitions = selected(context, night.received())
    clean_step(night.store, partitions, night.snapshots, night.progress)
    for partition in partitions:
        rows = {form: night.store.read("clean", f"form_{form}", partition).num_rows for form in forms()}
        metadata = {"dagster/row_count": sum(rows.values())} | {f"form_{form}": count for form, count in rows.items()}
        context.add_asset_metadata(metadata, partition_key=key_of(partition))


def judged_rows(context: dg.AssetExecutionContext, night: dg.ResourceParam[Night]) -> None:
    """Clean rows with a verdict (accepted, quarantined) and every finding, judged by the suites in expectations/."""
    partitions = selected(context, night.received())
    night.progress("judge", 0, 1)
    judged, results = judge_step(night.store, partitions, night.province_units)
    _update_data_docs(night, results, len(judged))
    night.progress("judge", 1, 1)
    for partition in partitions:
        versions = night.store.read("judged", "version", partition).to_pylist()
        metadata = {
            "dagster/row_count": sum(one["rows_accepted"] + one["rows_quarantined"] for one in versions),
            "accepted": sum(one["rows_accepted"] for one in versions),
            "quarantined": sum(one["rows_quarantined"] for one in versions),
            "findings": night.store.read("judged", "finding", partition).num_rows,
        }
        context.add_asset_metadata(metadata, partition_key=key_of(partition))


def _update_data_docs(night: Night, results: dict[str, Any], returns_judged: int) -> None:
    """Bring Data Docs up to date; a page that cannot be drawn is said, and does not cost the night."""
    try:
        write_data_docs(results, night.settings.quality_dir, run_time=night.started_at, returns_judged=returns_judged)
        # At once, and not only at the end of the night: pages just written are their owner's alone.
        open_to_readers(night.settings.quality_dir, night.settings.readers_group)
    except Exception as problem:
        night.notes.append(f"Data Docs giữ bản cũ · Data Docs were not updated: {type(problem).__name__}: {problem}")


def return_ledger(night: dg.ResourceParam[Night]) -> dg.MaterializeResult:  # type: ignore[type-arg]
    """Every version of every form received: which is in force, which was rejected, which repeats another year."""
    index = night.index()
    misplaced = index[index["problem"].notna() & (index["problem"] != "too_big")]
    counts = ledger_step(night.store, night.received(), misplaced)
    return dg.MaterializeResult(metadata={"dagster/row_count": counts["versions"], **counts})


def person_identity(night: dg.ResourceParam[Night]) -> dg.MaterializeResult:  # type: ignore[type-arg]
    """Who each row in force is, over all years and units, as a keyed hash; party cards in conflict are findings."""
    counts = identity_step(night.store, night.received(), person_key_in_force(night.settings))
    return dg.MaterializeResult(metadata={"dagster/row_count": counts["rows"], **counts})


def definitions(partitions: dg.MultiPartitionsDefinition) -> dg.Definitions:
    """Return the assets of the returns over the given partitions."""
    asset = partial(dg.asset, group_name=GROUP, owners=OWNERS)
    by_return = partial(asset, partitions_def=partitions, backfill_policy=dg.BackfillPolicy.single_run())
    received = by_return(
        kinds={"file"},
        check_specs=[
            dg.AssetCheckSpec(
                "source_reachable", asset="received_files", description="The source could be read tonight."
            ),
            dg.AssetCheckSpec(
                "files_in_their_place",
                asset="received_files",
                description="Every file lies under <year>/<unit code>/.",
            ),
        ],
    )(received_files)
    raw = by_return(kinds={"parquet"}, deps=[received])(raw_rows)
    clean = by_return(kinds={"pandas", "parquet"}, deps=[raw])(clean_rows)
    judged = by_return(kinds={"greatexpectations", "parquet"}, deps=[clean])(judged_rows)
    ledger = asset(kinds={"pandas", "parquet"}, deps=[judged])(return_ledger)
    identity = asset(kinds={"pandas", "parquet"}, deps=[judged, ledger])(person_identity)
    return dg.Definitions(assets=[received, raw, clean, judged, ledger, identity])
