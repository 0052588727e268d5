"""The findings that linking persons makes, in the shape of all findings, told in Vietnamese.

Belongs here: where such a finding stands and what it says. Which rows are meant is for
identity.py and probably_twice.py to find.
"""

import pandas as pd

from dagster_project.lib.records import Row, records_of
from dagster_project.lib.rules import RULES
from dagster_project.tables.findings import finding_at

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


def conflict_findings(conflicts: pd.DataFrame, rows: pd.DataFrame) -> list[Row]:
    """Return a finding for each row and column whose identifier is in conflict.

    Args:
        conflicts: row_id, column_name, reason (Linking.conflicts of identity.py).
        rows: those rows with their places, the cells as sent among them.
    """
    places = _by_row(rows)
    return [
        finding_at(
            places[conflict["row_id"]],
            column_name=conflict["column_name"],
            rule_id="identity_conflict",
            severity="warn",
            value_sent=places[conflict["row_id"]][f"{conflict['column_name']}_sent"],
            expected=_ONE_OWNER[conflict["column_name"]],
            note_vi=_CONFLICT_NOTES[conflict["reason"]],
        )
        for conflict in records_of(conflicts)
    ]


def twice_findings(twice: pd.DataFrame, rows: pd.DataFrame) -> list[Row]:
    """Return a finding for each row of a person who is probably also another, and where to look for the other.

    Args:
        twice: row_id, reason, other_row_id (probably_twice.py).
        rows: those rows and the others with their places.
    """
    places = _by_row(rows)
    findings = []
    for suggestion in records_of(twice):
        place, other = places[suggestion["row_id"]], places[suggestion["other_row_id"]]
        advice = RULES["person_probably_twice"].note_vi
        told = (
            f"dòng {other['row_number']}, trang tính “{other['sheet']}”, Biểu 02 "
            f"năm {other['report_year']} của đơn vị {other['unit_code']}"
        )
        findings.append(
            finding_at(
                place,
                column_name="citizen_id",
                rule_id="person_probably_twice",
                severity="warn",
                value_sent=place["citizen_id_sent"],
                expected=_ONE_PERSON,
                note_vi=f"{_TWICE_NOTES[suggestion['reason']].format(place=told)} {advice}",
            )
        )
    return findings


def _by_row(rows: pd.DataFrame) -> dict[str, Row]:
    return {row["row_id"]: row for row in records_of(rows)}
