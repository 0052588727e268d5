"""What a finding is to its reader: the one way in which report, Data Docs and workbook sort and count findings.

Belongs here: the kinds, their order and names, and which finding is of which. A doubt is what is asked of a unit: it
neither tells of a form that is not there or late, nor of what the system mended by itself. Does not belong here: the
codes of severity (lib/severities.py), which say what a finding does to a return.
"""

from typing import NamedTuple

from dagster_project.lib.rules import RULES
from dagster_project.lib.severities import SEVERITIES


class Kind(NamedTuple):
    """A kind with its names for people."""

    code: str
    label_vi: str
    label_en: str


MISSING, RETURN, ROW, LATE, DOUBT, REPAIR = "missing", "return", "row", "late", "warn", "repair"
_OF_STATE = {"return_missing": MISSING, "return_late": LATE}
_NAMES = {
    MISSING: ("Thiếu biểu", "Missing"),
    LATE: ("Gửi muộn", "Late"),
    REPAIR: ("Đã tự sửa", "Mended by the system"),
}

#: By code, the gravest first.
FINDING_KINDS = {
    code: Kind(code, *(_NAMES.get(code) or (SEVERITIES[code].label_vi, SEVERITIES[code].label_en)))
    for code in (MISSING, RETURN, ROW, LATE, DOUBT, REPAIR)
}


def kind_of(rule_id: str, severity: str) -> str:
    """Return the kind of a finding; a rule that the list does not know yet goes by its severity alone."""
    if severity != DOUBT:
        return severity
    rule = RULES.get(rule_id)
    return _OF_STATE.get(rule_id) or (REPAIR if rule and rule.is_repair else DOUBT)


def rank(kind: str) -> int:
    """Return 0 for the gravest kind; raises KeyError for none."""
    return _RANK[kind]


_RANK = {code: place for place, code in enumerate(FINDING_KINDS)}
