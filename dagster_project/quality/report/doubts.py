"""The committee's doubts: which verdicts of the province are open, why, and what would settle each.

Belongs here: which of mart_indicator_doubt is shown, in which order. Does not belong here: deciding what is open (dbt
does), and what would settle it, in words (quality/settling.py).
An open verdict is no bad one: the words say what is still to come, not what went wrong.
"""

from collections import Counter
from dataclasses import dataclass

from dagster_project.lib.bilingual import Text, between, joined, number, share, target
from dagster_project.lib.records import FrameRow
from dagster_project.lib.subjects import counted
from dagster_project.quality.report.inputs import ReportInput
from dagster_project.quality.settling import UNSIZED, Step, ToldDoubt, settled_by, usable_state
from dagster_project.tables.forms import forms

# So many ways to settle a verdict are told; what is left is counted.
_SHOWN = 4
# What an indicator is known by: two resolutions may use one code.
_KEY = ("resolution_code", "indicator_code")


@dataclass(frozen=True)
class UnitStep(Step):
    """What one unit can do for one open verdict, with the code of the unit that its details are found by."""

    unit_code: str


@dataclass(frozen=True)
class OpenVerdict:
    """A verdict of the province that the returns do not allow yet."""

    code: str
    label: Text
    value: Text
    ratio: Text
    goal: Text
    #: Between which values the whole figure lies; None where nobody can say.
    span: Text | None
    #: What is not counted, or not clear.
    lacks: Text
    steps: list[UnitStep]
    steps_more: int
    open_series: int


@dataclass(frozen=True)
class OpenYear:
    """The open verdicts of one year; ``helps_most`` would settle a part of several of them."""

    report_year: int
    verdicts: list[OpenVerdict]
    helps_most: Text | None
    helps: int
    #: Verdicts that stand, though they are open for so many groups of the population.
    partly_open: list[tuple[str, int]]
    without_data: int


def find_doubts(given: ReportInput) -> list[OpenYear]:
    """Return the years in which a verdict is open, the newest first."""
    years = sorted({int(year) for year in given.indicators["report_year"]}, reverse=True)
    found = [_open_year(given, year) for year in years]
    return [one for one in found if one.verdicts or one.partly_open or one.without_data]


def _open_year(given: ReportInput, year: int) -> OpenYear:
    figures = given.indicators[given.indicators["report_year"] == year]
    is_total = figures["series"] == "total"
    is_open = figures["status"] == "undetermined"
    series = Counter(map(_key, figures[~is_total & is_open].to_dict("records")))
    registry = given.registry[[*_KEY, "label_vi", "label_en", "sort_order", "direction"]]
    totals = figures[is_total].merge(registry, "left", list(_KEY))
    ordered = totals.sort_values(["resolution_code", "sort_order", "indicator_code"]).to_dict("records")
    verdicts = [_open_verdict(given, one, series[_key(one)]) for one in ordered if one["status"] == "undetermined"]
    firm = [one for one in ordered if one["status"] != "undetermined"]
    counted = Counter(step.what for one in verdicts for step in one.steps)
    most, helps = max(counted.items(), key=lambda item: item[1], default=(None, 0))
    return OpenYear(
        year,
        verdicts,
        most if helps > 1 else None,
        helps,
        [(str(one["indicator_code"]), series[_key(one)]) for one in firm if series[_key(one)]],
        sum(one["status"] == "no_data" for one in ordered),
    )


def _open_verdict(given: ReportInput, figure: FrameRow, open_series: int) -> OpenVerdict:
    n, d, missing, unknown = (
        int(figure[name]) for name in ("numerator", "denominator", "estimated_missing", "unknown_count")
    )
    goal, size, is_maximum = float(figure["target_pct"]), d + missing, figure["direction"] == "max"
    doubts = _doubts_of(given, figure)
    steps = [_step(given, one) for one in doubts]
    is_of_organisations = any(forms()[str(one["form"])].subject == "organisation" for one in doubts)
    subject = "organisation" if is_of_organisations else "person"
    is_sized = size > 0 and not any(one["reason"] == UNSIZED for one in doubts)
    return OpenVerdict(
        figure["indicator_code"],
        Text(figure["label_vi"], figure["label_en"]),
        share(n, d, goal, is_maximum=is_maximum),
        Text(*(f"{part}/{whole}" for part, whole in zip(number(n), number(d), strict=True))),
        target(goal, is_maximum=is_maximum),
        between(*(share(part, size, goal, is_maximum=is_maximum) for part in (n, n + missing + unknown)))
        if is_sized
        else None,
        _lacks(*(counted(many, subject) if many else None for many in (missing, unknown))),
        steps[:_SHOWN],
        len(steps[_SHOWN:]),
        open_series,
    )


def _key(row: FrameRow) -> tuple[str, ...]:
    return tuple(str(row[name]) for name in _KEY)


def _doubts_of(given: ReportInput, figure: FrameRow) -> list[FrameRow]:
    """Return the doubts about one figure: first what nobody can size, then whatever is most."""
    doubts = given.open_doubts
    for name in ("report_year", *_KEY, "series"):
        doubts = doubts[doubts[name] == figure[name]]
    return sorted(
        doubts.to_dict("records"),
        key=lambda one: (one["reason"] != UNSIZED, -one["subjects"], one["unit_code"], one["form"], one["reason"]),
    )


def _lacks(missing: Text | None, unknown: Text | None) -> Text:
    """Say how many are not counted and how many are not clear."""
    said = []
    if missing:
        said.append(Text(f"khoảng {missing.vi} chưa được tính", f"about {missing.en} not counted"))
    if unknown:
        said.append(Text(f"{unknown.vi} chưa rõ", f"{unknown.en} unclear"))
    return joined(said)


def _step(given: ReportInput, doubt: FrameRow) -> UnitStep:
    form, unit = doubt["form"], doubt["unit_code"]
    names = dict(zip(given.units["unit_code"], given.units["unit_name_vi"], strict=True))
    name = str(names.get(unit, unit))
    told = ToldDoubt(
        Text(name, name),
        doubt["reason"],
        form,
        int(doubt["form_year_from"]),
        int(doubt["form_year_to"]),
        int(doubt["subjects"]),
    )
    step = settled_by(told, _states(given, unit, form))
    return UnitStep(step.years, step.what, step.how_much, unit)


def _states(given: ReportInput, unit: str, form: str) -> dict[int, str]:
    """Return year → state of a form that a unit owes."""
    sent = given.returns
    own = sent[(sent["unit_code"] == unit) & (sent["form"] == form) & sent["expected"]]
    return {
        int(row["report_year"]): usable_state(
            str(row["state"]), int(row["rows_accepted"]), int(row["rows_quarantined"])
        )
        for row in own.to_dict("records")
    }
