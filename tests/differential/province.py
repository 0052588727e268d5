"""A random province from a seed: what arrives, and the reference folder that it is measured by.

Most returns are good; a few are late, sent again, rejected, cut short, printed oddly, or missing.
"""

from __future__ import annotations

import copy
import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from sample.habits import Habit
from sample.lines import FORMS, RETURN, WARN, File, Line, Version
from sample.reference import ReportYear, Unit
from sample.truth import Truth
from tests.differential.habits import clerk
from tests.differential.lines import compile_unit
from tests.differential.mistakes import Place, make
from tests.differential.world import World
from tests.differential.world import make as make_world

_PARTS = {"all": ("01 02 03 04",), "pairs": ("01 02", "03 04"), "single": FORMS}
# Columns without which a form is rejected, and whose absence says nothing about the single line.
_NEEDED = {
    "01": ("organisation_type",),
    "02": ("managed_by", "professional_qualification", "political_theory"),
    "03": (),
    "04": ("course_group",),
}
_LEFT_FOR_LATER = {
    "01": ("decision_number", "decided_on"),
    "02": ("managed_by", "professional_qualification", "political_theory"),
    "03": ("decision_number", "decided_on"),
    "04": ("result",),
}


@dataclass
class Sending:
    """What one unit sends for one year: its forms as they are, and the files so far."""

    world: World
    unit: Unit
    year: ReportYear
    writes: Habit
    rng: Random
    forms: dict[str, list[Line]]
    clean: dict[str, list[Line]]
    received: datetime
    earlier: dict[str, Version]  # the same unit's last versions of the year before
    files: list[File]

    def version(self, form: str, lines: list[Line], tag: str = "", plain: bool = False) -> Version:
        """Return a version of a form as the unit's clerk writes it."""
        writes, year, rng = self.writes, self.year.year, self.rng
        version = Version(
            year, self.unit.code, form, lines, writes, f"{self.unit.code}:{year}:{form}:{tag}:{rng.random()}",
            title_unit=self.unit.code, title_year=year,
        )  # fmt: skip
        shows_other_rating = writes.rating_columns != "one" and "rating" not in writes.ticked and form in ("01", "03")
        if shows_other_rating or (writes.extra and form == "02"):
            version.broken["column_unknown"] = WARN
        if plain:
            return version
        if writes.total and lines:
            version.control_total = len(lines) + rng.choice((0, 0, 0, 0, 0, -2, 1))
            if version.control_total != len(lines):
                version.broken["control_total_differs"] = WARN
        if len(lines) > 3 and rng.random() < 0.15:
            _print_heading_again(version, rng)
        elif not self.path("").endswith(".csv") and rng.random() < 0.15:
            version.split_at = _border(lines, rng)
            if version.split_at:
                version.control_total = None
                version.broken.pop("control_total_differs", None)
        return version

    def path(self, name: str) -> str:
        """Return the path of a file with a name."""
        return f"{self.year.year}/{self.unit.code}/{name}.{self.writes.extension}"

    def file(self, name: str, days: float, versions: list[Version]) -> File:
        """Return a file received some days after the first."""
        moment = self.received + timedelta(seconds=round(days * 86400))
        return File(self.year.year, self.unit.code, self.path(name), moment, versions)


def build(seed: int) -> Truth:
    """Return the truth of a seed."""
    rng = Random(f"differential:{seed}")
    world, share = make_world(rng), rng.choice((0.0, 0.05, 0.15, 0.3))
    files: list[File] = []
    earlier: dict[tuple[str, str], Version] = {}
    for year in world.years:
        drafts = {unit.code: _draft(world, unit, year, rng) for unit in world.units if _sends(unit, year, rng)}
        clean = copy.deepcopy({code: forms for code, (_, forms) in drafts.items()})
        for unit in world.units:
            if unit.code not in drafts:
                continue
            writes, forms = drafts[unit.code]
            _leave_columns_blank(forms, rng)
            for form, lines in forms.items():
                others = [line for other in clean.values() for line in other[form]] or lines
                make(Place(rng, lines, others, year, writes), share)
            received = datetime(year.due.year, year.due.month, year.due.day, 10, 0) - timedelta(
                days=rng.choice((-9, 0, 5, 12, 18)), hours=rng.randint(-13, 9), minutes=rng.randrange(60)
            )
            own = {form: earlier[unit.code, form] for form in FORMS if (unit.code, form) in earlier}
            sending = Sending(world, unit, year, writes, rng, forms, clean[unit.code], received, own, [])
            _send(sending)
            for file in sending.files:
                _mark_repaired(file.versions)
                for version in file.versions if file.readable else ():
                    if not version.rejected_by:
                        earlier[unit.code, version.form] = version
            files += sending.files
    return Truth(tuple(sorted(files, key=lambda file: file.path)), world.units, world.years)


