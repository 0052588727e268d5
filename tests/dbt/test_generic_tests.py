"""Our own generic dbt test: each of its rules passes on rows that keep it, and alone is told of rows that break it."""

import re
import shutil

import duckdb
import pytest
import yaml

from tests.dbt.conftest import PROJECT, Dbt

pytestmark = pytest.mark.slow

# rule → (what it asks, rows that keep it, rows that break it, how that is told); rows are (a, b), b is their key.
CASES = {
    "key": ({"key": ["a", "b"]}, "(1, 1), (1, 2), (2, 1)", "(1, 1), (1, 2), (1, 1)", [("twice the same a, b", 1)]),
    "also_unique": ({"also_unique": [["a"]]}, "(1, 1), (2, 2)", "(1, 1), (1, 2)", [("twice the same a", 1)]),
    "never_null": ({"never_null": ["a", "b"]}, "(1, 1), (0, 0)", "(1, 1), (null, 2), (null, 3)", [("a is null", 2)]),
    "never_negative": ({"never_negative": ["a"]}, "(0, 0), (null, 1)", "(0, 0), (-1, 1)", [("a is negative", 1)]),
    "one_of": (
        {"one_of": {"a": ["x", "it's"]}},
        "('x', 1), ('it''s', 2), (null, 3)",
        "('x', 1), ('y', 2)",
        [("a is none of x, it's", 1)],
    ),
    "holds": (
        {"holds": {"a_up_to_b": "a <= b"}},
        "(1, 1), (1, 2)",
        "(1, 1), (3, 2)",
        [("not so: a_up_to_b", 1)],
    ),
    "found_in": (
        {"found_in": [{"to": "ref('pairs')", "columns": ["a", "b"], "as": ["x", "y"]}]},
        "(1, 10), (2, 20), (3, null), (null, 4)",
        "(1, 10), (1, 20)",
        [("a, b not found in pairs", 1)],
    ),
    # What cannot be told does not hold.
    "untold": ({"holds": {"a_up_to_b": "a <= b"}}, "(1, 1)", "(1, 1), (null, 2)", [("not so: a_up_to_b", 1)]),
    "several": (
        {"never_null": ["a"], "never_negative": ["a", "b"], "holds": {"a_up_to_b": "coalesce(a, 0) <= b"}},
        "(1, 1)",
        "(null, 1), (-1, -2)",
        [("a is negative", 1), ("a is null", 1), ("b is negative", 1), ("not so: a_up_to_b", 1)],
    ),
}


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> tuple[Dbt, dict[str, str]]:
    """A small project that has nothing but our test, and the status of each of its tests."""
    project = tmp_path_factory.mktemp("generic_tests")
    shutil.copytree(PROJECT / "tests" / "generic", project / "tests" / "generic")
    models = project / "models"
    models.mkdir()
    (project / "dbt_project.yml").write_text(
        "name: tried\nversion: 1.0.0\nconfig-version: 2\nprofile: resolution_warehouse\n"
    )
    (models / "pairs.sql").write_text(_rows("(1, 10), (2, 20)", "x, y"))
    described = []
    for rule, (asked, *given, _told) in CASES.items():
        for kind, values in zip(("good", "bad"), given, strict=True):
            (models / f"{rule}_{kind}.sql").write_text(_rows(values))
            test = {"name": f"try_{rule}_{kind}", "arguments": {"key": ["b"], **asked}}
            described.append({"name": f"{rule}_{kind}", "data_tests": [{"sound": test}]})
    (models / "models.yml").write_text(yaml.safe_dump({"version": 2, "models": described}))
    dbt = Dbt(project, project / "data")
    built = dbt.run("build")
    assert built.results, built.output
    return dbt, built.results


def _rows(values: str, columns: str = "a, b") -> str:
    return f"select * from (values {values}) as given ({columns})\n"


@pytest.mark.parametrize("rule", CASES)
def test_passes_on_rows_that_keep_the_rule(tried: tuple[Dbt, dict[str, str]], rule: str) -> None:
    assert tried[1][f"try_{rule}_good"] == "pass"


@pytest.mark.parametrize("rule", CASES)
def test_names_the_rule_that_rows_break_and_no_other(tried: tuple[Dbt, dict[str, str]], rule: str) -> None:
    dbt, results = tried
    assert results[f"try_{rule}_bad"] == "fail"
    compiled = next((dbt.target / "compiled").rglob(f"try_{rule}_bad.sql")).read_text(encoding="utf-8")
    with duckdb.connect(str(dbt.warehouse), read_only=True) as warehouse:
        assert sorted(warehouse.sql(compiled).fetchall()) == CASES[rule][3]


def test_every_generic_test_and_every_argument_of_it_is_tried() -> None:
    [path] = (PROJECT / "tests" / "generic").glob("*.sql")
    asked = re.search(r"{% test sound\((.*)\) %}", path.read_text(encoding="utf-8"), re.DOTALL)
    assert asked
    names = {part.split("=")[0].strip() for part in re.split(r",\s*(?=\w)", asked[1])}
    assert names - {"model"} == {name for told in CASES.values() for name in told[0]}
