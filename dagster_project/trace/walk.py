"""The way back: figure → subjects → the rows that tell of them → files; and what is missing, and why.

Belongs here: reading the warehouse as it stands. Does not belong here: judging anything again (the verdicts are those
of dbt's models), and how it is shown (show.py, lines.py).
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb

from dagster_project.lib.records import Row
from dagster_project.lib.text import without_accents
from dagster_project.trace.question import Question

#: What may have become of a subject, in the order in which it is shown.
OUTCOMES = ("not_met", "unknown", "not_reported", "exempt", "met")
_QUERIES = Path(__file__).with_name("queries")


@dataclass(frozen=True)
class Trace:
    """A figure and all that it was counted from; each list in the order in which it is shown."""

    question: Question
    #: n, d, M, exempt, unknown, bounds, target, verdict, labels, and M's three parts.
    figure: Row
    #: One a subject: key, name, verdict, the value that was tested.
    subjects: list[Row]
    #: One a row of a form that tells of a subject: where it stands, what became of it, the cells that were used.
    rows: list[Row]
    #: One a version of a form that the figure needs: its file, and whether it is in force.
    versions: list[Row]
    #: One a unit whose population form is missing, with the figure that it is estimated by.
    units_missing: list[Row]
    #: One a quarantined row that may belong to the population.
    quarantined: list[Row]
    #: One a unit, form and year that could have told of persons of whom nothing is told.
    gaps: list[Row]
    #: One a day on which the figure changed, the last one first.
    changes: list[Row]

    def rows_of(self, subject_key: str) -> list[Row]:
        """Return the rows that tell of a subject."""
        return [row for row in self.rows if row["subject_key"] == subject_key]


def walk(warehouse: duckdb.DuckDBPyConnection, question: Question) -> Trace:
    """Return where a figure comes from."""
    given = dict(zip(("resolution", "indicator", "year", "unit", "series"), question.key, strict=True))

    def ask(name: str) -> list[Row]:
        query = _query(name)
        found = warehouse.execute(query, {part: value for part, value in given.items() if f"${part}" in query})
        columns = [column for column, *_ in found.description or ()]
        return [dict(zip(columns, values, strict=True)) for values in found.fetchall()]

    [figure] = ask("figure")
    is_of_persons = figure["population_form"] == "02"
    subjects = ask("persons" if is_of_persons else "organisations")
    rows = ask("rows_of_persons") if is_of_persons else ask("rows_of_organisations")
    return Trace(
        question,
        figure,
        sorted(subjects, key=_in_order),
        rows,
        ask("versions"),
        ask("units_missing"),
        ask("quarantined"),
        ask("gaps"),
        ask("changes"),
    )


def _in_order(subject: Row) -> tuple[int, str, str]:
    """By verdict, then by name as a Vietnamese list is, à beside a."""
    return OUTCOMES.index(subject["verdict"]), without_accents(subject["name"] or ""), subject["subject_key"]


@cache
def _query(name: str) -> str:
    return (_QUERIES / f"{name}.sql").read_text(encoding="utf-8")
