"""The workbook of a review: its sheets in their order, as a file.

Here belongs the order, and that the same content gives the same bytes. Not here: what is on a sheet.
"""

from datetime import datetime, time
from pathlib import Path

import xlsxwriter

from dagster_project.publish.review.facts import Review
from dagster_project.publish.workbook import notes, of_figures, of_returns
from dagster_project.publish.workbook.sheet import Writer


def write_workbooks(reviews: list[Review], path: Path) -> None:
    """Write the workbook of the first resolution to ``path``, of each later one to `scorecard-<code>.xlsx` beside it.

    So a resolution's workbook keeps its name when the next resolution comes.
    """
    for at, review in enumerate(reviews):
        of = path if at == 0 else path.with_name(f"{path.stem}-{review.code}{path.suffix}")
        with xlsxwriter.Workbook(of) as workbook:
            # Dated by the day of its figures: the same content gives the same bytes.
            day = datetime.combine(review.publication.as_of, time())
            workbook.set_properties({"title": review.label.vi, "comments": review.label.en, "created": day})
            writer = Writer(workbook)
            for sheet in (
                of_figures.overview(review),
                of_figures.units(review),
                of_returns.open_verdicts(review),
                of_returns.returns(review),
                of_returns.changes(review),
                of_figures.every_figure(review),
                of_figures.every_unit_figure(review),
                notes.notes(review),
            ):
                writer.write(sheet)
