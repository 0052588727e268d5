"""Which of a unit's files go back to it, which of their sheets, and for which forms.

Only the latest received version of each form is brought in: a form that is in the workbook twice would be sent
back as such (form_twice) when it returns. A sheet may hold tables of several forms.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from dagster_project.lib.rules import RULES
from dagster_project.quality.feedback.findings import Finding
from dagster_project.tables.findings import UNKNOWN_FORM

# Rules that hold one form against another: what has to be mended may stand in either.
_BETWEEN_FORMS = "other_forms"


@dataclass(frozen=True)
class SourceFile:
    """A received file; ``sheets`` maps the sheets to bring in to the forms wanted of them (None: all)."""

    file_path: str
    source_sha256: str
    received_at: datetime | None = None
    sheets: Mapping[str, tuple[str, ...]] | None = None


def choose_sources(versions: pd.DataFrame, sheets: pd.DataFrame, findings: pd.DataFrame) -> list[SourceFile]:
    """Return the files to give back to one unit for one year, in the order of their forms.

    Of each form the latest counted version is taken, also a rejected one: that is the file the district has
    to mend. Sheets of a file that were not recognised come along when they have a finding.

    Args:
        versions: the unit's rows of the ledger's return_version.
        sheets: the partition's raw tables: file_key, sheet, form, rows_data, says_nothing.
        findings: the unit's findings that count.
    """
    latest = (
        versions[versions["is_counted"].astype(bool)]
        .sort_values(["form", "version_number"])
        .drop_duplicates("form", keep="last")
    )
    files: dict[str, SourceFile] = {}
    wanted: dict[str, dict[str, list[str]]] = {}
    # The blank sheet of a template is no part of what was sent, and would only be asked about again.
    told = sheets[(sheets["rows_data"] > 0) | sheets["says_nothing"].astype(bool)]
    for version in latest.to_dict("records"):
        sha256, form = str(version["source_sha256"]), str(version["form"])
        files.setdefault(sha256, SourceFile(str(version["file_path"]), sha256, _moment(version["received_at"])))
        own = told[(told["file_key"] == version["file_key"]) & (told["form"] == form)]
        for name in own["sheet"].drop_duplicates():
            wanted.setdefault(sha256, {}).setdefault(str(name), []).append(form)
    nameless = findings[(findings["form"] == UNKNOWN_FORM) & findings["sheet"].notna()]
    for finding in nameless.sort_values(["file_path", "sheet"]).to_dict("records"):
        sha256 = str(finding["source_sha256"])
        files.setdefault(sha256, SourceFile(str(finding["file_path"]), sha256))
        wanted.setdefault(sha256, {}).setdefault(str(finding["sheet"]), [UNKNOWN_FORM])
    return [
        SourceFile(
            file.file_path,
            sha256,
            file.received_at,
            {name: tuple(forms) for name, forms in wanted.get(sha256, {}).items()} or None,
        )
        for sha256, file in files.items()
    ]


def only_to_mend(sources: Sequence[SourceFile], findings: Iterable[Finding]) -> list[SourceFile]:
    """Return the files in which the district has something to mend or to answer; a file goes back whole or not at all.

    A form that is not sent again keeps counting from the version in force. What compares forms brings all of them.
    """
    asking = [one for one in findings if one.asks and not (one.is_missing_form or one.is_late)]
    if any(_group(one) == _BETWEEN_FORMS for one in asking):
        return list(sources)
    files = {one.source_sha256 for one in asking if one.source_sha256}
    forms = {one.form for one in asking if not one.source_sha256}
    return [one for one in sources if one.source_sha256 in files or forms & _forms(one)]


def _group(finding: Finding) -> str:
    return RULES[finding.rule_id].check_group if finding.rule_id in RULES else ""


def _forms(source: SourceFile) -> set[str]:
    return {form for forms in (source.sheets or {}).values() for form in forms}


def _moment(value: object) -> datetime | None:
    return value if isinstance(value, datetime) and not pd.isna(value) else None
