"""What is made from the published tables for people who read rather than query: a text, a page, and documents.

Belongs here: which files there are, and that one which cannot be made stops neither the tables nor the others: the
tables come first. Such a file is absent rather than of another night; the manifest says why, and the night fails after
the publication. Not here: what is in a file.
"""

import logging
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from dagster_project.lib.reasons import reason_of_error
from dagster_project.publish.review.facts import Review
from dagster_project.publish.review.read import read_reviews

#: path within `published/` → what writes it from the reviews.
Writers = dict[str, Callable[[list[Review], Path], None]]


def _page(reviews: list[Review], path: Path) -> None:
    # Charts and templates are loaded when they are needed: most commands never are here.
    from dagster_project.publish.scorecard.page.write import write_page

    write_page(reviews, path)


def _workbook(reviews: list[Review], path: Path) -> None:
    from dagster_project.publish.workbook.write import write_workbooks

    write_workbooks(reviews, path)


def _document(reviews: list[Review], path: Path) -> None:
    from dagster_project.publish.document.report import write_reports

    write_reports(reviews, path)


def _text(reviews: list[Review], path: Path) -> None:
    from dagster_project.publish.scorecard.terminal.show import write_scorecard

    write_scorecard(reviews, path)


WRITERS: Writers = {
    "scorecard.txt": _text,
    "scorecard/index.html": _page,
    "scorecard.xlsx": _workbook,
    "scorecard.docx": _document,
}


def write_for_readers(
    folder: Path, beside: Mapping[str, Callable[[Path], None]], writers: Writers = WRITERS
) -> dict[str, str]:
    """Write each file into a publication; returns file → why it could not be made, for those that could not.

    Args:
        folder: the publication, with its ``bi.duckdb``.
        beside: files that are made of something else than its marts, each with what writes it.
        writers: files that are made of its marts, each with what writes it.
    """
    every = dict(beside)
    not_made = {}
    try:
        reviews = read_reviews(folder / "bi.duckdb")
    except Exception as problem:
        not_made = dict.fromkeys(writers, reason_of_error(problem))
    else:
        every |= {name: partial(write, reviews) for name, write in writers.items()}
    for name, write in every.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            write(path)
        except Exception as problem:
            path.unlink(missing_ok=True)
            logging.getLogger(__name__).exception("%s could not be made", name)
            not_made[name] = reason_of_error(problem)
    return not_made
