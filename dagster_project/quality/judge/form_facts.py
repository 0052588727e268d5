"""What only all rows of a form together tell: a column that nobody filled, a sheet that was sent a second time.

Belongs here: facts about one form of one file. Does not belong here: what follows from them (expectations/*.json).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import pyarrow as pa

from dagster_project.tables.forms import SUBJECT_COLUMNS, columns_of, forms, required_groups

SheetKey = tuple[str, str, int]


def blank_groups(form: str, rows: pa.Table) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """Yield for each version the needs of its form that are blank in every row: need → the columns that meet it."""
    sent = [name for name in rows.column_names if name.endswith("_sent")]
    counted = rows.select(["version_id", "report_year", *sent]).group_by(["version_id", "report_year"])
    for row in counted.aggregate([(name, "count") for name in sent]).to_pylist():
        columns = _columns_by_group(form, row["report_year"])
        yield (
            row["version_id"],
            {group: names for group, names in columns.items() if not any(row[f"{name}_sent_count"] for name in names)},
        )


def _columns_by_group(form: str, report_year: int) -> dict[str, list[str]]:
    columns = columns_of(form, report_year)
    return {
        group: [name for name, column in columns.items() if group in column.required_group.split(";")]
        for group in required_groups(form, report_year)
    }


def sheets_sent_twice(sheets: Iterable[SheetKey], rows: Mapping[str, pa.Table]) -> set[SheetKey]:
    """Return the first sheet of each form and file that names a subject which a sheet before it names.

    Args:
        sheets: (file_key, form, sheet_index) of the visible sheets with a form, in their order.
        rows: the clean rows of each form.
    """
    by_form: dict[tuple[str, str], list[int]] = {}
    for file_key, form, sheet_index in sheets:
        indexes = by_form.setdefault((file_key, form), [])
        if sheet_index not in indexes:
            indexes.append(sheet_index)
    several = {key: indexes for key, indexes in by_form.items() if len(indexes) > 1}
    subjects = {form: _subjects(form, rows[form]) for form in {form for _, form in several}}
    twice = set()
    for (file_key, form), indexes in several.items():
        if found := _first_again(indexes, {index: subjects[form].get((file_key, index), set()) for index in indexes}):
            twice.add((file_key, form, found))
    return twice


def _subjects(form: str, rows: pa.Table) -> dict[tuple[str, int], set[tuple[str, str]]]:
    names = SUBJECT_COLUMNS[forms()[form].subject]
    subjects: dict[tuple[str, int], set[tuple[str, str]]] = {}
    for row in rows.select(["file_key", "sheet_index", *names]).to_pylist():
        named = subjects.setdefault((row["file_key"], row["sheet_index"]), set())
        named.update((name, row[name]) for name in names if row[name])
    return subjects


def _first_again(indexes: Sequence[int], subjects: Mapping[int, set[tuple[str, str]]]) -> int | None:
    seen: set[tuple[str, str]] = set()
    for index in indexes:
        if subjects[index] & seen:
            return index
        seen |= subjects[index]
    return None
