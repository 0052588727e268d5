"""A pull as the settings mean it, and what is said of it: two checks on Dagster's pages, and notes at the terminal."""

from collections.abc import Callable, Collection

import dagster as dg

from dagster_project.returns.receive.step import PullResult, pull
from dagster_project.settings import Settings

RECEIVED = dg.AssetKey("received_files")
SOURCE_CHECKS = [
    dg.AssetCheckSpec("source_reachable", asset=RECEIVED, description="The source could be read tonight."),
    dg.AssetCheckSpec("files_in_their_place", asset=RECEIVED, description="Every file lies under <year>/<unit code>/."),
]


def pull_from_source(
    settings: Settings, units: Collection[str], years: Collection[int], progress: Callable[[str, int, int], None]
) -> PullResult:
    """Bring everything new from the source of the settings into the archive."""
    return pull(
        settings.returns_url,
        settings.archive_dir,
        units=units,
        years=years,
        options=settings.source_options(),
        progress=lambda done, total: progress("pull", done, total),
    )


def source_checks(pulled: PullResult) -> list[dg.AssetCheckResult]:
    """Return the results of the checks on the source."""
    return [
        dg.AssetCheckResult(
            asset_key=RECEIVED,
            check_name="source_reachable",
            passed=pulled.error is None,
            severity=dg.AssetCheckSeverity.WARN,
            metadata={"reason": pulled.error or "đọc được nguồn / source was read"},
        ),
        dg.AssetCheckResult(
            asset_key=RECEIVED,
            check_name="files_in_their_place",
            passed=pulled.misplaced == 0,
            severity=dg.AssetCheckSeverity.WARN,
            metadata={"misplaced": pulled.misplaced},
        ),
    ]


def pulled_notes(pulled: PullResult) -> list[str]:
    """Return what a person at the terminal should know; it may name files, so it is not for Dagster's pages."""
    notes = [*pulled.warnings, *([pulled.error] if pulled.error else [])]
    if pulled.misplaced:
        notes.append(
            f"{pulled.misplaced} tệp không nằm trong <năm>/<mã đơn vị>/ nên không được đọc · "
            f"{pulled.misplaced} files lie in no <year>/<unit code>/ and were not read."
        )
    return notes