def _sends(unit: Unit, year: ReportYear, rng: Random) -> bool:
    return rng.random() < (0.92 if unit.owes(year.snapshot) else 0.3)


def _draft(world: World, unit: Unit, year: ReportYear, rng: Random) -> tuple[Habit, dict[str, list[Line]]]:
    writes = clerk(rng)
    return writes, compile_unit(world, unit.code, year, writes, rng)


def _leave_columns_blank(forms: dict[str, list[Line]], rng: Random) -> None:
    """Now and then a clerk leaves a whole column for later."""
    for form, columns in _LEFT_FOR_LATER.items():
        if rng.random() < 0.05:
            column = rng.choice(columns)
            for line in forms[form]:
                line.values[column] = None


def _mark_repaired(versions: Iterable[Version]) -> None:
    """Note which identifiers a reader has to repair because of the clerk's habits."""
    for version in versions:
        for line in version.lines if version.form != "01" else ():
            citizen_id, card = line.values["citizen_id"], line.values["party_card"]
            is_odd_id = version.writes.ids != "text" and citizen_id and "citizen_id" not in line.typed
            loses_zero = version.writes.cards == "number" and (card or "").startswith("0")
            is_odd_card = (version.writes.cards == "dotted" or loses_zero) and card and "party_card" not in line.typed
            if is_odd_id or is_odd_card:
                line.broken["identifier_repaired"] = WARN


def _print_heading_again(version: Version, rng: Random) -> None:
    version.repeats_at = rng.randint(1, len(version.lines) - 1)
    if rng.random() < 0.5:
        version.repeats_without = {"01": "founded_on", "02": "ethnicity", "03": "position", "04": "provider"}[
            version.form
        ]
        for line in version.lines[version.repeats_at :]:
            line.values[version.repeats_without] = None
            line.typed.pop(version.repeats_without, None)
            # A decision's day is still there, readable or not.
            if version.form == "01" and "date_invalid" in line.broken and "decided_on" not in line.typed:
                del line.broken["date_invalid"]
                line.values["dissolved_on"] = None
                line.typed.pop("dissolved_on", None)


def _subjects(line: Line) -> set[object]:
    """Return by what lines of two sheets are seen to be about the same."""
    columns = ("organisation_code",) if line.form == "01" else ("citizen_id", "party_card")
    return {line.values[column] for column in columns} - {None}


def _border(lines: list[Line], rng: Random) -> int:
    """Return a place where a form may go on on another sheet, so that the two share no subject; 0 for none."""
    own = [_subjects(line) for line in lines]
    places = [place for place in range(1, len(lines)) if not set().union(*own[:place]) & set().union(*own[place:])]
    return rng.choice(places) if places else 0


# --- what is sent ---------------------------------------------------------------------------------


def _send(sending: Sending) -> None:
    rng, writes = sending.rng, sending.writes
    left_out = set(rng.sample(FORMS, rng.choice((0, 0, 0, 0, 0, 0, 1, 2))))
    if not sending.unit.owes(sending.year.snapshot):
        left_out |= set(FORMS) - {rng.choice(FORMS)}
    for part in _PARTS[writes.grouping]:
        forms = [form for form in part.split() if form not in left_out]
        versions = [sending.version(form, sending.forms[form]) for form in forms]
        for version in versions:
            if not version.lines:
                version.says_nothing, version.control_total, version.broken = True, None, dict(version.broken)
                version.broken.pop("control_total_differs", None)
        if versions:
            sending.files.append(sending.file(f"bieu {part.replace(' ', '-')}", 0, versions))
    for file in sending.files:
        many = len(file.versions) in (2, 4) and not any(one.split_at for one in file.versions)
        file.stacked = many and rng.random() < 0.2
        can_hide = writes.extension != "csv" and any(one.form == "02" and one.lines for one in file.versions)
        file.hidden_copy = can_hide and rng.random() < 0.2
        if writes.extension != "csv" and rng.random() < 0.1:
            file.stray_sheet = True
            file.broken["form_unrecognised"] = WARN
    for _ in range(rng.choice((0, 0, 1, 1, 2))):
        if sending.files:
            rng.choice(EVENTS)(sending, rng.choice(FORMS))


def _later(sending: Sending, name: str, versions: list[Version]) -> File:
    days = sending.rng.choice((0.0, 1.5, 20.0, 40.0))
    file = sending.file(f"{name} {len(sending.files)}", days, versions)
    sending.files.append(file)
    return file


def _clean(sending: Sending, form: str) -> list[Line]:
    return copy.deepcopy(sending.clean[form])


def _sent_again(sending: Sending, form: str) -> None:
    """A version without mistakes, or with some lines fewer."""
    lines = _clean(sending, form)
    lines = lines[: max(len(lines) - sending.rng.randint(0, 4), 1)]
    if lines:
        _later(sending, "gui lai", [sending.version(form, lines, "2")])


