"""The findings that comparing versions makes, in the shape of all findings, told in Vietnamese.

Belongs here: where such a finding stands and what it says. Which versions are meant is versions.py's.
"""

import re

import pandas as pd

from dagster_project.lib.records import Row, records_of
from dagster_project.lib.rules import RULES
from dagster_project.returns.ledger.versions import COPY_PERCENT, FEWEST_PERCENT, Rejected
from dagster_project.tables.findings import finding_at

_FOLDERS = re.compile(r"(?P<year>\d{4})/(?:(?P<unit>[a-z0-9][a-z0-9-]{0,39})|[^/]+)/.")
_FEWEST = "một nửa" if FEWEST_PERCENT == 50 else f"{FEWEST_PERCENT} %"
# What happened; what to do about it is the rule's own note.
_COPY_NOTE = (
    f"Hơn {COPY_PERCENT} % số dòng giống hệt biểu này của một năm trước nên biểu bị trả lại. "
    f"{RULES['copy_of_other_year'].note_vi}"
)
_SHRANK_NOTE = (
    f"Bản gửi sau chưa có bằng {_FEWEST} số dòng của bản đang dùng nên bị trả lại; bản đang dùng vẫn có hiệu lực. "
    f"{RULES['version_shrank'].note_vi}"
)


def rejection_findings(versions: pd.DataFrame, rejected: Rejected) -> list[Row]:
    """Return a finding for each version that is a copy of another year's, or has shrunk."""
    places = {version["version_id"]: version for version in records_of(versions)}
    findings = []
    for copy in records_of(rejected.copies):
        findings.append(
            finding_at(
                places[copy["version_id"]],
                rule_id="copy_of_other_year",
                severity="return",
                value_sent=f"{copy['share']:.0f} % số dòng giống năm {places[copy['copied_from']]['report_year']}",
                expected="Biểu của năm báo cáo",
                note_vi=_COPY_NOTE,
            )
        )
    for shrunk in records_of(rejected.shrunk):
        findings.append(
            finding_at(
                places[shrunk["version_id"]],
                rule_id="version_shrank",
                severity="return",
                value_sent=f"{shrunk['rows_accepted']} dòng, bản đang dùng {shrunk['rows_in_force']} dòng",
                expected=f"Biểu đầy đủ: ít nhất {_FEWEST} số dòng của bản đang dùng",
                note_vi=_SHRANK_NOTE,
            )
        )
    return findings


def misplaced_findings(misplaced: pd.DataFrame) -> list[Row]:
    """Return a finding for each file in a folder of no known unit and year.

    It stands under the year and unit that the folders are called; a file above them can only be told at the terminal.
    """
    findings = []
    for file in records_of(misplaced):
        folders = _FOLDERS.match(str(file["file_path"]))
        if folders is None:
            continue
        findings.append(
            finding_at(
                # What a folder is called is published: only what looks like a code may be.
                file | {"form": "00", "report_year": folders["year"], "unit_code": folders["unit"] or "unknown"},
                rule_id="wrong_unit_or_year",
                severity="return",
                value_sent=file["file_path"],
                expected="<năm>/<mã đơn vị>/<tệp>",
                note_vi="Tệp nằm ở thư mục không phải của đơn vị và năm nào. Chuyển tệp vào đúng thư mục.",
            )
        )
    return findings
