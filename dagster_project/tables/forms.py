"""The forms as data: which there are, what each is about, its columns and what each of them holds, year by year.

Belongs here: reading ``dbt/seeds/forms.csv`` and ``data/columns.csv``, and refusing what cannot be meant. A row of
either may hold for some report years only (``from_year``, ``to_year``). What districts write over a column is
returns/read/form_headings.py's; docs/add-a-form.md shows how a form is added.
"""

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from dagster_project.lib import seeds
from dagster_project.lib.valid_years import TextRow, check_list, holds_in, problem, years_of

_COLUMNS = Path(__file__).parent / "data" / "columns.csv"
#: The form of what concerns a file of which no form is known.
UNKNOWN_FORM = "00"
#: What a cell of a column may hold; those of a list name it.
KINDS = (
    "ignored", "text", "date", "mark", "citizen_id", "party_card", "organisation_code", "commune_code", "positions",
    "exemption", "code", "degree",
)  # fmt: skip
_KINDS_OF_A_LIST = ("code", "degree")
#: Lists that are no part of the seed codes.csv.
_OTHER_LISTS = ("period", "ethnicity")
#: What names whom or what a line is about.
SUBJECT_COLUMNS = {"organisation": ("organisation_code",), "person": ("citizen_id", "party_card")}


class Form(NamedTuple):
    """A form of a return.

    Attributes:
        form: its number, two digits.
        label_vi: its name in Vietnamese.
        label_en: its name in English.
        subject: what a line is about: ``organisation`` or ``person``.
        is_population_form: whether its lines are who there is; the other forms about persons find theirs in it.
        is_of_one_year: whether its lines are facts of the report year: those of an earlier year again are a copy.
        told_apart_by: the columns that tell two lines about one subject apart.
        unclear_vi: what is said of subjects about whom it is not clear, in Vietnamese.
        unclear_en: the same in English.
    """

    form: str
    label_vi: str
    label_en: str
    subject: str
    is_population_form: bool
    is_of_one_year: bool
    told_apart_by: tuple[str, ...]
    unclear_vi: str
    unclear_en: str


class FormColumn(NamedTuple):
    """A canonical column: its ``kind`` says how a cell is read, ``required_group`` which need it meets ('' = none).

    A date under "Nam" or "Nữ" meets two: ``birth;sex``.
    """

    form: str
    column: str
    kind: str
    code_list: str
    required_group: str


@cache
def forms(report_year: int | None = None) -> dict[str, Form]:
    """Return number → form, in their order, of those that are sent for ``report_year`` (None: for any year).

    Raises InvalidList when the list cannot be meant.
    """
    return {
        row["form"]: Form(
            row["form"],
            row["label_vi"],
            row["label_en"],
            row["subject"],
            row["is_population_form"] == "true",
            row["is_of_one_year"] == "true",
            tuple(filter(None, row["told_apart_by"].split(";"))),
            row["unclear_vi"],
            row["unclear_en"],
        )
        for row in _form_rows()
        if holds_in(row, report_year)
    }


def person_forms() -> list[str]:
    """Return the forms about persons, in their order."""
    return [number for number, form in forms().items() if form.subject == "person"]


def cadre_form() -> str:
    """Return the form that says which persons there are."""
    return next(number for number in person_forms() if forms()[number].is_population_form)


@cache
def columns_of(form: str, report_year: int | None = None) -> dict[str, FormColumn]:
    """Return the canonical columns that ``form`` has in ``report_year``, in the order of the form.

    None: all that it has in any year, each as it was last; what is stored keeps one shape over all years. Raises
    InvalidList when the list cannot be meant.
    """
    rows = [row for row in _column_rows() if row["form"] == form and holds_in(row, report_year)]
    columns = {row["column"]: row for row in rows}
    columns |= {row["column"]: row for row in sorted(rows, key=years_of)}
    return {name: FormColumn(*(row[field] for field in FormColumn._fields)) for name, row in columns.items()}


