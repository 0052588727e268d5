"""The ledger of returns: every version of every form received, which one is in force, and what stays to be told.

Belongs here: ordering versions, ``copy_of_other_year`` and ``version_shrank`` (they reject, so they must be known
before a version can be in force) and whose findings still count. It runs over all partitions, before persons are
linked: identity must only see versions in force, which is why this is not a dbt model.
"""

from collections.abc import Collection, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

import duckdb
import pandas as pd

from dagster_project.lib.rules import limit_of
from dagster_project.tables.files import RECEIVED_FILE_SCHEMA
from dagster_project.tables.forms import forms
from dagster_project.tables.versions import RETURN_VERSION_SCHEMA

COPY_PERCENT = limit_of("copy_of_other_year")
FEWEST_PERCENT = limit_of("version_shrank")
_RETURN = ["report_year", "unit_code", "form"]


#: Version → earlier versions of the same unit and form that have nearly all of its rows → the percentage they have.
Alike = Mapping[str, Mapping[str, float]]
# How many rows of a version an earlier year's version of the same unit and form has. Rows that are equal are few, but
# in copies: so a nation's rows are joined in the time that it takes to read them.
_ALIKE = f"""
    with
    mine as (
        select content.version_id, content.content_hash, version.report_year, version.unit_code, version.form
        from content
        inner join version on content.version_id = version.version_id
    ),
    sizes as (select version_id, count(*) as rows from mine group by all),
    known as (select distinct * from mine),
    equal as (
        select mine.version_id, known.version_id as other, count(*) as rows
        from mine
        inner join known
            on mine.content_hash = known.content_hash and mine.unit_code = known.unit_code
            and mine.form = known.form and mine.report_year > known.report_year
        group by all
    )
    select equal.version_id, equal.other, equal.rows * 100 / sizes.rows as share
    from equal
    inner join sizes on equal.version_id = sizes.version_id
    where equal.rows * 100 > {COPY_PERCENT} * sizes.rows
"""


class Rejected(NamedTuple):
    """The versions that comparing versions rejects.

    ``copies``: version_id, copied_from (version_id of the earlier year), share (percent of rows that are equal).
    ``shrunk``: version_id, rows_accepted, rows_in_force (of the version that it would have replaced).
    """

    copies: pd.DataFrame
    shrunk: pd.DataFrame

    @property
    def version_ids(self) -> set[str]:
        """All of them."""
        return {*self.copies["version_id"], *self.shrunk["version_id"]}


def nearly_equal(connection: duckdb.DuckDBPyConnection) -> Alike:
    """Return which versions have nearly all of their rows from an earlier year.

    Args:
        connection: has ``version`` (version_id, report_year, unit_code, form) and ``content`` (version_id,
            content_hash of every data row of the forms that are of one year, tables/forms).
    """
    alike: dict[str, dict[str, float]] = {}
    for version_id, other, share in connection.execute(_ALIKE).fetchall():
        alike.setdefault(version_id, {})[other] = share
    return alike


def find_rejected(versions: pd.DataFrame, alike: Alike) -> Rejected:
    """Return the versions that repeat an earlier year's form of the same unit, and those that shrank.

    Year by year and in the order of receipt: a version that shrank never was in force, so no later version is measured
    by it, and no later year is a copy of it. A version that the judge rejected is compared with nothing.

    Args:
        versions: the judge's versions (JUDGED_VERSION_SCHEMA).
        alike: what ``nearly_equal`` found.
    """
    copies: list[tuple[str, str, float]] = []
    shrunk: list[tuple[str, int, int]] = []
    usable: Any = _in_order_of_receipt(versions[~versions["is_rejected"]]).to_dict("records")
    usable.sort(key=itemgetter("unit_code", "form", "report_year"))
    for (_, form), family in groupby(usable, itemgetter("unit_code", "form")):
        earlier: list[str] = []  # latest year first
        for _, received in groupby(family, itemgetter("report_year")):
            in_force = None
            compared = []
            for version in received:
                version_id, accepted = version["version_id"], version["rows_accepted"]
                copy = _copied_from(alike.get(version_id, {}), earlier) if forms()[str(form)].is_of_one_year else None
                if copy:
                    copies.append((version_id, *copy))
                elif in_force is not None and not version["replaces_all"] and _has_shrunk(accepted, in_force):
                    shrunk.append((version_id, accepted, in_force))
                    continue
                else:
                    in_force = accepted
                compared.append(version_id)
            earlier = sorted(compared) + earlier
    return Rejected(
        pd.DataFrame(copies, columns=["version_id", "copied_from", "share"]),
        pd.DataFrame(shrunk, columns=["version_id", "rows_accepted", "rows_in_force"]),
    )


def _has_shrunk(accepted: int, in_force: int) -> bool:
    return accepted * 100 < FEWEST_PERCENT * in_force


def _copied_from(alike: Mapping[str, float], earlier: list[str]) -> tuple[str, float] | None:
    """Return the first of ``earlier`` that has nearly all rows of a version, and the percentage of rows that it has."""
    return next(((other, alike[other]) for other in earlier if other in alike), None)


def order_versions(versions: pd.DataFrame, rejected: Collection[str]) -> pd.DataFrame:
    """Return the versions with number, usability, the one in force and whether their findings count.

    In force is the latest received version that is usable: neither rejected by the judge nor among ``rejected``
    (version_id). Findings count for the version in force and for rejected ones received after it (all rejected ones
    where none is in force).
    """
    ordered = _in_order_of_receipt(versions)
    ordered["version_number"] = ordered.groupby(_RETURN).cumcount() + 1
    ordered["is_usable"] = ~ordered["is_rejected"] & ~ordered["version_id"].isin(rejected)
    in_force = (
        ordered["version_number"]
        .where(ordered["is_usable"])
        .groupby([ordered[name] for name in _RETURN])
        .transform("max")
    )
    ordered["is_in_force"] = ordered["version_number"] == in_force
    ordered["is_counted"] = ordered["is_in_force"] | ~(ordered["version_number"] <= in_force)
    return ordered[RETURN_VERSION_SCHEMA.names]


def _in_order_of_receipt(versions: pd.DataFrame) -> pd.DataFrame:
    """Return the versions return by return, by time; on a tie the file name decides, then the order of receipt."""
    return versions.assign(name=versions["file_path"].str.rsplit("/", n=1).str[-1]).sort_values(
        [*_RETURN, "received_at", "name", "file_path", "received_order"], ignore_index=True
    )


def count_files(files: pd.DataFrame, versions: pd.DataFrame) -> pd.DataFrame:
    """Return the files with ``is_counted``: whether findings about a file as a whole still concern anybody.

    A file that brought forms counts as long as one of them does; one that brought none, until every form of its unit
    and year is in force from a later file.
    """
    own = versions.groupby("file_key")["is_counted"].any().to_dict()
    in_force = (
        versions[versions["is_in_force"]].groupby(["report_year", "unit_code"])["received_at"].agg(list).to_dict()
    )
    counted = []
    for file in files.to_dict("records"):
        received: Any = in_force.get((file["report_year"], file["unit_code"]), [])
        replaced = len(received) == len(forms(int(file["report_year"]))) and min(received) > file["received_at"]
        counted.append(bool(own.get(file["file_key"], not replaced)))
    return files.assign(is_counted=counted)[RECEIVED_FILE_SCHEMA.names]
