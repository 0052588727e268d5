"""How a value gets into a cell: spellings, formats of dates and identifiers, accidents of a script.

Takes a line of the truth and the unit's habit, returns what the clerk typed. Whether that is legible was
decided before.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from sample import reference, text
from sample.habits import Habit
from sample.lines import Day, Line

CODED = {
    "organisation_type": ("organisation_type",),
    "rating": ("rating",),
    "exemption": ("exemption_recognised", "exemption_not_recognised"),
    "level": ("level",),
    "managed_by": ("managed_by",),
    "professional_qualification": ("professional_qualification",),
    "political_theory": ("political_theory",),
    "course_group": ("course_group",),
    "result": ("course_result",),
}
DATES = {"founded_on", "dissolved_on", "decided_on", "born_on", "appointed_on", "started_on", "ended_on"}
DITTO = {
    "ethnicity",
    "level",
    "organisation_type",
    "decision_number",
    "decided_on",
    "course_name",
    "course_group",
    "professional_qualification",
    "provider",
}
_PERIODS = {
    "year": ("Năm", "Năm", "", "Năm {year}"),
    "closing": ("6 tháng đầu năm {year}", "Kết thúc hoạt động"),
    "q1": ("Quý I",),
    "q2": ("Quý II",),
    "q3": ("Quý III",),
    "q4": ("Quý IV",),
}
_DISTRICT_BODY = {"Thành ủy": ("Thành ủy", "Thành ủy viên"), "Đảng ủy": ("Đảng ủy", "Đảng ủy viên")}
_KEPT_TEXT = {"organisation_code", "parent_code", "commune_code", "citizen_id", "party_card"}


@dataclass(frozen=True)
class Formula:
    """A formula with the value that the program last computed."""

    expression: str
    value: Any


def cells(line: Line, before: Line | None, writes: Habit, unit: str, year: int, rng: Random) -> dict[str, Any]:
    """Return what the clerk typed in each column of a line."""
    typed: dict[str, Any] = {}
    for column, value in line.values.items():
        if column in line.typed:
            cell = line.typed[column]
        elif _is_ditto(line, before, column, writes, rng):
            cell = writes.ditto
        else:
            cell = _cell(column, value, writes, unit, year, rng)
        hand = _of_a_list(writes) if column in CODED and rng.random() < writes.lists_unicode else writes
        typed[column] = scripted(cell, hand, rng) if isinstance(cell, str) else cell
    if line.form == "02":
        position = line.typed["position"] if "position" in line.typed else _positions(line, writes, unit, rng)
        typed["position"] = scripted(position, writes, rng) if position else None
        typed["birth_columns"] = line.typed.get("birth_columns", "")
    return typed


def _of_a_list(writes: Habit) -> Habit:
    """A value chosen from a list has the form's own spelling."""
    return replace(writes, script="nfc", slips=0.0)


def _is_ditto(line: Line, before: Line | None, column: str, writes: Habit, rng: Random) -> bool:
    return bool(
        writes.ditto
        and column in DITTO
        and before is not None
        and before.section == line.section
        and not before.typed
        and not line.typed
        and not before.broken
        and not line.broken
        and line.values[column] is not None
        and before.values.get(column) == line.values[column]
        and rng.random() < 0.35
    )


def _cell(column: str, value: Any, writes: Habit, unit: str, year: int, rng: Random) -> Any:
    if column == "period":
        return rng.choice(_PERIODS[value]).format(year=year)
    if value is None:
        return None
    if column in CODED:
        return _coded(column, value, writes, unit, rng)
    if column in DATES:
        return dated(value, writes.dates, rng)
    if column == "citizen_id":
        return _identifier(value, writes.ids)
    if column == "party_card":
        return _identifier(value, writes.cards)
    if column == "sex":
        return reference.spellings("sex", value)[0]
    if column == "position":
        return _title(value, writes, unit, rng)
    return value


def _coded(column: str, code: str, writes: Habit, unit: str, rng: Random) -> str:
    code_list = next(one for one in CODED[column] if code in reference.codes(one))
    label, *others = reference.spellings(code_list, code)
    if column == "organisation_type" and code == "district_standing_committee":
        body = reference.unit(unit).name.split("ủy ", 1)[0] + "ủy"
        label = f"Ban Thường vụ {body}" if unit != "tinh" and rng.random() < 0.5 else label
    if column == "managed_by" and code == "district_standing_committee":
        return f"BTV {reference.unit(unit).name.split('ủy ', 1)[0]}ủy" if unit != "tinh" else label
    if column == "level":
        others = [one for one in others if one.startswith("cấp") or len(one) < 3]
    if column == "professional_qualification" and rng.random() < 0.03:
        if code == "university":
            return rng.choice(("ĐH, đang học ThS", "CĐ, ĐH", "ĐH (đang học ThS)", "TC; ĐH"))
        if code == "master":
            return rng.choice(("ĐH, ThS", "ĐH; Thạc sĩ"))
    if column == "political_theory" and code == "advanced" and rng.random() < 0.02:
        return "TC; CC"
    return rng.choice(others) if others and rng.random() < writes.short else label


