"""The findings that the ledger and identity make, in the shape of all findings, told in Vietnamese.

Belongs here: where such a finding stands and what it says. Which versions and rows are meant is found by returns/.
"""

import re
from typing import Any

import pandas as pd

from dagster_project.quality.findings import FINDING_SCHEMA, finding_id
from dagster_project.returns.ledger import Rejected

Row = dict[str, Any]
_FOLDERS = re.compile(r"(?P<year>\d{4})/(?:(?P<unit>[a-z0-9][a-z0-9-]{0,39})|[^/]+)/.")
_COPY_NOTE = (
    "Hơn 95 % số dòng giống hệt biểu này của một năm trước nên biểu bị từ chối. Gửi lại biểu của đúng năm báo cáo."
)
_SHRANK_NOTE = (
    "Bản gửi sau thay thế toàn bộ bản trước, nhưng chưa có bằng một nửa số dòng của bản đang dùng nên bị từ chối; bản "
    "đang dùng vẫn có hiệu lực. Gửi lại biểu đầy đủ, hoặc ghi “Thay thế toàn bộ” ở phần tiêu đề nếu số liệu đúng là "
    "như vậy."
)
_CONFLICT_NOTES = {
    "card": "Một số thẻ đảng dẫn tới hai số CCCD hoặc đi với hai năm sinh khác nhau (qua dòng này và dòng khác, năm "
    "khác hoặc đơn vị khác), nên không dùng để ghép người. Đối chiếu thẻ đảng và căn cước, sửa số sai.",
    "old_id": "Một số CMND 9 số dẫn tới hai số CCCD khác nhau (qua dòng này và dòng khác, năm khác hoặc đơn vị khác), "
    "nên không dùng để ghép người. Đối chiếu CMND, thẻ đảng và căn cước, sửa số sai.",
    "two_persons": "Theo Biểu 02, số định danh và số thẻ đảng ở dòng này là của hai người khác nhau; hệ thống lấy "
    "theo số CCCD, hoặc theo số có ở Biểu 02 cùng năm. Đối chiếu thẻ đảng và căn cước, sửa số sai.",
}
_ONE_PERSON = "Mỗi người một số định danh"
_ONE_OWNER = {"party_card": "Mỗi thẻ đảng một người", "citizen_id": "Mỗi số định danh một người"}
_TWICE_NOTES = {
    "one_digit": "Cùng họ tên, cùng ngày sinh và số định danh chỉ lệch một chữ số so với {place}: có thể là một người "
    "bị tách làm hai.",
    "old_id": "Cùng họ tên, cùng ngày sinh với {place}, một bên ghi CMND 9 số, bên kia ghi CCCD 12 số của năm liền kề, "
    "không có chung thẻ đảng: có thể là một người bị tách làm hai.",
}
_TWICE_ADVICE = "Đối chiếu căn cước, ghi cùng một số ở mọi biểu, mọi năm; nếu đúng là hai người thì ghi giải trình."


def rejection_findings(versions: pd.DataFrame, rejected: Rejected) -> list[Row]:
    """Return a finding for each version that is a copy of another year's, or has shrunk."""
    places = {version["version_id"]: version for version in _records(versions)}
    findings = []
    for copy in _records(rejected.copies):
        findings.append(
            _finding(
                places[copy["version_id"]],
                rule_id="copy_of_other_year",
                severity="return",
                value_sent=f"{copy['share']:.0f} % số dòng giống năm {places[copy['copied_from']]['report_year']}",
                expected="Biểu của năm báo cáo",
                note_vi=_COPY_NOTE,
            )
        )
    for shrunk in _records(rejected.shrunk):
        findings.append(
            _finding(
                places[shrunk["version_id"]],
                rule_id="version_shrank",
                severity="return",
                value_sent=f"{shrunk['rows_accepted']} dòng, bản đang dùng {shrunk['rows_in_force']} dòng",
                expected="Biểu đầy đủ: ít nhất một nửa số dòng của bản đang dùng",
                note_vi=_SHRANK_NOTE,
            )
        )
    return findings


def misplaced_findings(misplaced: pd.DataFrame) -> list[Row]:
    """Return a finding for each file in a folder of no known unit and year.

    It stands under the year and unit that the folders are called; a file above them can only be told at the terminal.
    """
    findings = []
    for file in _records(misplaced):
        folders = _FOLDERS.match(str(file["file_path"]))
        if folders is None:
            continue
        findings.append(
            _finding(
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


def conflict_findings(conflicts: pd.DataFrame, rows: pd.DataFrame) -> list[Row]:
    """Return a finding for each row and column whose identifier is in conflict.

    Args:
        conflicts: row_id, column_name, reason (Resolution.conflicts of returns.identity).
        rows: those rows with their places, the cells as sent among them.
    """
    places = _by_row(rows)
    return [
        _finding(
            places[conflict["row_id"]],
            column_name=conflict["column_name"],
            rule_id="identity_conflict",
            severity="warn",
            value_sent=places[conflict["row_id"]][f"{conflict['column_name']}_sent"],
            expected=_ONE_OWNER[conflict["column_name"]],
            note_vi=_CONFLICT_NOTES[conflict["reason"]],
        )
        for conflict in _records(conflicts)
    ]


def twice_findings(twice: pd.DataFrame, rows: pd.DataFrame) -> list[Row]:
    """Return a finding for each row of a person who is probably also another, and where to look for the other.

    Args:
        twice: row_id, reason, other_row_id (returns.probably_twice).
        rows: those rows and the others with their places.
    """
    places = _by_row(rows)
    findings = []
    for suggestion in _records(twice):
        place, other = places[suggestion["row_id"]], places[suggestion["other_row_id"]]
        told = (
            f"dòng {other['row_number']}, trang tính “{other['sheet']}”, Biểu 02 "
            f"năm {other['report_year']} của đơn vị {other['unit_code']}"
        )
        findings.append(
            _finding(
                place,
                column_name="citizen_id",
                rule_id="person_probably_twice",
                severity="warn",
                value_sent=place["citizen_id_sent"],
                expected=_ONE_PERSON,
                note_vi=f"{_TWICE_NOTES[suggestion['reason']].format(place=told)} {_TWICE_ADVICE}",
            )
        )
    return findings


def _records(frame: pd.DataFrame) -> list[Row]:
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def _by_row(rows: pd.DataFrame) -> dict[str, Row]:
    return {row["row_id"]: row for row in _records(rows)}


def _finding(place: Row, **told: Any) -> Row:
    """Return a finding at ``place`` with what is told of it; blanks of pandas become NULL."""
    known = {name: value for name, value in (place | told).items() if name in FINDING_SCHEMA.names and pd.notna(value)}
    finding = dict.fromkeys(FINDING_SCHEMA.names) | known
    finding["report_year"] = int(known["report_year"])
    if finding["row_number"] is not None:
        finding["row_number"] = int(known["row_number"])
    return finding | {"finding_id": finding_id(finding)}
