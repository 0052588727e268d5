"""A review read from `published/bi.duckdb`: the marts and their dimensions, nothing else.

Belongs here: which columns are read, and in which order things come. Not here: how anything is written (figures.py,
sentences.py); nothing is computed that the marts hold.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import duckdb

from dagster_project.lib.bilingual import Text
from dagster_project.publish.review.facts import (
    WHOLE_PROVINCE,
    Change,
    Figure,
    FigureDoubt,
    Labels,
    OwedForm,
    Publication,
    Review,
    ReviewIndicator,
    ReviewUnit,
    ReviewYear,
    Series,
)
from dagster_project.quality import settling
from dagster_project.returns.reference.registry import TOTAL
from dagster_project.tables.forms import forms

_FIGURE = """
    report_year, numerator, denominator, exempt_count, unknown_count, estimated_missing, value_pct, lower_pct,
    upper_pct, target_pct, milestone_pct, status, progress, subjects_to_target, forms_expected, forms_accepted
"""
_Row = dict[str, Any]


def read_reviews(bi_path: Path) -> list[Review]:
    """Return a review of each resolution that has figures, the earliest resolution first.

    Raises:
        duckdb.Error: the file or a table or column that the contract promises is not there.
    """
    with duckdb.connect(str(bi_path), read_only=True) as marts:
        publication = _publication(marts)
        labels = Labels(
            _labels(marts, "dim_status", "status"),
            _labels(marts, "dim_progress", "progress"),
            _labels(marts, "dim_return_state", "state"),
        )
        resolutions = _rows(
            marts,
            "select resolution_code, label_vi, label_en from marts.dim_resolution order by first_year, resolution_code",
        )
        reviews = [_review(marts, row, publication, labels) for row in resolutions]
    return [review for review in reviews if review.years]


def _review(marts: duckdb.DuckDBPyConnection, resolution: _Row, publication: Publication, labels: Labels) -> Review:
    code = resolution["resolution_code"]
    units = _units(marts, code)
    returns = _returns(marts, code)
    return Review(
        code=code,
        label=_text(resolution),
        publication=publication,
        years=_years(marts, code),
        indicators=_indicators(marts, code),
        units=units,
        figures=_figures(marts, code),
        returns=returns,
        doubts=_doubts(marts, code, {unit.code: unit.label for unit in units}, returns),
        changes=_changes(marts, code),
        labels=labels,
    )


def _publication(marts: duckdb.DuckDBPyConnection) -> Publication:
    row = next(
        _rows(
            marts,
            "select published_at, as_of, forms_expected, forms_accepted, code_version, run_id "
            "from marts.mart_publication",
        )
    )
    return Publication(**row)


def _years(marts: duckdb.DuckDBPyConnection, code: str) -> tuple[ReviewYear, ...]:
    found = _rows(
        marts,
        "select * from marts.dim_report_year where report_year in "
        "(select report_year from marts.mart_indicator_year where resolution_code = ?) order by report_year",
        code,
    )
    return tuple(
        ReviewYear(
            year=row["report_year"],
            label=_text(row),
            short_label=_text(row, "short_label"),
            snapshot_on=row["snapshot_on"],
            due_on=row["due_on"],
            is_partial=row["is_partial_year"],
            is_new_rating=row["is_rating_regime_change"],
            note=_text(row, "note") if row["note_vi"] else None,
        )
        for row in found
    )


def _indicators(marts: duckdb.DuckDBPyConnection, code: str) -> tuple[ReviewIndicator, ...]:
    series: dict[str, list[Series]] = {}
    for row in _rows(
        marts,
        "select * from marts.dim_series where resolution_code = ? and series <> ? order by indicator_code, sort_order",
        code,
        TOTAL,
    ):
        one = Series(row["series"], _text(row), _text(row, "short_label"))
        series.setdefault(row["indicator_code"], []).append(one)
    found = _rows(
        marts, "select * from marts.dim_indicator where resolution_code = ? order by sort_order, indicator_code", code
    )
    return tuple(
        ReviewIndicator(
            code=row["indicator_code"],
            clause=row["clause"],
            section=_text(row, "section"),
            label=_text(row),
            short_label=_text(row, "short_label"),
            subject=forms()[row["population_form"]].subject,
            is_rating=row["test_model"] == "rated",
            target_pct=row["target_pct"],
            target_year=row["target_year"],
            is_maximum=row["direction"] == "max",
            series=tuple(series.get(row["indicator_code"], ())),
        )
        for row in found
    )


def _units(marts: duckdb.DuckDBPyConnection, code: str) -> tuple[ReviewUnit, ...]:
    found = _rows(
        marts,
        "select * from marts.dim_unit where unit_code in (select unit_code from marts.mart_indicator_unit_year "
        "where resolution_code = ?) order by sort_order, unit_code",
        code,
    )
    return tuple(
        ReviewUnit(
            code=row["unit_code"],
            label=_text(row),
            short_label=_text(row, "short_label"),
            unit_type=row["unit_type"],
            type_label=_text(row, "unit_type_label"),
            valid_from=row["valid_from"],
            valid_to=row["valid_to"],
            predecessors=_text(row, "predecessors") if row["predecessors_vi"] else None,
            successors=_text(row, "successors") if row["successors_vi"] else None,
        )
        for row in found
    )


def _figures(marts: duckdb.DuckDBPyConnection, code: str) -> dict[tuple[str, str, str, int], Figure]:
    found = _rows(
        marts,
        f"""
        select ? as unit, indicator_code, series, {_FIGURE}, exists (
            select 1 from marts.mart_indicator_doubt as doubt
            where
                doubt.reason = ?
                and doubt.resolution_code = figure.resolution_code
                and doubt.report_year = figure.report_year
                and doubt.indicator_code = figure.indicator_code
                and doubt.series = figure.series
        ) as is_unsized
        from marts.mart_indicator_year as figure
        where resolution_code = ?
        union all
        select unit_code, indicator_code, series, {_FIGURE}, false
        from marts.mart_indicator_unit_year
        where resolution_code = ?
        """,
        WHOLE_PROVINCE,
        settling.UNSIZED,
        code,
        code,
    )
    return {
        (row["unit"], row["indicator_code"], row["series"], row["report_year"]): Figure(
            year=row["report_year"],
            numerator=row["numerator"],
            denominator=row["denominator"],
            exempt=row["exempt_count"],
            unknown=row["unknown_count"],
            missing=row["estimated_missing"],
            value_pct=row["value_pct"],
            lower_pct=row["lower_pct"],
            upper_pct=row["upper_pct"],
            target_pct=row["target_pct"],
            milestone_pct=row["milestone_pct"],
            status=row["status"],
            progress=row["progress"],
            to_target=row["subjects_to_target"],
            forms_expected=row["forms_expected"],
            forms_accepted=row["forms_accepted"],
            is_unsized=row["is_unsized"],
        )
        for row in found
    }


def _returns(marts: duckdb.DuckDBPyConnection, code: str) -> tuple[OwedForm, ...]:
    """Return the forms that the resolution's own units owe: two provinces may report in one year."""
    found = _rows(
        marts,
        """
        select
            came.report_year as year, came.unit_code as unit, came.form, came.state, came.is_late, came.due_on,
            came.days_late, came.received_at, came.rows_accepted, came.rows_quarantined
        from marts.mart_return as came
        inner join marts.dim_unit as unit on came.unit_code = unit.unit_code
        where came.expected and (came.report_year, came.unit_code) in (
            select (report_year, unit_code) from marts.mart_indicator_unit_year where resolution_code = ?
        )
        order by came.report_year, unit.sort_order, came.unit_code, came.form
        """,
        code,
    )
    return tuple(OwedForm(**row) for row in found)


