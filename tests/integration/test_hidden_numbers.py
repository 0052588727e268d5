"""No number that mart_cadre_structure hides can be had back from what is published (`attack.py`)."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import numpy as np
import pytest
from scipy.sparse import csr_matrix, vstack

from tests.integration.attack import ATTRIBUTES, Knowledge, given_back, known_of_year

pytestmark = pytest.mark.slow
_CELL = ["report_year", "province_code", "unit_code", "population_group", *ATTRIBUTES]
#: Attacked cell by cell are the province and two units, the smallest among them; `make test-deep` attacks all.
_SCOPES = ["province", "ba-be", "cac-co-quan-tinh"]


@pytest.fixture(scope="module")
def warehouse(nightly_data_dir: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(nightly_data_dir / "warehouse.duckdb"), read_only=True) as connection:
        yield connection


def _known(warehouse: duckdb.DuckDBPyConnection, year: int) -> tuple[Knowledge, np.ndarray]:
    """Return what an attacker knows, and how many persons each cell truly has."""
    known = known_of_year(warehouse, year)
    truth = warehouse.sql("select * exclude (persons), persons as truly from core.fct_cadre_structure").df()
    truly = known.cells.merge(truth, on=_CELL, how="left")["truly"].fillna(0).to_numpy()
    # An attacker who knows something wrong tells nothing: what he knows has to hold of the cells as they are.
    assert np.array_equal(known.equal @ truly, known.equals)
    assert (known.at_most @ truly).max() <= 0
    return known, truly


def _attack(warehouse: duckdb.DuckDBPyConnection, year: int, scopes: list[str] | None) -> None:
    known, truly = _known(warehouse, year)
    # Where nobody is, nobody is found out.
    hidden = known.cells["persons"].isna() & (truly > 0)
    asked = np.flatnonzero(hidden & known.cells["unit_code"].isin(scopes) if scopes else hidden)
    assert len(asked) > 1000
    assert given_back(known, asked).empty


def test_no_hidden_number_is_given_back(warehouse: duckdb.DuckDBPyConnection) -> None:
    _attack(warehouse, 2024, _SCOPES)


@pytest.mark.deep
@pytest.mark.parametrize("year", [2021, 2022, 2023, 2024, 2025])
def test_no_hidden_number_of_any_unit_is_given_back(warehouse: duckdb.DuckDBPyConnection, year: int) -> None:
    _attack(warehouse, year, None)


def test_the_attack_finds_what_can_be_found(warehouse: duckdb.DuckDBPyConnection) -> None:
    """With one more sum published, over two cells of one person each, both would be found out."""
    known, truly = _known(warehouse, 2024)
    total = (known.cells["unit_code"] == "province") & (known.cells["population_group"] == "total")
    two = np.flatnonzero(total & known.cells["persons"].isna() & (truly == 1))[:2]
    assert given_back(known, two).empty
    both = np.zeros((1, len(known.cells)))
    both[0, two] = 1
    known.equal, known.equals = vstack([known.equal, csr_matrix(both)]).tocsr(), np.append(known.equals, 2)
    assert list(given_back(known, two).index) == list(two)


def test_no_unit_is_the_province_less_the_others(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Persons stand in more than one unit, so this is no equation, but nearly one."""
    of_province = ", ".join(column for column in _CELL if column != "unit_code")
    alone = warehouse.sql(
        f"select {of_province} from marts.mart_cadre_structure where unit_code <> 'province' "
        f"group by {of_province} having count(*) > 1 and count(*) filter (is_suppressed) = 1"
    )
    assert not alone.fetchall()
    hidden = warehouse.sql(
        "select count(*) from core.fct_cadre_structure as cells inner join marts.mart_cadre_structure as published "
        f"using ({', '.join(_CELL)}) where cells.persons >= 5 and published.is_suppressed"
    ).fetchone()
    assert hidden
    assert hidden[0] > 0, "the sample has no case of it: this test proves nothing"
