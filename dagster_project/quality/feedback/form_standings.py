"""How each form of a unit and year stands: what the clerk sees of all forms at a glance.

Belongs here: the state of a form as mart_return tells it, and the one line that says it. Does not belong here: the
points themselves (sections.py), cells (list_head.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from dagster_project.quality.feedback.findings import Finding
from dagster_project.quality.feedback.labels import dotted
from dagster_project.quality.feedback.sections import count

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
    counts = count(own)
    if counts.points_to_answer:
        said.append(f"{dotted(counts.points_to_answer)} nội dung cần kiểm tra")
    if counts.forms_late:
        said.append("gửi muộn")
    if counts.forms_sent_back:
        # A later version that was sent back: the one before it still counts.
        return FormLine(f"{name}: bản gửi sau BỊ TRẢ LẠI; {', '.join(said)}", "return")
    asks = counts.points_to_answer or counts.forms_late
    return FormLine(f"{name}: {', '.join(said)}", "row" if state.rows_quarantined else "warn" if asks else None)
