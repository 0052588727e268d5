"""What the system mended by itself, as one line a form, column and kind of repair: "1.204 số CCCD được thêm số 0".

Belongs here: telling kinds of repair apart by what was sent, and counting. Does not belong here: mending itself
(returns/values/identifiers.py), and where the lines stand (list_sheet.py).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from dagster_project.quality.feedback.labels import dotted
from dagster_project.returns.read.form_headings import label_of
from dagster_project.tables.forms import columns_of

# How many digits a whole one has, by the kind of its column.
_WHOLE = {"citizen_id": (9, 12), "party_card": (8,)}


class RepairedCells(NamedTuple):
    """Cells of a column that were sent alike but for their digits, which stand as zeros in ``shape``; counted.

    A province has a hundred thousand of them: they are put together where they lie (told.py).
    """

    form: str
    column_name: str
    rule_id: str
    shape: str
    cells: int
    sheets: Sequence[str]
    #: Row and id of the cell that is the example; ``expected`` is that of the first id.
    first_row: tuple[int, str]
    example: str
    first_id: str
    expected: str


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


def repairs_of(cells: Iterable[RepairedCells]) -> list[Repair]:
    """Return the repairs that were made, by form, then in the order of the form's columns."""
    alike: dict[tuple[str, str, str, str], list[RepairedCells]] = {}
    for one in cells:
        alike.setdefault((one.form, one.column_name, one.rule_id, _done(one)), []).append(one)
    repairs = [
        Repair(
            form=form,
            column=_column(form, column),
            cells=sum(one.cells for one in several),
            done=done,
            sheets=tuple(sorted({sheet for one in several for sheet in one.sheets})),
            example=min(several, key=lambda one: one.first_row).example,
            expected=min(several, key=lambda one: one.first_id).expected,
            rule_id=rule_id,
        )
        for (form, column, rule_id, done), several in alike.items()
    ]
    places = dict(zip(alike, repairs, strict=True))
    ordered = sorted(places.items(), key=lambda one: (one[0][0], _position(*one[0][:2]), -one[1].cells, one[0]))
    return [repair for _, repair in ordered]


def _done(cells: RepairedCells) -> str:
    """Return what was done to values, by what is wrong with those that were sent."""
    sent = cells.shape.strip()
    column = columns_of(cells.form).get(cells.column_name)
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
