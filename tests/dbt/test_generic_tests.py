"""Our own generic dbt tests: each passes on rows that are right, and fails on rows that are not."""

import shutil
from pathlib import Path

import pytest
import yaml

from tests.dbt.conftest import PROJECT, Dbt

pytestmark = pytest.mark.slow

_TWO_KEYS = {"columns": ["a", "b"]}
# test → (arguments, rows that pass, rows that fail); rows are (a, b).
CASES = {
    "unique_together": (_TWO_KEYS, "(1, 1), (1, 2), (2, 1)", "(1, 1), (1, 2), (1, 1)"),
    "never_null": (_TWO_KEYS, "(1, 1), (0, 0)", "(1, 1), (1, null)"),
    "never_negative": (_TWO_KEYS, "(0, 0), (1, null)", "(0, 0), (1, -1)"),
    "holds": ({"condition": "a <= b"}, "(1, 1), (1, 2)", "(1, 1), (2, 1)"),
    "found_in": (
        {"columns": ["a", "b"], "to": "ref('parent')", "to_columns": ["x", "y"]},
        "(1, 10), (2, 20), (3, null)",
        "(1, 10), (1, 20)",
    ),
    "foreign_keys": (
        {"keys": [{"to": "ref('parent')", "columns": ["x"]}, {"to": "ref('pairs')", "columns": ["x", "y"]}]},
        "(1, 10), (2, 20), (1, null), (null, 30)",
        "(1, 10), (1, 20)",
    ),
}
# What cannot be told does not hold.
_UNTOLD = ("holds", {"condition": "a <= b"}, "(1, 1), (1, null)")


def _rows(values: str, columns: str = "a, b") -> str:
    return f"select * from (values {values}) as given ({columns})\n"


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Status of each generic test on each model of a small project that has nothing but them."""
    project = tmp_path_factory.mktemp("generic_tests")
    shutil.copytree(PROJECT / "tests" / "generic", project / "tests" / "generic")
    models = project / "models"
    models.mkdir()
    (project / "dbt_project.yml").write_text(
        "name: tried\nversion: 1.0.0\nconfig-version: 2\nprofile: resolution_warehouse\n"
    )
    for parent in ("parent", "pairs"):
        (models / f"{parent}.sql").write_text(_rows("(1, 10), (2, 20)", "x, y"))
    described = []
    given = {
        f"{test}_{kind}": (test, told[0], told[at])
        for test, told in CASES.items()
        for kind, at in (("good", 1), ("bad", 2))
    }
    for name, (test, arguments, values) in (given | {"holds_untold": _UNTOLD}).items():
        (models / f"{name}.sql").write_text(_rows(values, "x, y" if test == "foreign_keys" else "a, b"))
        tests = [{test: {"name": f"try_{name}", "arguments": arguments}}]
        described.append({"name": name, "data_tests": tests})
    (models / "models.yml").write_text(yaml.safe_dump({"version": 2, "models": described}))
    tried = Dbt(project, project / "data").run("build")
    assert tried.results, tried.output
    return tried.results


@pytest.mark.parametrize("test", CASES)
def test_passes_on_right_rows(outcome: dict[str, str], test: str) -> None:
    assert outcome[f"try_{test}_good"] == "pass"


@pytest.mark.parametrize("test", CASES)
def test_fails_on_wrong_rows(outcome: dict[str, str], test: str) -> None:
    assert outcome[f"try_{test}_bad"] == "fail"


def test_what_cannot_be_told_does_not_hold(outcome: dict[str, str]) -> None:
    assert outcome["try_holds_untold"] == "fail"


def test_every_generic_test_is_tried() -> None:
    assert {path.stem for path in Path(PROJECT / "tests" / "generic").glob("*.sql")} == set(CASES)
