"""The whole warehouse against the oracle on random small provinces: every figure, state and count is equal."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from sample import writing
from tests.differential import compare, province
from tests.oracle import findings
from tests.oracle.indicators import Oracle
from tests.oracle.published import report

FEW, MANY = range(1), range(1, 40)


@pytest.mark.slow
@pytest.mark.parametrize("seed", FEW)
def test_a_random_province(seed: int, tmp_path: Path) -> None:
    assert not (found := compare.differing(seed, tmp_path)), report(found)


@pytest.mark.deep
@pytest.mark.parametrize("seed", MANY)
def test_many_random_provinces(seed: int, tmp_path: Path) -> None:
    assert not (found := compare.differing(seed, tmp_path)), report(found)


def test_a_seed_is_always_the_same_province(tmp_path: Path) -> None:
    for name in ("one", "other"):
        writing.write(province.build(5), tmp_path / name)
    files = [{path.relative_to(top): path.read_bytes() for path in top.rglob("*") if path.suffix in (".csv", ".ods")}
             for top in (tmp_path / "one", tmp_path / "other")]  # fmt: skip
    assert files[0] == files[1]


@pytest.mark.slow
def test_the_provinces_break_every_rule_and_have_every_verdict() -> None:
    """Nothing is tested where nothing is wrong."""
    rules, statuses = Counter[str](), Counter[str]()
    for seed in (*FEW, *MANY):
        oracle = Oracle(province.build(seed))
        for _, _, _, rule, _ in findings.expected(oracle):
            rules[rule] += 1
        statuses.update(cell.status for cell in (*oracle.province().values(), *oracle.units().values()))
    seeds = Path(__file__).resolve().parents[2] / "dbt" / "seeds" / "rules.csv"
    known = {line.split(",", 1)[0] for line in seeds.read_text(encoding="utf-8").splitlines()[1:]}
    assert set(rules) == known
    assert set(statuses) == {"met", "not_met", "undetermined", "not_applicable", "no_data"}
