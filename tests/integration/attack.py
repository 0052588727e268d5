"""An attack on the hidden numbers of mart_cadre_structure: what anybody with bi.duckdb and linear programming can tell.

The attacker knows every published number of a year: cells, the margins of mart_cadre_profile, and the denominators and
numerators of the indicators that count the same persons. A hidden cell of the province holds at least one person, where
it is listed because it exists; a hidden cell of a unit may hold nobody. Whatever has one value alone in every province
that fits is given back.
"""

from dataclasses import dataclass

import duckdb
import numpy as np
import pandas as pd
from scipy.optimize import linprog
from scipy.sparse import csr_matrix, vstack

ATTRIBUTES = ["sex", "age_band", "ethnicity", "professional_qualification", "political_theory"]
_UNIVERSITY = ["university", "master", "specialist_1", "resident", "specialist_2", "doctorate", "doctor"]
_YOUNG = ["under_30", "30_39"]
#: indicator → its population group, and the cells that its numerator counts
MARGINS = {
    "2.2.2a": ("provincially_managed", lambda cells: cells["age_band"].isin(_YOUNG)),
    "2.2.2b": ("provincially_managed", lambda cells: cells["sex"] == "female"),
    "2.2.4b": ("commune_leaders", lambda cells: cells["professional_qualification"].isin(_UNIVERSITY)),
    "2.2.3": ("department_leaders", lambda cells: cells["professional_qualification"].isin(_UNIVERSITY[1:])),
}
# More persons than any cell can hold.
_MANY = 100_000


@dataclass
class Knowledge:
    """What is known: ``equal @ x = equals`` and ``at_most @ x <= 0`` over the cells, each between low and high."""

    cells: pd.DataFrame
    equal: csr_matrix
    equals: np.ndarray
    at_most: csr_matrix
    low: np.ndarray
    high: np.ndarray


def known_of_year(published: duckdb.DuckDBPyConnection, year: int) -> Knowledge:
    """Gather what the published tables of one year tell about the cells of mart_cadre_structure."""
    cells = published.execute("from marts.mart_cadre_structure where report_year = ? order by all", [year]).df()
    profile = published.execute(
        "from marts.mart_cadre_profile where report_year = ? and persons is not null", [year]
    ).df()
    figures = published.execute(
        "select 'province' as unit_code, indicator_code, numerator, denominator from marts.mart_indicator_year "
        "where report_year = $1 and series = 'total' union all select unit_code, indicator_code, numerator, "
        "denominator from marts.mart_indicator_unit_year where report_year = $1 and series = 'total'",
        [year],
    ).df()
    is_province = cells["unit_code"] == "province"
    sums: list[tuple[np.ndarray, int]] = []
    for row in profile.itertuples():
        of_value = cells[row.attribute_name] == row.attribute_value
        in_total = (
            of_value if row.attribute_name == "population_group" else of_value & (cells["population_group"] == "total")
        )
        sums.append((np.flatnonzero(is_province & in_total), row.persons))
    for row in figures[figures["indicator_code"].isin(MARGINS)].itertuples():
        group, counted = MARGINS[row.indicator_code]
        of_group = (cells["unit_code"] == row.unit_code) & (cells["population_group"] == group)
        sums.append((np.flatnonzero(of_group), row.denominator))
        sums.append((np.flatnonzero(of_group & counted(cells)), row.numerator))
    sums = [(members, total) for members, total in sums if len(members)]
    hidden = cells["persons"].isna().to_numpy()
    known = cells["persons"].fillna(0).to_numpy()
    equal = _sums([members for members, _ in sums], len(cells))
    low = np.where(hidden, np.where(is_province, 1, 0), known)
    return Knowledge(
        cells, equal, np.array([total for _, total in sums], float), _unions(cells), low, np.where(hidden, _MANY, known)
    )


def given_back(known: Knowledge, asked: np.ndarray) -> pd.DataFrame:
    """Return the cells among those asked for (positions in ``known.cells``) that have one value alone."""
    lowest, highest = np.full(len(known.cells), np.inf), np.full(len(known.cells), -np.inf)
    random = np.random.default_rng(1)

    def look(aims: np.ndarray, weights: np.ndarray) -> np.ndarray:
        aim = np.zeros(len(known.cells))
        aim[aims] = weights
        for direction in (1, -1):
            found = linprog(
                direction * aim,
                A_ub=known.at_most,
                b_ub=np.zeros(known.at_most.shape[0]),
                A_eq=known.equal,
                b_eq=known.equals,
                bounds=np.column_stack([known.low, known.high]),
                method="highs",
            )
            assert found.status == 0, found.message
            np.minimum(lowest, found.x, out=lowest)
            np.maximum(highest, found.x, out=highest)
        return (highest - lowest)[asked] < 0.5

    # Many at once as long as that clears some; whatever still stands where it stood is asked for by itself.
    left = asked
    while len(left):
        cleared = ~look(left, random.random(len(left)) - random.integers(0, 2, len(left)) * 0.5)
        if len(still := asked[~cleared]) > 0.9 * len(left):
            break
        left = still
    for cell in left:
        if highest[cell] - lowest[cell] < 0.5:
            look(np.array([cell]), np.ones(1))
    return known.cells.loc[asked[(highest - lowest)[asked] < 0.5]]


def _sums(sums: list[np.ndarray], width: int) -> csr_matrix:
    """Return a row for each sum, with a one for each of its cells."""
    number = np.repeat(np.arange(len(sums)), [len(members) for members in sums])
    members = np.concatenate(sums)
    return csr_matrix((np.ones(len(members)), (number, members)), shape=(len(sums), width))


def _unions(cells: pd.DataFrame) -> csr_matrix:
    """Say that total is the union of the groups: at least each of them, at most all together."""
    key = cells.groupby(["unit_code", *ATTRIBUTES]).ngroup().to_numpy()
    is_total = (cells["population_group"] == "total").to_numpy()
    total_of = pd.Series(np.flatnonzero(is_total), index=key[is_total])
    groups = np.flatnonzero(~is_total & np.isin(key, total_of.index))
    totals = total_of.loc[key[groups]].to_numpy()
    at_least = csr_matrix(
        (
            np.concatenate([np.ones(len(groups)), -np.ones(len(groups))]),
            (np.tile(np.arange(len(groups)), 2), np.concatenate([groups, totals])),
        ),
        shape=(len(groups), len(cells)),
    )
    sums = pd.factorize(totals)
    at_most = csr_matrix((-np.ones(len(groups)), (sums[0], groups)), shape=(len(sums[1]), len(cells))) + csr_matrix(
        (np.ones(len(sums[1])), (np.arange(len(sums[1])), sums[1])), shape=(len(sums[1]), len(cells))
    )
    return vstack([at_least, at_most]).tocsr()
