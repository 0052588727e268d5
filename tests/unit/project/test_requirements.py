"""requirements.in names what the project imports or runs: no more, no less.

What is imported and not declared is there only as long as another package happens to need it.
"""

import ast
import re
import sys
from collections import defaultdict
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from dagster_project.settings import CHECKOUT

LISTS = ("requirements.in", "superset/requirements.in")
#: Tests in an environment of their own, with a list beside them.
BROWSER_TESTS = CHECKOUT / "tests" / "browser"
OUR_OWN = {"tools", "dagster_project", "sample", "tests"}
# Import name → what is declared for it, where several distributions install that name.
SHARED_NAMES = {"dbt": "dbt-core"}
RUN_NOT_IMPORTED = {
    "dagster-webserver": "make ui",
    "dbt-bouncer": "make lint",
    "import-linter": "make lint",
    "mypy": "make lint",
    "pandas-stubs": "make lint: what mypy knows of pandas",
    "ruff": "make lint",
    "sqlfluff": "make lint",
    "vulture": "make lint",
    "pytest-xdist": "make test-fast: pytest -n",
    "dbt-core": "dbt compile, and its page about the models",
    "dbt-duckdb": "dbt/profiles.yml names it",
    "s3fs": "fsspec opens s3:// with it",
}


def normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def declared(file: str = "requirements.in") -> set[str]:
    lines = (CHECKOUT / file).read_text(encoding="utf-8").splitlines()
    found = (re.match(r"[A-Za-z0-9._-]+", line) for line in lines)
    return {normalised(match.group()) for match in found if match}


@cache
def imported() -> dict[str, list[str]]:
    """Return for each foreign top-level module the files that import it."""
    files: dict[str, list[str]] = defaultdict(list)
    for folder in sorted(OUR_OWN):
        for path in sorted((CHECKOUT / folder).rglob("*.py")):
            if BROWSER_TESTS not in path.parents:
                for name in _foreign_imports_of(path):
                    files[name].append(str(path.relative_to(CHECKOUT)))
    return files


def _foreign_imports_of(path: Path) -> set[str]:
    return _imports_of(path) - sys.stdlib_module_names - OUR_OWN


def _imports_of(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            names.add(node.module.split(".")[0])
    return names


@cache
def distributions_of_modules() -> dict[str, set[str]]:
    """Return the normalised distributions that install each top-level module."""
    return {module: {normalised(name) for name in names} for module, names in packages_distributions().items()}


def distribution_of(module: str) -> set[str]:
    """Return the distributions of which one has to be declared for a module."""
    return {SHARED_NAMES[module]} if module in SHARED_NAMES else distributions_of_modules().get(module, {module})


def test_what_is_imported_is_declared() -> None:
    missing = {module: files for module, files in imported().items() if not distribution_of(module) & declared()}
    assert not missing, "write these into requirements.in and run `make lock`"


def test_what_is_declared_is_imported_or_run() -> None:
    used = set().union(*(distribution_of(module) for module in imported()))
    assert not declared() - used - set(RUN_NOT_IMPORTED), "nothing imports these: remove them, or say who runs them"


def test_what_is_said_to_be_run_is_declared_and_not_imported() -> None:
    used = set().union(*(distribution_of(module) for module in imported()))
    assert set(RUN_NOT_IMPORTED) <= declared()
    assert not set(RUN_NOT_IMPORTED) & used


def test_what_the_browser_tests_import_is_declared_beside_them() -> None:
    imports = set().union(*(_foreign_imports_of(path) for path in BROWSER_TESTS.glob("test_*.py")))
    # Not installed here, so no distribution can be asked what it brings: these are called as they are imported.
    assert {normalised(name) for name in imports} <= declared("tests/browser/requirements.in")


@pytest.mark.parametrize("folder", ["", "superset/", "spark/", "tests/browser/", "tests/storage/"])
def test_the_lock_holds_what_is_declared_with_hashes_and_names_no_host(folder: str) -> None:
    lock = (CHECKOUT / f"{folder}requirements.lock").read_text(encoding="utf-8")
    locked = {normalised(name) for name in re.findall(r"^([A-Za-z0-9._-]+?)(?:\[[^]]*\])?==", lock, flags=re.MULTILINE)}
    assert declared(f"{folder}requirements.in") <= locked, "make lock"
    assert "://" not in lock and not re.search(r"^--", lock, flags=re.MULTILINE)
    # Every pin goes on with the hashes of its files.
    assert not re.search(r"^[A-Za-z0-9].*[^\\]$", lock, flags=re.MULTILINE)


def test_superset_reads_with_the_duckdb_that_writes() -> None:
    of = [re.findall(r"^duckdb==.*$", (CHECKOUT / file).read_text("utf-8"), re.MULTILINE) for file in LISTS]
    assert len(of[0]) == 1
    assert of[0] == of[1]


def test_spark_is_built_by_the_dbt_that_compiles_here() -> None:
    pinned = [
        dict(re.findall(r"^(dbt-[a-z]+)(?:\[[^]]*\])?==(\S+)", (CHECKOUT / lock).read_text("utf-8"), re.MULTILINE))
        for lock in ("requirements.lock", "spark/requirements.lock")
    ]
    shared = pinned[0].keys() & pinned[1].keys()
    assert {"dbt-core", "dbt-adapters", "dbt-common"} <= shared
    assert {name: pinned[0][name] for name in shared} == {name: pinned[1][name] for name in shared}
