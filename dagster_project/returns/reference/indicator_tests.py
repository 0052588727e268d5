"""What an indicator's test asks for: its forms and the parameters beside it in the row.

Belongs here: the shared tests (dbt/models/indicators/tests) and what each needs to know. A test of which nothing is
said here is a model of its own, which looks at whatever parameters it likes.
"""

from collections.abc import Collection

from dagster_project.returns.reference.read_csv import Line, ListFile
from dagster_project.returns.reference.rows import Indicator

#: What the shared tests need: of these columns at least one of each group; the others stay blank.
_NEEDED: dict[str, tuple[tuple[str, ...], ...]] = {
    "rated": (("ratings",),),
    "trained": (("course_group",), ("course_window",)),
    "young": (("age_below",),),
    "woman": (),
    "ethnic_minority": (),
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


def check_test(file: ListFile, line: Line, row: Indicator, codes: ListFile, test_models: Collection[str]) -> None:
    """Tell a test that there is not, and parameters that it lacks or does not look at."""
    model = row.test_model
    if model not in test_models:
        file.tell(line, "test_model", f"one of {', '.join(sorted(test_models))} (dbt/models/indicators/tests)")
        return
    _check_forms(file, line, row)
    if model in _NEEDED:
        needed = _NEEDED[model]
        for group in needed:
            if not any(line.cells.get(column) for column in group):
                file.tell(line, group[0], f"a value: {' or '.join(group)} is what test_model '{model}' asks for")
        for column in _PARAMETERS:
            if line.cells.get(column) and not any(column in group for group in needed):
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
    if row.test_model not in _NEEDED:
        return
    if row.test_model != "rated" and row.population_form != "02":
        file.tell(line, "population_form", f"'02': test_model '{row.test_model}' is about persons")
        return
    by_form = {"rated": "03" if row.population_form == "02" else None, "trained": "04"}
    expected = by_form.get(row.test_model)
    if row.counted_form != expected:
        told = f"'{expected}'" if expected else "a blank"
        file.tell(line, "counted_form", f"{told} for test_model '{row.test_model}' of form {row.population_form}")
