"""The steps of the way of the data over the stored tables: read, clean, ledger, identity (judging is quality's).

Belongs here: which partitions are stale and what each step reads and writes. The work itself is done by pure functions
of the other modules. Every step returns what it did in numbers, for Dagster and the terminal.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from importlib.metadata import version
from pathlib import Path

import pandas as pd

from dagster_project.returns.clean import CleanReturn, clean_partition
from dagster_project.returns.codes import SEEDS
from dagster_project.returns.forms import FORMS
from dagster_project.returns.opening import Opener
from dagster_project.returns.read import (
    EXPLANATION_SCHEMA,
    FILE_SCHEMA,
    ROW_SCHEMA,
    SHEET_SCHEMA,
    RawReturn,
    read_partition,
)
from dagster_project.returns.schemas import POSITION_SCHEMA, POSSIBLE_POSITION_SCHEMA, clean_schema
from dagster_project.returns.store import Partition, ReturnsStore, fingerprint_of, fingerprint_of_files

Progress = Callable[[str, int, int], None]
_CODE = Path(__file__).parent
_SEEDS = [SEEDS / name for name in ("codes.csv", "positions.csv", "position_prefixes.csv", "ethnicities.csv")]


def received_partitions(index: pd.DataFrame) -> dict[Partition, pd.DataFrame]:
    """Return the received files of each partition; files in a wrong place belong to none."""
    placed = index[index["problem"].isna() | (index["problem"] == "too_big")]
    ordered = placed.sort_values(["received_at", "file_path", "received_order"])
    places = list(zip(ordered["report_year"].astype(int), ordered["unit_code"].astype(str), strict=True))
    return {place: ordered[[one == place for one in places]] for place in sorted(set(places))}


def raw_stamp(files: pd.DataFrame, unit_names: dict[str, str]) -> str:
    """Return the stamp of a partition's raw rows: its files, the names looked for and the code that reads."""
    received = files[["file_key", "received_at", "received_order", "problem"]].astype(str).to_csv(index=False)
    return fingerprint_of(received, sorted(unit_names.items()), reader_code())


def reader_code() -> str:
    """Return the state of the code that reads: our modules and lists, and the library that opens workbooks."""
    return fingerprint_of(fingerprint_of_files(_CODE, *_SEEDS), version("python-calamine"))


def read_step(
    store: ReturnsStore,
    received: dict[Partition, pd.DataFrame],
    read_blob: Callable[[str], bytes],
    unit_names: dict[str, str],
    progress: Progress,
) -> list[Partition]:
    """Read the partitions whose files or code changed, on all processors; returns them."""
    stamps = {partition: raw_stamp(files, unit_names) for partition, files in received.items()}
    stale = [partition for partition in sorted(received) if store.stamp("raw", partition) != stamps[partition]]
    if not stale:
        return []
    with Opener(store.root / "refused", reader_code()) as opener, ThreadPoolExecutor(opener.workers) as threads:
        readings = threads.map(
            lambda partition: read_partition(received[partition], read_blob, unit_names, opener), stale
        )
        try:
            for number, (partition, raw) in enumerate(zip(stale, readings, strict=True), start=1):
                tables = {"file": raw.files, "sheet": raw.sheets, "row": raw.rows, "explanation": raw.explanations}
                is_final = opener.doubted.isdisjoint(received[partition]["source_sha256"])
                # Another stamp than tomorrow's: what may have been the machine's fault is tried again.
                stamp = stamps[partition] if is_final else fingerprint_of(stamps[partition], "doubted")
                store.write("raw", partition, tables, stamp)
                progress("read", number, len(stale))
        finally:
            threads.shutdown(cancel_futures=True)
    return stale


def clean_step(
    store: ReturnsStore, partitions: Iterable[Partition], snapshots: dict[int, date], progress: Progress
) -> list[Partition]:
    """Clean the partitions whose raw rows changed; returns them."""
    stamps = {
        partition: fingerprint_of(store.stamp("raw", partition), snapshots[partition[0]]) for partition in partitions
    }
    stale = [partition for partition in sorted(stamps) if store.stamp("clean", partition) != stamps[partition]]
    for number, partition in enumerate(stale, start=1):
        clean = clean_partition(load_raw(store, partition), snapshots[partition[0]])
        tables = {f"form_{form}": table for form, table in clean.forms.items()} | {
            "position": clean.positions,
            "possible_position": clean.possible_positions,
        }
        store.write("clean", partition, tables, stamps[partition])
        progress("clean", number, len(stale))
    return stale


def load_raw(store: ReturnsStore, partition: Partition) -> RawReturn:
    """Return the stored raw tables of one partition."""
    schemas = {"file": FILE_SCHEMA, "sheet": SHEET_SCHEMA, "row": ROW_SCHEMA, "explanation": EXPLANATION_SCHEMA}
    return RawReturn(*(store.read("raw", name, partition).cast(schema) for name, schema in schemas.items()))


def load_clean(store: ReturnsStore, partition: Partition) -> CleanReturn:
    """Return the stored clean tables of one partition."""
    forms = {form: store.read("clean", f"form_{form}", partition).cast(clean_schema(form)) for form in FORMS}
    return CleanReturn(
        forms,
        store.read("clean", "position", partition).cast(POSITION_SCHEMA),
        store.read("clean", "possible_position", partition).cast(POSSIBLE_POSITION_SCHEMA),
    )
