"""What every asset of a night needs at hand: settings, reference, stored tables — one resource.

Belongs here: opening them once, and that one run at a time writes. Does not belong here: any work on returns.
"""

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial

import dagster as dg
import pandas as pd

from dagster_project.defs.pulling import pull_from_source
from dagster_project.defs.runs import forget_old_runs
from dagster_project.lib.locks import LockHeld, locked
from dagster_project.lib.log_lines import say
from dagster_project.lib.seeds import use_lists
from dagster_project.lib.time import VIETNAM
from dagster_project.notify.news import without_particulars
from dagster_project.returns.receive.index import Received, ReceivedIndex, index_path, load_index
from dagster_project.returns.receive.partitions import received_partitions
from dagster_project.returns.receive.step import PullResult
from dagster_project.returns.reference.load import Reference, load_reference, write_reference
from dagster_project.returns.storage import stored
from dagster_project.returns.store import Partition, ReturnsStore
from dagster_project.settings import Settings, load_settings
from dagster_project.upkeep.mending import mend, mend_records


def say_nothing(_step: str, _done: int, _all: int) -> None:
    """Show no progress: Dagster's own pages show what runs."""


@dataclass
class Night:
    """The settings and tables of one run; ``progress`` is told (step, done, all), ``notes`` are said at the end."""

    settings: Settings
    reference: Reference
    progress: Callable[[str, int, int], None] = say_nothing
    notes: list[str] = field(default_factory=list)
    started_at: datetime = field(default_factory=lambda: datetime.now(VIETNAM))
    #: What was pulled before the run began.
    pulled: PullResult | None = None

    @property
    def store(self) -> ReturnsStore:
        """Return the stored tables between the steps."""
        return ReturnsStore(self.settings.data_dir)

    @property
    def unit_names(self) -> dict[str, str]:
        """Return unit code → Vietnamese name."""
        units = self.reference.frame("units")
        return dict(zip(units["unit_code"], units["unit_name_vi"], strict=True))

    @property
    def province_units(self) -> set[str]:
        """Return the codes of the provincial level."""
        units = self.reference.frame("units")
        return set(units.loc[units["unit_type"] == "province", "unit_code"])

    @property
    def snapshots(self) -> dict[int, date]:
        """Return report year → snapshot day."""
        years = self.reference.frame("report_years")
        return dict(zip(years["report_year"], years["snapshot_on"], strict=True))

    @property
    def due(self) -> dict[int, date]:
        """Return report year → the day on which its returns are due."""
        years = self.reference.frame("report_years")
        return dict(zip(years["report_year"], years["due_on"], strict=True))

    @property
    def existing(self) -> set[Partition]:
        """Return every unit and year in which the unit existed on the day of the return."""
        units = self.reference.frame("units")
        spans = list(zip(units["unit_code"], units["valid_from"], units["valid_to"], strict=True))
        return {
            (year, unit)
            for year, day in self.snapshots.items()
            for unit, first, last in spans
            if (pd.isna(first) or first <= day) and (pd.isna(last) or day <= last)
        }

    def pull(self) -> PullResult:
        """Bring everything new from the source into the archive; once a night."""
        if self.pulled is None:
            reference = self.reference
            self.pulled = pull_from_source(self.settings, reference.unit_codes, reference.years, self.progress)
        return self.pulled

    def index(self) -> pd.DataFrame:
        """Return everything received so far from the source in use."""
        return load_index(
            self.settings.returns_url,
            self.settings.archive_dir,
            units=self.reference.unit_codes,
            years=self.reference.years,
        )

    def source_hashes(self) -> list[str]:
        """Return the SHA-256 of everything received, for the manifest."""
        return sorted(set(self.index()["source_sha256"].dropna()))

    def received(self) -> dict[Partition, list[Received]]:
        """Return the received files of each partition."""
        path = index_path(self.settings.returns_url, self.settings.archive_dir)
        known = ReceivedIndex.load(path, self.reference.unit_codes, self.reference.years)
        return received_partitions(known.entries)


def open_night(settings: Settings | None = None) -> Night:
    """Read the settings, validate the reference, write its canonical copy and read by it; raises InvalidReference."""
    settings = settings or load_settings()
    # Everything a night writes is for its owner; what is published is opened to others on purpose, file by file.
    os.umask(0o077)
    reference = load_reference(settings.reference_dir)
    write_reference(reference, settings.canonical_reference_dir)
    use_lists(reference.lists_of_cells())
    return Night(settings, reference)


@dg.resource(description="Settings, reference and stored tables of one night.")
def night_resource(context: dg.InitResourceContext) -> Iterator[Night]:
    """Open the night for runs that the web server, a schedule or a sensor starts; it waits for one that is running.

    What the night has to say goes to its log.
    """
    settings = load_settings()
    lock = settings.data_dir / "night.lock"
    with ExitStack() as stack:
        try:
            stack.enter_context(locked(lock, wait=False))
        except LockHeld as held:
            if context.log:
                context.log.warning(f"Another run is writing ({held}); this one waits for it.")
            stack.enter_context(locked(lock, wait=True))
        stack.enter_context(stored(settings, partial(say, "night", level=logging.WARNING)))
        if context.instance:
            forget_old_runs(context.instance)
        night = open_night(settings)
        night.notes += [*mend_records(settings), *mend(settings)]
        yield night
        for note in night.notes:
            say("night", without_particulars(note), level=logging.WARNING)
