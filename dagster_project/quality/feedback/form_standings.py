"""How each form of a unit and year stands: what the clerk sees of all forms at a glance.

Belongs here: the state of a form as mart_return tells it, and the one line that says it. Does not belong here: the
points themselves (sections.py), cells (list_head.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from dagster_project.quality.feedback.findings import Finding
from dagster_project.quality.feedback.labels import dotted
from dagster_project.quality.feedback.sections import LEFT_OUT, SENT_BACK, TO_ANSWER

MISSING, REJECTED = "missing", "rejected"


@dataclass(frozen=True)
class FormStanding:
    """A form that was expected or received: its row of mart_return."""

    form: str
    state: str
    rows_accepted: int
    rows_quarantined: int


@dataclass(frozen=True)
class FormLine:
    """What is said of a form, and how grave it is: a severity, or None where nothing is asked."""

    text: str
    severity: str | None


def form_line(state: FormStanding, sections: Mapping[Finding, str]) -> FormLine:
    """Return the line of a form."""
    name = f"Biểu {state.form}"
    if state.state == MISSING:
        return FormLine(f"{name}: CHƯA GỬI", "return")
    if state.state == REJECTED:
        return FormLine(f"{name}: BỊ TRẢ LẠI", "return")
    said = [f"nhận {dotted(state.rows_accepted)} dòng"]
    if state.rows_quarantined:
        said.append(f"bị loại {dotted(state.rows_quarantined)} dòng")
    own = {finding: section for finding, section in sections.items() if finding.form == state.form}
    if asked := _points(own, TO_ANSWER):
        said.append(f"{dotted(asked)} điểm cần kiểm tra")
    if _points(own, SENT_BACK):
        # A later version that was sent back: the one before it still counts.
        return FormLine(f"{name}: bản gửi sau BỊ TRẢ LẠI; {', '.join(said)}", "return")
    severity = "row" if state.rows_quarantined or _points(own, LEFT_OUT) else "warn" if asked else None
    return FormLine(f"{name}: {', '.join(said)}", severity)


def _points(sections: Mapping[Finding, str], section: str) -> int:
    return len({finding.point for finding, its_section in sections.items() if its_section == section})
