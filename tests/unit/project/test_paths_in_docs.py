"""Every path of the checkout that a page names is there: a map that is wrong is worse than none."""

import re
from pathlib import Path

import pytest

from dagster_project.settings import CHECKOUT

PAGES = sorted(
    [
        *(CHECKOUT / name for name in ("README.md", "CONTRIBUTING.md", "raw/README.md")),
        *(CHECKOUT / "docs").rglob("*.md"),
    ]
)
# What is written in backquotes and begins with one of these is a path of the checkout. Globs and <placeholders> must
# match something.
ROOTS = ("dagster_project", "dbt", "deploy", "docs", "expectations", "raw", "sample", "tests", "tools", ".ci")
MADE_LATER = ("dbt/target", "dbt/logs")
# docs/add-a-form.md shows a form that there is not.
EXAMPLE = "form_05"
BACKQUOTED = re.compile(r"`([^`\n]+)`")
PATH = re.compile(rf"(?:{'|'.join(map(re.escape, ROOTS))})/[^\s`;]*")
LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")


def paths_in(text: str) -> set[str]:
    """Return the paths of the checkout that stand in backquotes, with {a,b} written out."""
    found: set[str] = set()
    for quoted in BACKQUOTED.findall(text):
        if PATH.fullmatch(quoted):
            found |= _written_out(quoted.rstrip("."))
    return {path for path in found if not path.startswith(MADE_LATER) and EXAMPLE not in path}


def _written_out(path: str) -> set[str]:
    braces = re.search(r"\{([^{}]*)\}", path)
    if not braces:
        return {path}
    parts = braces.group(1).split(",")
    return set().union(*(_written_out(path[: braces.start()] + part + path[braces.end() :]) for part in parts))


def is_there(path: str) -> bool:
    pattern = re.sub(r"<[^>]*>|…", "*", path.rstrip("/"))
    return any(True for _ in CHECKOUT.glob(pattern)) if "*" in pattern else (CHECKOUT / pattern).exists()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(CHECKOUT)))
def test_every_path_is_there(page: Path) -> None:
    missing = {path for path in paths_in(page.read_text(encoding="utf-8")) if not is_there(path)}
    assert not missing


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(CHECKOUT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    links = LINK.findall(page.read_text(encoding="utf-8"))
    missing = {link for link in links if ":" not in link and not (page.parent / link).exists()}
    assert not missing


def test_the_six_answers_are_on_the_map() -> None:
    text = (CHECKOUT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for question in (
        "The 40-year rule",
        "TCVN3 headings",
        "Which version is in force",
        "The colour of a marked cell",
        "What Dagster calls the night",
        "The note a district reads for a missing decision",
    ):
        assert re.search(rf"^\| {question} \|.*`.+`", text, flags=re.MULTILINE), question


def test_paths_are_found_written_out_and_missed_when_wrong() -> None:
    assert paths_in("see `dbt/{models,seeds}/` and `make test`, `dbt/target/x`") == {"dbt/models/", "dbt/seeds/"}
    assert is_there("dbt/models/") and is_there("dbt/seeds/*.csv") and is_there("dbt/seeds/<list>.csv")
    assert not is_there("dbt/modells/") and not is_there("dbt/seeds/*.xlsx")