def dated(day: Day, style: str, rng: Random) -> Any:
    """Return a date as typed: a real date, or text in one of the ways."""
    one = day.day
    if day.precision == "year":
        return one.year if style in ("excel", "mixed") and rng.random() < 0.6 else str(one.year)
    if day.precision == "month":
        return f"{one.month:02d}/{one.year}"
    if style == "mixed":
        style = rng.choice(("excel", "slash", "dash"))
    if style == "excel":
        return one
    if style == "words":
        return f"ngày {one.day} tháng {one.month} năm {one.year}"
    return f"{one.day:02d}/{one.month:02d}/{one.year}" if style == "slash" else f"{one.day}-{one.month}-{one.year}"


def _identifier(digits: str, style: str) -> Any:
    if style == "number":
        return int(digits)
    if style == "spaces":
        return " ".join(digits[start : start + 3] for start in range(0, len(digits), 3))
    if style == "dots":
        return ".".join(digits[start : start + 3] for start in range(0, len(digits), 3))
    return f"{digits[:2]}.{digits[2:]}" if style == "dotted" else digits


def _positions(line: Line, writes: Habit, unit: str, rng: Random) -> str:
    if "more_positions" in line.typed:
        writes = replace(writes, named_titles=0.0)  # a name may go on behind a comma
    joint = {";": "; ", ",": ", ", "kiêm": " kiêm "}.get(writes.joined, "; ")
    return joint.join([_title(one, writes, unit, rng) for one in line.positions] + line.typed.get("more_positions", []))


def _title(position: tuple[str, str], writes: Habit, unit: str, rng: Random) -> str:
    level, title = position
    label, *others = reference.titles(level, title)
    prefixes = reference.prefixes(level, title)
    if prefixes and rng.random() < writes.named_titles:
        prefix = rng.choice(prefixes)
        return f"{prefix} {rng.choice(_followed_by(prefix))}"
    if level == "district":
        body = reference.unit(unit).name.split("ủy ", 1)[0] + "ủy"
        fitting = [one for one in others if body.split()[0] in one]
        if body != "Huyện ủy" and fitting:
            return fitting[0]
        others = [
            one
            for one in others
            if not one.startswith(("Thành", "Đảng"))
            and "Thành ủy" not in one
            and "Đảng ủy" not in one
            and "thành phố" not in one
        ]
    return rng.choice(others) if others and rng.random() < writes.short else label


_NAMES_AFTER = {
    "thôn": ("Nà Pò", "Bản Cuôn", "Khuổi Nằn"),
    "tổ dân phố": ("Đức Xuân 1", "Nông Thượng"),
    "trường": ("Tiểu học Bình Trung", "THCS Quảng Bạch"),
    "Sở": ("Nội vụ", "Y tế", "Tư pháp"),
    "Chi cục": ("Kiểm lâm", "Thủy lợi"),
    "ủy": ("Ba Bể", "Na Rì"),
    "huyện": ("Ba Bể", "Na Rì"),
    "xã": ("Bằng Vân", "Mỹ Phương"),
    "phường": ("Sông Cầu", "Đức Xuân"),
    "thị trấn": ("Yến Lạc", "Phủ Thông"),
}


def _followed_by(prefix: str) -> tuple[str, ...]:
    """Return names that may follow a title: of a place, of an office."""
    for ending, found in _NAMES_AFTER.items():
        if prefix.endswith(ending):
            return found
    if prefix.startswith(("Chi cục", "Phó Chi cục")):
        return _NAMES_AFTER["Chi cục"]
    return ("Nội vụ", "Tư pháp", "Lao động - Thương binh và Xã hội")


def scripted(cell: str, writes: Habit, rng: Random) -> str:
    """Write text in the unit's way: other tones, look-alike letters, odd spaces, another encoding."""
    if writes.with_y:
        cell = text.with_y(cell)
    if writes.other_tones:
        cell = text.other_tones(cell)
    if writes.slips and rng.random() < writes.slips:
        cell = text.no_accents(cell)
    if writes.with_eth:
        cell = text.with_eth(cell)
    if writes.spaces and " " in cell and rng.random() < 0.3:
        cell = cell.replace(" ", "\u00a0")
    if writes.breaks and len(cell) > 22 and " " in cell and rng.random() < 0.3:
        cell = re.sub(r" (?=\S+ \S+$)", "\n", cell, count=1)
    if writes.script == "nfd":
        return text.decomposed(cell)
    if writes.script == "plain":
        return text.no_accents(cell)
    return text.tcvn3(cell) if writes.script == "tcvn3" else cell
