"""The step that cleans: which partitions are stale, what it reads and writes."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from dagster_project.lib.stamps import stamp_of, stamp_of_files
from dagster_project.returns.read.step import Progress
from dagster_project.returns.store import Partition, ReturnsStore
from dagster_project.tables.forms import forms
from dagster_project.tables.handed_over import CLEAN

if TYPE_CHECKING:
    # A night with nothing new cleans nothing.
    from dagster_project.returns.clean.partition import CleanReturn


def clean_step(
    store: ReturnsStore, partitions: Iterable[Partition], snapshots: dict[int, date], progress: Progress
) -> list[Partition]:
    """Clean the partitions whose raw rows changed, on all processors; returns them."""
    code = stamp_of_files(Path(__file__).parent)
    stamps = {
        partition: stamp_of(store.stamp("raw", partition), snapshots[partition[0]], code) for partition in partitions
    }
    stale = [partition for partition in sorted(stamps) if store.stamp("clean", partition) != stamps[partition]]
    if not stale:
        return []
    from dagster_project.returns.clean.workers import ToClean, clean_on_all_processors

    asked = [
        (*partition, snapshots[partition[0]].isoformat(), stamps[partition], store.count("raw", "row", partition))
        for partition in stale
    ]
    cleaned: list[Partition] = []

    def done(partition: Partition) -> None:
        cleaned.append(partition)
        progress("clean", len(cleaned), len(stale))

    clean_on_all_processors(ToClean(str(store.root.parent), asked), done)
    return stale


def load_clean(store: ReturnsStore, partition: Partition) -> "CleanReturn":
    """Return the stored clean tables of one partition."""
    from dagster_project.returns.clean.partition import CleanReturn

    tables = {name: store.read("clean", name, partition).cast(schema) for name, schema in CLEAN.items()}
    rows = {form: tables[f"form_{form}"] for form in forms()}
    return CleanReturn(rows, tables["position"], tables["possible_position"])