def _supplement(sending: Sending, form: str) -> None:
    """A few lines only, which may or may not say that they replace everything."""
    lines = _clean(sending, form)[:2]
    if lines:
        version = sending.version(form, lines, "supplement", plain=True)
        version.replaces_all = sending.rng.random() < 0.4
        _later(sending, "bo sung", [version])


def _wrong_year(sending: Sending, form: str) -> None:
    lines = _clean(sending, form)
    if lines:
        version = sending.version(form, lines, "year", plain=True)
        version.writes = replace(version.writes, heading_year=False)
        version.title_year, version.rejected_by = sending.year.year - 1, "wrong_unit_or_year"
        version.broken["wrong_unit_or_year"] = RETURN
        _later(sending, "nam khac", [version])


def _wrong_unit(sending: Sending, form: str) -> None:
    others = [one for one in sending.world.units if one.kind != "province" and one.code != sending.unit.code]
    lines = _clean(sending, form)
    if lines and others and sending.unit.kind != "province":
        version = sending.version(form, lines, "unit", plain=True)
        version.title_unit, version.rejected_by = sending.rng.choice(others).code, "wrong_unit_or_year"
        version.broken["wrong_unit_or_year"] = RETURN
        _later(sending, "don vi khac", [version])


def _column_lost(sending: Sending, form: str) -> None:
    lines = _clean(sending, form)
    if lines and _NEEDED[form]:
        column = sending.rng.choice(_NEEDED[form])
        version = sending.version(form, lines, "column", plain=True)
        version.writes = replace(version.writes, ticked=tuple(one for one in version.writes.ticked if one != column))
        version.without, version.rejected_by = column, "column_missing"
        version.broken["column_missing"] = RETURN
        _later(sending, "thieu cot", [version])


def _form_twice(sending: Sending, form: str) -> None:
    lines = _clean(sending, form)
    if lines and not sending.path("").endswith(".csv") and any(_subjects(line) for line in lines):
        version = sending.version(form, lines + copy.deepcopy(lines), "twice", plain=True)
        version.split_at, version.rejected_by = len(lines), "form_twice"
        version.broken["form_twice"] = RETURN
        _later(sending, "hai lan", [version])


def _copied(sending: Sending, form: str) -> None:
    """Last year's list under a new title."""
    before = sending.earlier.get(form)
    if form not in ("03", "04") or not before or len(before.lines) < 3 or any(one.typed for one in before.lines):
        return
    if before.split_at and sending.path("").endswith(".csv"):
        return
    version = copy.deepcopy(before)  # in the same hand: word for word
    version.year = version.title_year = sending.year.year
    version.rejected_by = "copy_of_other_year"
    version.broken["copy_of_other_year"] = RETURN
    _later(sending, "chep", [version])


def _blank_template(sending: Sending, form: str) -> None:
    if not sending.path("").endswith(".csv"):
        file = _later(sending, "mau", [])
        file.blank_forms = tuple(sending.version(one, [], "blank", plain=True) for one in FORMS)


def _nothing_to_report(sending: Sending, form: str) -> None:
    version = sending.version(form, [], "nothing", plain=True)
    version.says_nothing, version.replaces_all = True, sending.rng.random() < 0.5
    _later(sending, "khong co", [version])


def _unreadable(sending: Sending, form: str) -> None:
    file = _later(sending, "hong", [])
    file.readable = False
    file.broken["file_unreadable"] = RETURN


Event = Callable[[Sending, str], None]
EVENTS: tuple[Event, ...] = (
    _sent_again,
    _sent_again,
    _supplement,
    _wrong_year,
    _wrong_unit,
    _column_lost,
    _form_twice,
    _copied,
    _blank_template,
    _nothing_to_report,
    _unreadable,
)


# --- the reference folder -------------------------------------------------------------------------


def write_reference(truth: Truth, folder: Path) -> None:
    """Write ``units.csv`` and ``report_years.csv`` of a truth."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "units.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(
            ["unit_code", "unit_name_vi", "unit_type", "district_code", "list_order", "valid_from", "valid_to", "note"]
        )
        for number, one in enumerate(truth.units, 1):
            writer.writerow(
                [one.code, one.name, one.kind, one.district, number, one.valid_from, one.valid_to or "", "random"]
            )
    with (folder / "report_years.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        counts_year_alone = all(one.rating_periods == ("year",) for one in truth.years)
        heading = ["report_year", "snapshot_on", "due_on", "rating_regime", "rating_periods"]
        writer.writerow(heading[:-1] if counts_year_alone else heading)
        for year in truth.years:
            row = [year.year, year.snapshot, year.due, "random", ";".join(year.rating_periods)]
            writer.writerow(row[:-1] if counts_year_alone else row)
