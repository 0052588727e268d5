"""What every asset of a night needs at hand: settings, reference, stored tables — one resource.

Belongs here: opening them once. Does not belong here: any work on returns.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

import dagster as dg
import pandas as pd

from dagster_project.lib.seeds import use_lists
from dagster_project.lib.time import VIETNAM
from dagster_project.returns.receive.index import load_index
from dagster_project.returns.receive.partitions import received_partitions
from dagster_project.returns.reference.load import Reference, load_reference, write_reference
from dagster_project.returns.storage import stored
from dagster_project.returns.store import Partition, ReturnsStore
from dagster_project.settings import Settings, load_settings


def say_nothing(*_: object) -> None:
    """Show no progress: Dagster's own pages show what runs."""


@dataclass
class Night:
    """The settings and tables of one run; ``progress`` is told (step, done, all), ``notes`` are said at the end."""

    settings: Settings
    reference: Reference
    progress: Callable[[str, int, int], None] = say_nothing
    notes: list[str] = field(default_factory=list)
    started_at: datetime = field(default_factory=lambda: datetime.now(VIETNAM))

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

    def received(self) -> dict[Partition, pd.DataFrame]:
        """Return the received files of each partition."""
        return received_partitions(self.index())


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
    """Open the night for runs that the web server or a schedule starts."""
    settings = load_settings()
    with stored(settings, context.log.warning if context.log else say_nothing):
        yield open_night(settings)
