"""What docstrings and comments name is there: a newcomer who follows a name must not end at nothing."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
LOOKED_AT = ("dagster_project", "sample", "tests")
FOLDERS = (ROOT, ROOT / "dagster_project", ROOT / "dagster_project" / "returns", ROOT / "dagster_project" / "quality")
# A module, with or without the way to it: clean/cells.py, receive/, quality/judge, tables/forms.columns_of
_FILE = re.compile(r"(?<![\w/.<*-])((?:[\w-]+/)*[\w-]+\.py)\b")
_ROOMS = (
    "lib|tables|returns|quality|warehouse|publish|notify|defs"
    "|receive|read|values|clean|ledger|persons|judge|report|feedback|data_docs"
)
_PATH = re.compile(
    rf"(?<![\w/.<>*\"'-])((?:dagster_project/)?(?:{_ROOMS})/[a-z_]+(?:/[a-z_]+)*)(?![\w/*<]|\.(?!py\b)[a-z])"
)


def told_in(source: str) -> Iterator[tuple[int, str]]:
    """Yield line and text of every docstring and comment."""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and ast.get_docstring(
            node
        ):
            yield node.body[0].lineno, ast.get_docstring(node, clean=False) or ""


def named_and_absent(source: str, near: Path) -> list[str]:
    """Return the modules and folders that docstrings and comments of a module in the folder ``near`` name in vain."""
    absent = []
    for line, text in told_in(source):
        for named in _FILE.findall(text) + _PATH.findall(text):
            if not is_there(named, near):
                absent.append(f"{line}: {named}")
    return absent


def is_there(named: str, near: Path) -> bool:
    for folder in (near, near.parent, *FOLDERS):
        path = folder / named
        if path.exists() or path.with_name(f"{path.name}.py").exists() or list(path.parent.glob(f"{path.name}.*")):
            return True
    return False


def modules() -> list[Path]:
    return [path for folder in LOOKED_AT for path in sorted((ROOT / folder).rglob("*.py"))]


def test_every_module_that_is_named_exists() -> None:
    absent = {
        str(path.relative_to(ROOT)): found
        for path in modules()
        if (found := named_and_absent(path.read_text(encoding="utf-8"), path.parent))
    }
    assert absent == {}


@pytest.mark.parametrize(
    "text",
    ["see gone.py", "what a cell means is clean/gone.py's", "(quality/gone)", "dagster_project/returns/gone knows"],
)
def test_a_name_that_leads_nowhere_is_noticed(text: str) -> None:
    near = ROOT / "dagster_project" / "lib"
    assert named_and_absent(f'"""About.\n\n{text}\n"""\n', near)
    assert named_and_absent(f"x = 1  # {text}\n", near)


@pytest.mark.parametrize(
    "text", ["see files.py", "clean/cells.py", "(quality/judge)", "returns/persons and tables/forms"]
)
def test_a_name_that_leads_somewhere_is_not_noticed(text: str) -> None:
    assert not named_and_absent(f'"""About.\n\n{text}\n"""\n', ROOT / "dagster_project" / "lib")


def test_a_name_means_one_thing() -> None:
    """A class, a constant or an alias that two modules define is read for the other one sooner or later."""
    defined: dict[str, list[str]] = {}
    for path in sorted((ROOT / "dagster_project").rglob("*.py")):
        for name in public_names(path.read_text(encoding="utf-8")):
            defined.setdefault(name, []).append(str(path.relative_to(ROOT)))
    assert {name: places for name, places in defined.items() if len(places) > 1} == {}


def test_a_name_that_means_two_things_is_noticed() -> None:
    assert public_names("A: int = 1\nB = C = 2\nclass D: ...\n_E = 1\ndef f(): ...\n__all__ = []\nx.y = 1") == [
        "A",
        "B",
        "C",
        "D",
    ]


def public_names(source: str) -> list[str]:
    names = []
    for node in ast.parse(source).body:
        if isinstance(node, ast.ClassDef):
            names.append(node.name)
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        names += [target.id for target in targets if isinstance(target, ast.Name)]
    return [name for name in names if not name.startswith("_")]
