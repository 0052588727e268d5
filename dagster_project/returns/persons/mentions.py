"""Which rows of a return say again what a row above them said.

Belongs here: what makes two rows of one return the same fact: the same organisation; the same person and position,
course, or period and decision. Only rows that are accepted otherwise take part: one that cannot count is no first
mention, and no evidence of who is who.
"""

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from dagster_project.lib.text import match_key, without_accents
from dagster_project.returns.persons.linking import link
from dagster_project.tables.forms import SUBJECT_COLUMNS, columns_of, forms
from dagster_project.tables.rows import judged_schema


def mention_columns(form: str) -> list[str]:
    """Return the columns that are looked at: whom or what a row is about, and what tells two such rows apart."""
    known = judged_schema(form).names
    about = [*SUBJECT_COLUMNS[forms()[form].subject], "birth_year", "identifiers"]
    apart = [name for one in forms()[form].told_apart_by for name in (one, f"{one}_sent")]
    return ["row_id", "version_id", *(name for name in dict.fromkeys([*about, *apart]) if name in known)]


def count_mentions(form: str, rows: pa.Table, positions: pa.Table) -> NDArray[np.int64]:
    """Return 1 for the first mention of a subject's fact in a return, 2 and more for those after it.

    Args:
        form: the form of the rows.
        rows: rows of any number of returns in their order, with ``mention_columns``.
        positions: the positions that rows name (row_id, position_sent, position_code).
    """
    frame = rows.to_pandas()
    if forms()[form].subject == "organisation":
        subjects = frame["organisation_code"].where(frame["organisation_code"] != "")
    else:
        subjects = _persons_within_returns(frame).where(frame["identifiers"] == "usable")
    facts = frame[["version_id"]].assign(subject=subjects, row=np.arange(len(frame)))
    kinds = {name: columns_of(form)[name].kind for name in forms()[form].told_apart_by}
    for name, kind in kinds.items():
        if kind != "positions":
            facts[f"{name}_said"] = _said(frame, name, kind)
    if "positions" in kinds.values():
        facts = (
            facts.assign(row_id=frame["row_id"]).merge(_positions_said(positions), on="row_id").drop(columns="row_id")
        )
    counts = np.ones(len(frame), dtype=np.int64)
    facts = facts[facts["subject"].notna()].drop_duplicates()
    if len(facts):
        said = facts.columns.drop("row").tolist()
        facts["times"] = facts.groupby(said, dropna=False, sort=False).cumcount() + 1
        # A row that names several positions says something new while one of them is new.
        times = facts.groupby("row")["times"].min()
        counts[times.index.to_numpy()] = times.to_numpy()
    return counts


def _persons_within_returns(rows: pd.DataFrame) -> pd.Series:
    """Return the number of each row's person; who shares no identifier within the return is a person of one row."""
    is_shared = np.zeros(len(rows), dtype=bool)
    for name in ("citizen_id", "party_card"):
        is_shared |= (rows.duplicated(["version_id", name], keep=False) & rows[name].notna()).to_numpy()
    # Tokens are numbered from 0 and a row has two at most, rows without any below 0: these numbers are of nobody else.
    persons = pd.Series(2 * len(rows) + np.arange(len(rows)), index=rows.index)
    if is_shared.any():
        shared = rows[is_shared]
        births = shared["birth_year"].tolist() if "birth_year" in shared else [None] * len(shared)
        asked = pa.table(
            {
                "row_id": np.flatnonzero(is_shared),
                "place": pa.array(shared["version_id"].tolist(), pa.string()),
                "citizen_id": pa.array(shared["citizen_id"], pa.string(), from_pandas=True),
                "party_card": pa.array(shared["party_card"], pa.string(), from_pandas=True),
                "birth_year": pa.array(births, pa.int32(), from_pandas=True),
            }
        )
        with duckdb.connect() as connection:
            connection.register("asked", asked)
            link(connection, "asked")
            linked = connection.sql("select row_id, person from linked").to_arrow_table()
        persons.iloc[linked["row_id"].to_numpy()] = linked["person"].to_numpy()
    return persons


def _positions_said(positions: pa.Table) -> pd.DataFrame:
    """Return row_id and each position that the row names, by its code, else by its words."""
    frame = positions.select(["row_id", "position_sent", "position_code"]).to_pandas()
    code = frame["position_code"].where(frame["position_code"] != "")
    return frame[["row_id"]].assign(position_said=code.where(code.notna(), _words_of(frame["position_sent"])))


def _said(frame: pd.DataFrame, name: str, kind: str) -> pd.Series:
    """Return what cells say as they are compared: a text by its words, what no list knows as it was sent."""
    value = frame[name]
    if kind == "text":
        return _words_of(value)
    return value if kind == "date" else value.where(value.notna() & (value != ""), frame[f"{name}_sent"])


def _words_of(texts: pd.Series) -> pd.Series:
    """Return texts as they are compared: typed in a hurry without accents, they say the same."""
    words = {text: without_accents(match_key(text)) for text in texts.dropna().unique()}
    return pd.Series([words.get(text, "") for text in texts], index=texts.index, dtype=object)
