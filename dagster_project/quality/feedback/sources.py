"""Which of a unit's files go back to it, and which of their sheets.

Only the latest received version of each form is brought in: two sheets of one form in the workbook would be
two returns when it comes back.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from dagster_project.quality.findings import UNKNOWN_FORM


@dataclass(frozen=True)
class SourceFile:
    """A received file; ``sheets`` maps the sheets to bring in to their form (None: every visible one)."""

    file_path: str
    source_sha256: str
    received_at: datetime | None = None
    sheets: Mapping[str, str] | None = None


def choose_sources(versions: pd.DataFrame, sheets: pd.DataFrame, findings: pd.DataFrame) -> list[SourceFile]:
    """Return the files to give back to one unit for one year, in the order of their forms.

    Of each form the latest counted version is taken, also a rejected one: that is the file the district has
    to mend. Sheets of a file that were not recognised come along when they have a finding.

    Args:
        versions: the unit's rows of the ledger's return_version.
        sheets: what was read: file_key, sheet, form (the raw table of sheets of the partition).
        findings: the unit's findings that count.
    """
    latest = (
        versions[versions["is_counted"].astype(bool)]
        .sort_values(["form", "version_number"])
        .drop_duplicates("form", keep="last")
    )
    files: dict[str, SourceFile] = {}
    wanted: dict[str, dict[str, str]] = {}
    for version in latest.to_dict("records"):
        sha256, form = str(version["source_sha256"]), str(version["form"])
        files.setdefault(sha256, SourceFile(str(version["file_path"]), sha256, _moment(version["received_at"])))
        own = sheets[(sheets["file_key"] == version["file_key"]) & (sheets["form"] == form)]
        wanted.setdefault(sha256, {}).update(dict.fromkeys(map(str, own["sheet"]), form))
    nameless = findings[(findings["form"] == UNKNOWN_FORM) & findings["sheet"].notna()]
    for finding in nameless.sort_values(["file_path", "sheet"]).to_dict("records"):
        sha256 = str(finding["source_sha256"])
        files.setdefault(sha256, SourceFile(str(finding["file_path"]), sha256))
        wanted.setdefault(sha256, {}).setdefault(str(finding["sheet"]), UNKNOWN_FORM)
    return [
        SourceFile(file.file_path, sha256, file.received_at, wanted[sha256] or None) for sha256, file in files.items()
    ]


def _moment(value: object) -> datetime | None:
    return value if isinstance(value, datetime) and not pd.isna(value) else None
