"""Rules across the registry: resolutions, their indicators, each with its targets and series.

Belongs here: what must fit together so that every figure can be counted. Not here: what an indicator's test asks for
(indicator_tests.py), who reports, and the lists that are about people (people.py).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from itertools import combinations

from dagster_project.returns.reference.indicator_tests import check_test
from dagster_project.returns.reference.read_csv import Files, Line, ListFile
from dagster_project.returns.reference.rows import (
    Indicator,
    IndicatorSeries,
    IndicatorTarget,
    Population,
    Resolution,
    Unit,
)
from dagster_project.tables.forms import forms

TOTAL = "total"


def check_resolutions(files: Files) -> None:
    """Tell a resolution of no province that reports, and two that count the same indicator of one province and year."""
    file, units = files["resolutions"], files["units"]
    provinces = {line.row.province_code for line in units.lines if isinstance(line.row, Unit)}
    told = ", ".join(sorted(filter(None, provinces))) or "a blank: its units name none"
    for line in file.lines:
        if isinstance(line.row, Resolution) and provinces:
            named = line.row.province_code
            # Where there is one province, a resolution without any is its.
            if named not in provinces and (named or len(provinces) > 1):
                file.tell(line, "province_code", f"a province_code in {units.path} ({told})")
    _check_overlaps(files, is_one_province=len(provinces) == 1)


def check_indicators(files: Files, test_models: Collection[str]) -> None:
    """Tell indicators of no resolution, without a series `total`, or whose test cannot be counted."""
    file, resolutions = files["indicators"], files["resolutions"]
    years = _years(files)
    series = files["indicator_series"]
    orders: dict[tuple[str, str], Line] = {}
    for line in file.lines:
        if not isinstance(row := line.row, Indicator):
            continue
        if not resolutions.knows(resolution_code=row.resolution_code):
            file.tell(line, "resolution_code", f"a resolution_code in {resolutions.path}")
        if row.target_year and row.target_year not in (years.get(row.resolution_code) or [row.target_year]):
            file.tell(line, "target_year", _a_year_of(years[row.resolution_code]))
        first = orders.setdefault((row.resolution_code, line.cells["sort_order"]), line)
        if first is not line:
            file.tell(line, "sort_order", f"another place than line {first.number}'s")
        if not series.knows(resolution_code=row.resolution_code, indicator_code=row.indicator_code, series=TOTAL):
            file.tell(line, "indicator_code", f"a row with its series '{TOTAL}' in {series.path}")
        check_test(file, line, row, files["codes"], test_models)


def check_targets(files: Files) -> None:
    """Tell targets of no indicator, or of a year that its resolution does not have."""
    file = files["indicator_targets"]
    years = _years(files)
    for line in file.lines:
        if not isinstance(row := line.row, IndicatorTarget):
            continue
        _check_indicator(file, line, files["indicators"])
        if row.report_year not in (years.get(row.resolution_code) or [row.report_year]):
            file.tell(line, "report_year", _a_year_of(years[row.resolution_code]))


def check_series(files: Files) -> None:
    """Tell series of no indicator, or of a population that there is not or that its indicator's form does not hold."""
    file, populations = files["indicator_series"], files["populations"]
    forms_of = {
        (row.resolution_code, row.indicator_code): row.population_form
        for row in _rows(files["indicators"])
        if isinstance(row, Indicator)
    }
    subjects = {row.population: row.subject for row in _rows(populations) if isinstance(row, Population)}
    others = {
        (line.cells["resolution_code"], line.cells["indicator_code"])
        for line in file.lines
        if line.cells["series"] != TOTAL
    }
    for line in file.lines:
        if not isinstance(row := line.row, IndicatorSeries):
            continue
        key = (row.resolution_code, row.indicator_code)
        _check_indicator(file, line, files["indicators"])
        is_union = row.series == TOTAL and key in others
        if is_union and row.population:
            file.tell(line, "population", f"a blank: '{TOTAL}' is the union of the indicator's other series")
        elif not is_union and not (row.population and populations.knows(population=row.population)):
            file.tell(line, "population", f"a population in {populations.path}")
        elif row.population in subjects and key in forms_of:
            form = forms()[forms_of[key]]
            if subjects[row.population] != form.subject:
                file.tell(line, "population", f"a population of {form.subject}s, as form {form.form} holds")


def _check_overlaps(files: Files, *, is_one_province: bool) -> None:
    indicators: dict[str, set[str]] = defaultdict(set)
    for line in files["indicators"].lines:
        indicators[line.cells["resolution_code"]].add(line.cells["indicator_code"])
    file = files["resolutions"]
    readable = [(line, line.row) for line in file.lines if isinstance(line.row, Resolution)]
    for (_, one), (line, other) in combinations(readable, 2):
        shared = indicators[one.resolution_code] & indicators[other.resolution_code]
        is_together = one.first_year <= other.last_year and other.first_year <= one.last_year
        is_same_province = is_one_province or one.province_code == other.province_code
        if is_same_province and is_together and shared:
            file.tell(
                line,
                "first_year",
                f"no year of {one.resolution_code} ({one.first_year}–{one.last_year}), which has the same indicator "
                f"{', '.join(sorted(shared))} for the same province",
            )


def _check_indicator(file: ListFile, line: Line, indicators: ListFile) -> None:
    resolution, indicator = line.cells["resolution_code"], line.cells["indicator_code"]
    if not indicators.knows(resolution_code=resolution, indicator_code=indicator):
        file.tell(line, "indicator_code", f"an indicator of resolution '{resolution}' in {indicators.path}")


def _years(files: Files) -> dict[str, range]:
    """Return resolution → the years in which its targets hold; none where it ends before it begins."""
    rows = (row for row in _rows(files["resolutions"]) if isinstance(row, Resolution))
    return {row.resolution_code: range(row.first_year, row.last_year + 1) for row in rows}


def _a_year_of(years: range) -> str:
    return f"a year of its resolution ({years.start}–{years.stop - 1})"


def _rows(file: ListFile) -> Iterable[object]:
    return (line.row for line in file.lines)
