"""Our lists with other rows, for one test: copies in a temporary folder in the place of the project's own."""

import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from dagster_project.lib import seeds
from dagster_project.returns.read import form_headings, heading_columns, titles
from dagster_project.tables import forms

PROJECT = Path(__file__).parents[1]
#: Where a list is, and who reads it by which name; the seeds are one folder.
_OWN = {
    "columns.csv": (forms, "_COLUMNS"),
    "headings.csv": (form_headings, "_HEADINGS"),
    "sub_headings.csv": (heading_columns, "_SUB_HEADINGS"),
    "unit_titles.csv": (titles, "_UNIT_TITLES"),
}
_BLOCK = re.compile(r"^```(?:csv|sql|yaml) (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Lists:
    """The lists that are in force, as files that may be written."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, name: str) -> Path:
        return self._folder / name if name in _OWN else self._folder / "seeds" / name

    def add(self, name: str, *lines: str) -> None:
        """Add lines to a list."""
        self.replace(name, "", "", *lines)

    def replace(self, name: str, old: str, new: str, *more: str) -> None:
        """Replace a line of a list, as it stands there, and add lines."""
        text = self.path(name).read_text(encoding="utf-8")
        assert not old or f"{old}\n" in text, f"{name} has no line {old}"
        changed = text.replace(f"{old}\n", f"{new}\n" if new else "") if old else text
        self.path(name).write_text(changed + "".join(f"{line}\n" for line in more), encoding="utf-8")
        forget()

    def widen(self, name: str, *columns: str) -> None:
        """Give a list more columns, blank in every row."""
        heading, *lines = self.path(name).read_text(encoding="utf-8").splitlines()
        wider = [",".join([heading, *columns]), *(line + "," * len(columns) for line in lines)]
        self.path(name).write_text("\n".join(wider) + "\n", encoding="utf-8")
        forget()


@contextmanager
def own_lists(folder: Path) -> Iterator[Lists]:
    """Put copies of all lists in force."""
    shutil.copytree(seeds.SEEDS, folder / "seeds")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(seeds, "SEEDS", folder / "seeds")
        # A night that ran in this process before has put its reference's lists in force.
        patch.setattr(seeds, "_in_force", {})
        for name, (module, constant) in _OWN.items():
            shutil.copy(getattr(module, constant), folder / name)
            patch.setattr(module, constant, folder / name)
        forget()
        yield Lists(folder)
    forget()


def forget() -> None:
    """Empty everything that was remembered of the lists."""
    for name, module in list(sys.modules.items()):
        if name.startswith("dagster_project."):
            for value in list(vars(module).values()):
                if hasattr(value, "cache_clear"):
                    value.cache_clear()


def blocks_of_the_page() -> dict[str, str]:
    """Return file → what docs/add-a-form.md adds to it."""
    return dict(_BLOCK.findall((PROJECT / "docs" / "add-a-form.md").read_text(encoding="utf-8")))


def add_the_form_of_the_page(lists: Lists) -> None:
    """Add the rows of the page's fictive form."""
    for file, text in blocks_of_the_page().items():
        if file.endswith(".csv"):
            lists.add(Path(file).name, *text.splitlines())
