"""What the system mended by itself, as one line a form, column and kind of repair: "1.204 số CCCD được thêm số 0".

Belongs here: telling kinds of repair apart by what was sent, and counting. Does not belong here: mending itself
(returns/values/identifiers.py), and where the lines stand (list_sheet.py).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from dagster_project.quality.feedback.findings import Finding
from dagster_project.quality.feedback.labels import dotted
from dagster_project.returns.read.form_headings import label_of
from dagster_project.tables.forms import columns_of

# How many digits a whole one has, by the kind of its column.
_WHOLE = {"citizen_id": (9, 12), "party_card": (8,)}


@dataclass(frozen=True)
class Repair:
    """One line: ``cells`` cells of a column were mended in the same way; ``example`` is one of them as sent."""

    form: str
    column: str
    cells: int
    done: str
    sheets: tuple[str, ...]
    example: str
    expected: str
    rule_id: str

    @property
    def sentence(self) -> str:
        """Return it as a clerk reads it."""
        return f"{dotted(self.cells)} {self.column} {self.done}"


def repairs_of(findings: Iterable[Finding]) -> list[Repair]:
    """Return the repairs among ``findings``, by form, then in the order of the form's columns."""
    alike: dict[tuple[str, str, str, str], list[Finding]] = {}
    for finding in findings:
        key = (finding.form, finding.column_name, finding.rule_id, _done(finding))
        alike.setdefault(key, []).append(finding)
    ordered = sorted(alike.items(), key=lambda one: (one[0][0], _position(*one[0][:2]), -len(one[1]), one[0]))
    return [
        Repair(
            form=form,
            column=_column(form, column),
            cells=len(several),
            done=done,
            sheets=tuple(sorted({finding.sheet for finding in several if finding.sheet})),
            example=min(several, key=lambda one: (one.row_number or 0, one.finding_id)).value_sent,
            expected=several[0].expected,
            rule_id=rule_id,
        )
        for (form, column, rule_id, done), several in ordered
    ]


def _done(finding: Finding) -> str:
    """Return what was done to a value, by what is wrong with the one that was sent."""
    sent = finding.value_sent.strip()
    column = columns_of(finding.form).get(finding.column_name)
    digits = re.sub(r"\D", "", sent)
    done = []
    if separators := set(sent) - set(digits):
        done.append("bỏ dấu chấm" if separators == {"."} else "bỏ dấu cách" if not "".join(separators).strip() else "")
        done[-1] = done[-1] or "bỏ dấu ngăn cách"
    if column is not None and column.kind in _WHOLE and len(digits) not in _WHOLE[column.kind]:
        done.append("thêm số 0")
    return f"được {' và '.join(done) or 'sửa'}"


def _column(form: str, name: str) -> str:
    """Return a column's name inside a sentence."""
    if name not in columns_of(form):
        return "ô"
    label = label_of(form, name)
    return label[:1].lower() + label[1:]


def _position(form: str, name: str) -> int:
    columns = list(columns_of(form))
    return columns.index(name) if name in columns else len(columns)
