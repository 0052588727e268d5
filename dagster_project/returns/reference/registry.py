"""Rules across the registry: resolutions, their indicators, each with its targets, series and parameters of its test.

Belongs here: what must fit together so that every figure can be counted. Not here: who reports, and the lists that are
about people (people.py).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from itertools import combinations

from dagster_project.returns.reference.read_csv import Line, ListFile
from dagster_project.returns.reference.rows import (
    Indicator,
    IndicatorSeries,
    IndicatorTarget,
    Population,
    Resolution,
    Unit,
)

Files = Mapping[str, ListFile]
TOTAL = "total"
#: What the shared tests need: of these columns at least one of each group; the others stay blank.
SHARED_TESTS: dict[str, tuple[tuple[str, ...], ...]] = {
    "rated": (("ratings",),),
    "trained": (("course_group",), ("course_window",)),
    "young": (("age_below",),),
    "woman": (),
    "qualified": (("minimum_professional_qualification", "minimum_political_theory"),),
}
_PARAMETERS = (
    "ratings",
    "course_group",
    "course_window",
    "age_below",
    "minimum_professional_qualification",
    "minimum_political_theory",
)
#: The code list of a parameter.
_LISTS = {
    "ratings": "rating",
    "course_group": "course_group",
    "minimum_professional_qualification": "professional_qualification",
    "minimum_political_theory": "political_theory",
}
_SUBJECTS = {"01": "organisation", "02": "person"}
Key = tuple[str, str]


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
    _check_overlaps(files)


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
        if row.target_year and row.target_year not in years.get(row.resolution_code, [row.target_year]):
            file.tell(line, "target_year", _a_year_of(years[row.resolution_code]))
        first = orders.setdefault((row.resolution_code, line.cells["sort_order"]), line)
        if first is not line:
            file.tell(line, "sort_order", f"another place than line {first.number}'s")
        if not series.knows(resolution_code=row.resolution_code, indicator_code=row.indicator_code, series=TOTAL):
            file.tell(line, "indicator_code", f"a row with its series '{TOTAL}' in {series.path}")
        _check_test(file, line, row, files["codes"], test_models)


def check_targets(files: Files) -> None:
    """Tell targets of no indicator, or of a year that its resolution does not have."""
    file = files["indicator_targets"]
    years = _years(files)
    for line in file.lines:
        if not isinstance(row := line.row, IndicatorTarget):
            continue
        _check_indicator(file, line, files["indicators"])
        if row.report_year not in years.get(row.resolution_code, [row.report_year]):
            file.tell(line, "report_year", _a_year_of(years[row.resolution_code]))


def check_series(files: Files) -> None:
    """Tell series of no indicator, or of a population that there is not or that its indicator's form does not hold."""
    file, populations = files["indicator_series"], files["populations"]
    forms = {
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
        elif row.population in subjects and key in forms and subjects[row.population] != _SUBJECTS[forms[key]]:
            file.tell(line, "population", f"a population of {_SUBJECTS[forms[key]]}s, as form {forms[key]} holds")


def _check_overlaps(files: Files) -> None:
    indicators: dict[str, set[str]] = defaultdict(set)
    for line in files["indicators"].lines:
        indicators[line.cells["resolution_code"]].add(line.cells["indicator_code"])
    file = files["resolutions"]
    readable = [(line, line.row) for line in file.lines if isinstance(line.row, Resolution)]
    for (_, one), (line, other) in combinations(readable, 2):
        shared = indicators[one.resolution_code] & indicators[other.resolution_code]
        is_together = one.first_year <= other.last_year and other.first_year <= one.last_year
        if one.province_code == other.province_code and is_together and shared:
            file.tell(
                line,
                "first_year",
                f"no year of {one.resolution_code} ({one.first_year}–{one.last_year}), which has the same indicator "
                f"{', '.join(sorted(shared))} for the same province",
            )


def _check_test(file: ListFile, line: Line, row: Indicator, codes: ListFile, test_models: Collection[str]) -> None:
    model = row.test_model
    if model not in test_models:
        file.tell(line, "test_model", f"one of {', '.join(sorted(test_models))} (dbt/models/indicators/tests)")
        return
    _check_forms(file, line, row)
    if model in SHARED_TESTS:
        needed = SHARED_TESTS[model]
        for group in needed:
            if not any(line.cells.get(column) for column in group):
                file.tell(line, group[0], f"a value: {' or '.join(group)} is what test_model '{model}' asks for")
        for column in set(_PARAMETERS) - {column for group in needed for column in group}:
            if line.cells.get(column):
                file.tell(line, column, f"a blank: test_model '{model}' does not look at it")
    if (row.course_window == "since_start") != (row.period_start is not None):
        expected = "the first day that counts" if row.period_start is None else "a blank"
        file.tell(line, "period_start", f"{expected} for course_window '{row.course_window or ''}'")
    for column, code_list in _LISTS.items():
        for code in filter(None, (getattr(row, column) or "").split(";")):
            if not codes.knows(list=code_list, code=code):
                file.tell(line, column, f"codes of list '{code_list}' in {codes.path}", f"'{code}'")


def _check_forms(file: ListFile, line: Line, row: Indicator) -> None:
    """Ratings of organisations stand in form 01 itself, those of persons in 03, courses in 04, the rest in 02."""
    if row.test_model not in SHARED_TESTS:
        return
    if row.test_model != "rated" and row.population_form != "02":
        file.tell(line, "population_form", f"'02': test_model '{row.test_model}' is about persons")
        return
    by_form = {"rated": "03" if row.population_form == "02" else None, "trained": "04"}
    expected = by_form.get(row.test_model)
    if row.counted_form != expected:
        told = f"'{expected}'" if expected else "a blank"
        file.tell(line, "counted_form", f"{told} for test_model '{row.test_model}' of form {row.population_form}")


def _check_indicator(file: ListFile, line: Line, indicators: ListFile) -> None:
    resolution, indicator = line.cells["resolution_code"], line.cells["indicator_code"]
    if not indicators.knows(resolution_code=resolution, indicator_code=indicator):
        file.tell(line, "indicator_code", f"an indicator of resolution '{resolution}' in {indicators.path}")


def _years(files: Files) -> dict[str, range]:
    """Return resolution → the years in which its targets hold."""
    rows = (row for row in _rows(files["resolutions"]) if isinstance(row, Resolution))
    return {row.resolution_code: range(row.first_year, row.last_year + 1) for row in rows}


def _a_year_of(years: range) -> str:
    return f"a year of its resolution ({years.start}–{years.stop - 1})"


def _rows(file: ListFile) -> Iterable[object]:
    return (line.row for line in file.lines)
