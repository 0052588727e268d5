"""What the scorecard page shows, compared with the marts: of each figure the share, the ratio and the sign.

Knows nothing of the project's own code: the browser tests run where it is not installed.
"""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import duckdb

SIGNS = {"met": "✓", "not_met": "✗", "undetermined": "?", "not_applicable": "○", "no_data": "∅"}
WORDS = {
    "vi": {"met": "đạt", "not_met": "chưa đạt", "undetermined": "chưa xác định", "not_applicable": "không áp dụng",
           "no_data": "không có số liệu"},
    "en": {"met": "met", "not_met": "not met", "undetermined": "undetermined", "not_applicable": "not applicable",
           "no_data": "no data"},
}  # fmt: skip
_SEPARATORS = {"vi": (".", ","), "en": (",", ".")}
#: resolution, unit, indicator, series, year
Key = tuple[str, str, str, str, str]


@dataclass(frozen=True)
class Shown:
    """One cell as the page shows it in one language."""

    value: str
    ratio: str
    sign: str


def figures_of(bi: Path) -> dict[Key, dict[str, object]]:
    """Return the figures that the page has to show: the province's of every series, the units' of the total."""
    query = """
        select
            resolution_code, unit_code, indicator_code, series, cast(report_year as varchar) as year, numerator,
            denominator, target_pct, status, progress, direction,
            coalesce(target_year > report_year, false) as is_under_way
        from (
            select *, 'province' as unit_code from marts.mart_indicator_year
            union all by name
            select * from marts.mart_indicator_unit_year where series = 'total'
        )
        inner join (
            select resolution_code, indicator_code, direction, target_year from marts.dim_indicator
        ) using (resolution_code, indicator_code)
    """
    with duckdb.connect(str(bi), read_only=True) as marts:
        result = marts.execute(query)
        names = [column[0] for column in result.description]
        rows = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
    return {tuple(row[name] for name in names[:5]): row for row in rows}  # type: ignore[misc]


def problems(shown: dict[Key, list[Shown]], bi: Path, language: str) -> list[str]:
    """Return what the page shows otherwise than the marts; a figure may stand in several tables."""
    expected = figures_of(bi)
    found = [f"{key} is shown and in no mart" for key in shown.keys() - expected.keys()]
    found += [f"{key} is not shown" for key in expected.keys() - shown.keys()]
    return found + [
        f"{key}: {problem} ({one})"
        for key in shown.keys() & expected.keys()
        for one in shown[key]
        for problem in _problems_of(one, expected[key], language)
    ]


def _problems_of(shown: Shown, row: dict[str, object], language: str) -> list[str]:
    found = []
    n, d, status = int(str(row["numerator"])), int(str(row["denominator"])), str(row["status"])
    if shown.ratio != (f"{_count(n, language)}/{_count(d, language)}" if d else ""):
        found.append(f"the ratio is {n}/{d}")
    if not d or status in ("not_applicable", "no_data"):
        if shown.value != "–":
            found.append("there is no share")
    elif problem := _share_problem(shown.value, Fraction(100 * n, d), row, language):
        found.append(problem)
    signs = {SIGNS[status]}
    words = WORDS[language][status]
    if status == "not_met" and row["is_under_way"]:
        signs = {{"on_track": "▲", "behind": "▼", "undetermined": "?"}.get(str(row["progress"]), SIGNS[status])}
    if not any(shown.sign.startswith(f"{sign}, {words}") for sign in signs):
        found.append(f"the verdict is {status}, {row['progress']}")
    return found


def _share_problem(text: str, exact: Fraction, row: dict[str, object], language: str) -> str | None:
    thousands, comma = _SEPARATORS[language]
    number = text.removesuffix("\u00a0%")
    if number == text:
        return "a share has its sign after a space that does not break"
    shown = Fraction(number.replace(thousands, "").replace(comma, "."))
    decimals = len(number.partition(comma)[2])
    target = Fraction(str(row["target_pct"]))
    if abs(shown - exact) > Fraction(1, 2 * 10**decimals):
        return f"the share is {float(exact)}"
    if row["direction"] == "max":
        is_same_side = (shown <= target) == (exact <= target)
    else:
        is_same_side = (shown >= target) == (exact >= target)
    if not is_same_side or (shown in (0, 100)) != (exact in (0, 100)):
        return f"the share says more than {float(exact)} does, of {float(target)}"
    return None


def _count(number: int, language: str) -> str:
    return f"{number:,}".replace(",", _SEPARATORS[language][0])
