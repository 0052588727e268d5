"""Which of a unit's files go back to it, which of their sheets, and for which forms.

Only the latest received version of each form is brought in: a form that is in the workbook twice would be sent
back as such (form_twice) when it returns. A sheet may hold tables of several forms.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from dagster_project.lib.rules import RULES
from dagster_project.quality.feedback.findings import Finding
from dagster_project.tables.forms import UNKNOWN_FORM

# Rules that hold one form against another: what has to be mended may stand in either.
_BETWEEN_FORMS = "other_forms"


class FormVersion(NamedTuple):
    """A version of a form that counts, as the ledger knows it."""

    form: str
    version_number: int
    file_key: str
    source_sha256: str
    file_path: str
    received_at: datetime | None


class TableRead(NamedTuple):
    """A table of a sheet as it was read: of which form (None: none of them), and whether it says anything."""

    file_key: str
    sheet: str
    form: str | None
    rows_data: int
    says_nothing: bool


@dataclass(frozen=True)
class SourceFile:
    """A received file; ``sheets`` maps the sheets to bring in to the forms wanted of them (None: all)."""

    file_path: str
    source_sha256: str
    received_at: datetime | None = None
    sheets: Mapping[str, tuple[str, ...]] | None = None


def choose_sources(
    versions: Iterable[FormVersion], tables: Sequence[TableRead], findings: Iterable[Finding]
) -> list[SourceFile]:
    """Return the files to give back to one unit for one year, in the order of their forms.

    Of each form the latest counted version is taken, also a rejected one: that is the file the district has
    to mend. Sheets of a file that were not recognised come along when they have a finding.

    Args:
        versions: the unit's rows of the ledger's return_version that count.
        tables: what was read of the unit's files, sheet by sheet.
        findings: the unit's findings that count.
    """
    latest: dict[str, FormVersion] = {}
    for version in sorted(versions, key=lambda one: (one.form, one.version_number)):
        latest[version.form] = version
    files: dict[str, SourceFile] = {}
    wanted: dict[str, dict[str, list[str]]] = {}
    # The blank sheet of a template is no part of what was sent, and would only be asked about again.
    told = [table for table in tables if table.rows_data > 0 or table.says_nothing]
    for version in latest.values():
        sha256, form = version.source_sha256, version.form
        files.setdefault(sha256, SourceFile(version.file_path, sha256, version.received_at))
        own = [table.sheet for table in told if table.file_key == version.file_key and table.form == form]
        for name in dict.fromkeys(own):
            wanted.setdefault(sha256, {}).setdefault(name, []).append(form)
    nameless = [one for one in findings if one.form == UNKNOWN_FORM and one.sheet]
    for finding in sorted(nameless, key=lambda one: (one.file_path, one.sheet)):
        files.setdefault(finding.source_sha256, SourceFile(finding.file_path, finding.source_sha256))
        wanted.setdefault(finding.source_sha256, {}).setdefault(finding.sheet, [UNKNOWN_FORM])
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
