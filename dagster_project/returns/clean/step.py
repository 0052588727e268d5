"""The step that cleans: which partitions are stale, what it reads and writes."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from dagster_project.lib.stamps import stamp_of, stamp_of_files
from dagster_project.returns.clean.partition import CleanReturn, clean_partition
from dagster_project.returns.read.step import Progress, load_raw
from dagster_project.returns.store import Partition, ReturnsStore
from dagster_project.tables.forms import forms
from dagster_project.tables.handed_over import CLEAN


def clean_step(
    store: ReturnsStore, partitions: Iterable[Partition], snapshots: dict[int, date], progress: Progress
) -> list[Partition]:
    """Clean the partitions whose raw rows changed; returns them."""
    code = stamp_of_files(Path(__file__).parent)
    stamps = {
        partition: stamp_of(store.stamp("raw", partition), snapshots[partition[0]], code) for partition in partitions
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


def load_clean(store: ReturnsStore, partition: Partition) -> CleanReturn:
    """Return the stored clean tables of one partition."""
    tables = {name: store.read("clean", name, partition).cast(schema) for name, schema in CLEAN.items()}
    rows = {form: tables[f"form_{form}"] for form in forms()}
    return CleanReturn(rows, tables["position"], tables["possible_position"])
