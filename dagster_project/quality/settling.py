"""What would settle an open verdict, in words: which unit does what with which form, and how much that decides.

Belongs here: wording one doubt of mart_indicator_doubt, for the analysts' report and for the leader's scorecard. Not
here: deciding what is open (dbt), and which doubts are shown in which order (their readers).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from dagster_project.lib.bilingual import Text
from dagster_project.lib.subjects import counted
from dagster_project.tables.forms import forms

#: The reason that leaves a figure without bounds.
UNSIZED = "no_earlier_figure"
_OF_USE = ("accepted", "empty")


@dataclass(frozen=True)
class ToldDoubt:
    """One row of mart_indicator_doubt: why a figure is open, and whose form of which years would settle it."""

    unit_name: Text
    reason: str
    form: str
    year_from: int
    year_to: int
    subjects: int


@dataclass(frozen=True)
class Step:
    """What one unit can do for one open verdict, and what is known of how much that is."""

    years: tuple[int, ...]
    what: Text
    how_much: Text


def usable_state(state: str, rows_accepted: int, rows_quarantined: int) -> str:
    """Return the state of a form; `empty` without any row, and with every row left out as good as rejected."""
    if state != "accepted" or rows_accepted:
        return state
    return "rejected" if rows_quarantined else "empty"


def settled_by(doubt: ToldDoubt, states: Mapping[int, str]) -> Step:
    """Say what would settle a doubt; `states`: year → `usable_state` of the unit's form."""
    form, name = doubt.form, doubt.unit_name
    # A target that looks back may lack the form of several years, with others between.
    span = range(doubt.year_from, doubt.year_to + 1)
    lacked = [year for year in span if states.get(year, "missing") not in _OF_USE]
    years = tuple(lacked or span) if doubt.reason == "not_reported" else (span[0],)
    many = counted(doubt.subjects, forms()[form].subject)
    which = Text(f"Biểu {form} {_years(years).vi}", f"Form {form} {_years(years).en}")
    if doubt.reason == "quarantined":
        what = Text(f"{name.vi} sửa dòng bị loại ở {which.vi}", f"{name.en} mends rows left out of {which.en}")
        return Step(years, what, many)
    if doubt.reason == "unknown":
        what = Text(f"{name.vi} làm rõ {which.vi}", f"{name.en} makes {which.en} clear")
        return Step(years, what, Text(f"{many.vi} {forms()[form].unclear_vi}", f"{many.en} {forms()[form].unclear_en}"))
    how_much = {
        "not_reported": Text(f"{many.vi} chưa được báo cáo", f"{many.en} not reported"),
        UNSIZED: Text("chưa có số năm trước để ước tính", "no earlier figure to estimate it by"),
    }
    what = _receive(which, name, {states.get(one, "missing") for one in years})
    return Step(years, what, how_much.get(doubt.reason, Text(f"khoảng {many.vi}", f"about {many.en}")))


def _receive(which: Text, name: Text, states: set[str]) -> Text:
    if states <= {"rejected", "empty"}:
        return Text(
            f"{name.vi} gửi lại {which.vi} (bản đã gửi chưa dùng được)",
            f"{name.en} sends {which.en} again (what was sent cannot be used)",
        )
    return Text(f"Nhận {which.vi} của {name.vi}", f"Receive {which.en} from {name.en}")


def _years(years: tuple[int, ...]) -> Text:
    named = ", ".join(map(str, years))
    return Text(f"năm {named}" if len(years) == 1 else f"các năm {named}", f"of {named}")