def _doubts(
    marts: duckdb.DuckDBPyConnection, code: str, names: dict[str, Text], returns: Iterable[OwedForm]
) -> tuple[FigureDoubt, ...]:
    """Return the doubts figure by figure: first what nobody can size, then whatever is most."""
    states: dict[tuple[str, str], dict[int, str]] = {}
    for one in returns:
        usable = settling.usable_state(one.state, one.rows_accepted, one.rows_quarantined)
        states.setdefault((one.unit, one.form), {})[one.year] = usable
    found = _rows(
        marts,
        """
        select * from marts.mart_indicator_doubt where resolution_code = ?
        order by report_year, indicator_code, series, reason <> ?, subjects desc, unit_code, form, reason
        """,
        code,
        settling.UNSIZED,
    )
    return tuple(
        FigureDoubt(
            year=row["report_year"],
            indicator=row["indicator_code"],
            series=row["series"],
            unit=row["unit_code"],
            reason=row["reason"],
            form=row["form"],
            subjects=row["subjects"],
            step=settling.settled_by(
                settling.ToldDoubt(
                    unit_name=names.get(row["unit_code"], Text(row["unit_code"], row["unit_code"])),
                    reason=row["reason"],
                    form=row["form"],
                    year_from=row["form_year_from"],
                    year_to=row["form_year_to"],
                    subjects=row["subjects"],
                ),
                states.get((row["unit_code"], row["form"]), {}),
            ),
        )
        for row in found
    )


def _changes(marts: duckdb.DuckDBPyConnection, code: str) -> tuple[Change, ...] | None:
    kept = marts.execute(
        "select 1 from information_schema.tables where table_schema = 'marts' and table_name = 'mart_indicator_change'"
    ).fetchone()
    if not kept:
        return None
    found = _rows(
        marts,
        """
        select * from marts.mart_indicator_change
        where resolution_code = $1 and as_of = (
            select max(as_of) from marts.mart_indicator_change where resolution_code = $1
        )
        order by report_year, indicator_code, series, unit_code
        """,
        code,
    )
    return tuple(
        Change(
            as_of=row["as_of"],
            previous_as_of=row["previous_as_of"],
            year=row["report_year"],
            unit=row["unit_code"],
            indicator=row["indicator_code"],
            series=row["series"],
            numerator_before=row["numerator_before"],
            numerator_after=row["numerator_after"],
            denominator_before=row["denominator_before"],
            denominator_after=row["denominator_after"],
            missing_before=row["estimated_missing_before"],
            missing_after=row["estimated_missing_after"],
            value_pct_before=row["value_pct_before"],
            value_pct_after=row["value_pct_after"],
            status_before=row["status_before"],
            status_after=row["status_after"],
            cause=row["cause"],
            cause_label=_text(row, "cause"),
            target_pct_before=row["target_pct_before"],
            target_pct_after=row["target_pct_after"],
        )
        for row in found
    )


def _labels(marts: duckdb.DuckDBPyConnection, table: str, key: str) -> dict[str, Text]:
    """Return code → what it is called in a cell or a sentence, in its order."""
    found = _rows(marts, f"select {key}, short_label_vi, short_label_en from marts.{table} order by sort_order")
    return {row[key]: _text(row, "short_label") for row in found}


def _text(row: _Row, name: str = "label") -> Text:
    return Text(row[f"{name}_vi"], row[f"{name}_en"])


def _rows(marts: duckdb.DuckDBPyConnection, query: str, *values: object) -> Iterator[_Row]:
    """Return rows as column → value."""
    result = marts.execute(query, list(values) or None)
    names = [column[0] for column in result.description or ()]
    return iter([dict(zip(names, row, strict=True)) for row in result.fetchall()])
