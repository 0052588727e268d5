"""A reference list's file → its lines: cells as text, and the row that they make where every cell can be read.

Belongs here: encoding, delimiter, heading, blank lines, and telling where a cell cannot be read. Not here: rules across
rows and files (people.py, registry.py).
"""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from dagster_project.lib.delimiters import delimiter_of
from dagster_project.returns.reference.rows import MAY_BE_EMPTY, ListRow


@dataclass(frozen=True)
class Line:
    """A line that is not blank: its number in the file, its cells by column, its row (None: told as a problem)."""

    number: int
    cells: dict[str, str]
    row: ListRow | None


@dataclass
class ListFile:
    """A list as its file holds it, and every problem found in it so far, one clear line each."""

    path: Path
    lines: list[Line] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    _seen: dict[tuple[str, ...], set[tuple[str, ...]]] = field(default_factory=dict)

    def tell(self, line: Line, column: str, expected: str, found: str | None = None) -> None:
        """Add a problem of one cell."""
        sent = line.cells.get(column, "")
        # Short enough to read: a cell may hold a page.
        found = found or (f"'{sent[:80]}{'…' * (len(sent) > 80)}'" if sent else "a blank")
        said = f"line {line.number}, column {column}: found {found}, expected {expected}"
        self.problems.append(f"{self.path}, {' '.join(said.split())}")

    @property
    def is_unread(self) -> bool:
        """Whether nothing could be read: then what other lists refer to is not missed once more for each row."""
        return bool(self.problems) and not self.lines

    def knows(self, **cells: str) -> bool:
        """Tell whether a line holds these cells, one that could not be read as a whole included."""
        columns = tuple(cells)
        if columns not in self._seen:
            self._seen[columns] = {tuple(line.cells.get(column, "") for column in columns) for line in self.lines}
        return self.is_unread or tuple(cells.values()) in self._seen[columns]


#: Every list by its name.
Files = Mapping[str, ListFile]


def read_list_file(path: Path, model: type[ListRow], name: str) -> ListFile:
    """Read one list; what is wrong with it is in ``problems``, told all at once."""
    file = ListFile(path)
    try:
        # Excel writes a byte order mark; people in a hurry save in the code page of their machine.
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as problem:
        file.problems.append(f"{path}: cannot be read ({problem.strerror})")
        return file
    except UnicodeDecodeError:
        file.problems.append(f"{path}: not saved as UTF-8; save it as 'CSV UTF-8'")
        return file
    # Excel in a Vietnamese Windows separates by semicolons; the heading's names hold none, cells may hold many.
    delimiter = delimiter_of(re.split("[\r\n]", text, maxsplit=1)[:1])
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    began = 1
    try:
        heading = [" ".join(name.split()) for name in next(rows, [])]
        while heading and not heading[-1]:
            heading.pop()
        if not _is_heading(file, heading, model):
            return file
        began = rows.line_num + 1
        for cells in rows:
            _add_line(file, began, [cell.strip() for cell in cells], heading, model, delimiter)
            began = rows.line_num + 1
    except csv.Error:
        file.problems.append(f'{path}, line {began}: quotes (") that are not closed, or stand inside a cell; mend them')
    if not file.lines and not file.problems and name not in MAY_BE_EMPTY:
        file.problems.append(f"{path}: no rows; expected at least one")
    return file


def _is_heading(file: ListFile, heading: list[str], model: type[ListRow]) -> bool:
    """Tell whether the heading has the list's columns; a misspelt optional one would be ignored in silence."""
    known = model.model_fields
    missing = [name for name, column in known.items() if column.is_required() and name not in heading]
    unknown = [name or "(without a name)" for name in heading if name not in known]
    twice = sorted({name for name in heading if name and heading.count(name) > 1})
    found = ", ".join(heading) or "nothing"
    if missing:
        file.problems.append(f"{file.path}, line 1: column {', '.join(missing)} is missing; found {found}")
    if unknown:
        told = f"column {', '.join(unknown)} is none of this list's"
        file.problems.append(f"{file.path}, line 1: {told}; expected only {', '.join(known)}")
    if twice:
        file.problems.append(f"{file.path}, line 1: column {', '.join(twice)} stands there more than once")
    return not (missing or unknown or twice)


def _add_line(
    file: ListFile, number: int, cells: list[str], heading: list[str], model: type[ListRow], delimiter: str
) -> None:
    if not any(cells):
        return
    at = f"{file.path}, line {number}"
    while len(cells) > len(heading) and not cells[-1]:
        cells.pop()
    if len(cells) > len(heading):
        file.problems.append(f"{at}: {len(heading)} cells expected, found {len(cells)}")
        return
    if any("\n" in cell and delimiter in cell for cell in cells):
        # Two stray quotes enclose all that stands between them, also whole rows.
        file.problems.append(f'{at}: a cell that holds lines with cells; mend the quotes (") around it')
        return
    by_column = dict(zip(heading, cells + [""] * (len(heading) - len(cells)), strict=True))
    try:
        row = model.model_validate(_given(model, by_column))
    except ValidationError as problem:
        line = Line(number, by_column, None)
        for error in problem.errors(include_url=False):
            file.tell(line, str(error["loc"][0]), _expected(error))
    else:
        line = Line(number, by_column, row)
        for column, expected in row.wrong():
            file.tell(line, column, expected)
    file.lines.append(line)


def _given(model: type[ListRow], cells: dict[str, str]) -> dict[str, str | None]:
    """Return the cells as a model takes them: a blank is None, or left to the column's default."""
    return {
        name: cells.get(name) or None
        for name, column in model.model_fields.items()
        if cells.get(name) or column.is_required()
    }


def _expected(error: ErrorDetails) -> str:
    if error["input"] is None:
        return "a value"
    context = error.get("ctx", {})
    # A literal tells its values, our own checks what they expected.
    return str(context.get("expected") or context.get("error") or error["msg"])