@lru_cache
def required_groups(form: str, report_year: int | None = None) -> tuple[str, ...]:
    """Return the needs of ``form`` in a year; a need is met when one of its columns is found."""
    groups = [group for column in columns_of(form, report_year).values() for group in column.required_group.split(";")]
    return tuple(dict.fromkeys(filter(None, groups)))


def missing_groups(form: str, found: set[str], report_year: int | None = None) -> list[str]:
    """Return the needs of ``form`` in a year that none of the ``found`` columns meets."""
    columns = columns_of(form, report_year)
    met = {group for column in found for group in columns[column].required_group.split(";")}
    return [group for group in required_groups(form, report_year) if group not in met]


def years_asked_for(form: str, column: str) -> list[tuple[int, int]]:
    """Return the first and last report years in which a column by itself meets a need of ``form``."""
    rows = [row for row in _column_rows() if (row["form"], row["column"]) == (form, column)]
    return [years_of(row) for row in rows if row["required_group"] == column]


@cache
def _form_rows() -> Sequence[TextRow]:
    path, rows = seeds.SEEDS / "forms.csv", seeds.read_seed("forms.csv")
    problems = []
    for index, row in enumerate(rows):
        if not (len(row["form"]) == 2 and row["form"].isascii() and row["form"].isdigit() and row["form"] != "00"):
            problems.append(problem(path, index, "form", row["form"], "two digits such as 05 (00 is a file)"))
        if row["subject"] not in SUBJECT_COLUMNS:
            problems.append(problem(path, index, "subject", row["subject"], " or ".join(SUBJECT_COLUMNS)))
        for name in ("is_population_form", "is_of_one_year"):
            if row[name] not in ("true", "false"):
                problems.append(problem(path, index, name, row[name], "true or false"))
        known = {one["column"]: one["kind"] for one in seeds.read_rows(_COLUMNS) if one["form"] == row["form"]}
        needed = [*SUBJECT_COLUMNS.get(row["subject"], ()), *filter(None, row["told_apart_by"].split(";"))]
        for name in needed:
            if name not in known:
                column = "told_apart_by" if name in row["told_apart_by"].split(";") else "subject"
                told = problem(
                    path, index, column, row[column], f"columns of the form; columns.csv has no {name} of it"
                )
                problems.append(told)
    check_list(path, rows, ["form"], problems)
    return rows


@cache
def _column_rows() -> Sequence[TextRow]:
    rows = seeds.read_rows(_COLUMNS)
    lists = {row["list"] for row in seeds.read_seed("codes.csv")} | set(_OTHER_LISTS)
    numbers = [row["form"] for row in seeds.read_seed("forms.csv")]
    kinds: dict[tuple[str, str], str] = {}
    problems = []
    for index, row in enumerate(rows):
        if row["form"] not in numbers:
            problems.append(
                problem(_COLUMNS, index, "form", row["form"], f"a form of forms.csv ({', '.join(numbers)})")
            )
        problems += _kind_problems(index, row, lists)
        kind = kinds.setdefault((row["form"], row["column"]), row["kind"])
        if kind != row["kind"]:
            told = f"{kind}, as in the other years: what is stored keeps one shape (another kind is another column)"
            problems.append(problem(_COLUMNS, index, "kind", row["kind"], told))
    check_list(_COLUMNS, rows, ["form", "column"], problems)
    return rows


def _kind_problems(index: int, row: Mapping[str, str], lists: set[str]) -> list[str]:
    if row["kind"] not in KINDS:
        return [problem(_COLUMNS, index, "kind", row["kind"], f"one of {', '.join(KINDS)}")]
    if row["kind"] in _KINDS_OF_A_LIST and row["code_list"] not in lists:
        return [problem(_COLUMNS, index, "code_list", row["code_list"], f"one of {', '.join(sorted(lists))}")]
    return []
