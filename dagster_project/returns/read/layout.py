"""Understands a sheet: the tables in it, the form of each, the kind of every row, what titles and totals say.

Belongs here: putting headings, titles and rows together to tables. Two tables of different forms below one another are
two forms; a heading printed again goes on with the same table, and from there on its own columns count. Does not belong
here: what a data cell means (returns/clean).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from dagster_project.returns.read.heading import Heading, find_headings, holds_a_line
from dagster_project.returns.read.legacy import as_meant, decode, legacy_columns
from dagster_project.returns.read.row_kinds import DATA_KIND, control_total, is_evident, kind_of_row
from dagster_project.returns.read.titles import says_replaces_all, title_texts, units_named, years_named
from dagster_project.returns.read.workbook import Sheet
from dagster_project.tables.forms import columns_of

# Rows that a heading further down may have above it as titles of its own.
_MAY_BE_TITLE = ("section", "footer", "data", "heading")
# "ĐẢNG BỘ TỈNH …" on the left, "ĐẢNG CỘNG SẢN VIỆT NAM" on the right.
_MOST_CELLS_OF_A_TITLE = 2
# Two columns of one heading: which is first does not matter for these.
_FIRST_IS_MEANT = frozenset({"line_number", "note"})


@dataclass(frozen=True)
class TableLayout:
    """One table of a sheet: rows from 0, ``first`` to ``last``, its titles included.

    ``headings`` are the table's heading and, below it, the same printed again; the columns of each hold for the rows
    under it. ``legacy`` tells for each sheet column whether its lines were typed in TCVN3. ``form`` None: no form.
    """

    form: str | None
    first: int
    last: int
    headings: list[Heading] = field(default_factory=list)
    legacy: list[bool] = field(default_factory=list)
    title_years: list[int] = field(default_factory=list)
    title_units: list[str] = field(default_factory=list)
    replaces_all: bool = False
    says_nothing: bool = False
    control_total: int | None = None

    @property
    def columns(self) -> dict[int, str]:
        """Return sheet column → canonical column over all headings of the table, the first place of each."""
        columns: dict[int, str] = {}
        for heading in self.headings:
            taken = set(columns.values())
            columns |= {
                number: name
                for number, name in heading.columns.items()
                if number not in columns and ("=" in name or name not in taken)
            }
        return columns

    @property
    def labels(self) -> dict[int, str]:
        """Return sheet column → heading as one text, that of the first heading which has one."""
        labels: dict[int, str] = {}
        for heading in self.headings:
            labels = heading.labels | labels
        return labels


@dataclass(frozen=True)
class SheetLayout:
    """A sheet understood.

    ``kinds[r]`` is ``blank``, ``title``, ``heading``, ``column_numbers``, ``section``, ``subtotal``, ``total``,
    ``footer``, ``nil``, ``numbered_blank`` or ``data``. ``rows`` are the cells as sent with merged cells filled down,
    ``types`` theirs; ``sent`` are the cells as sent.
    """

    tables: list[TableLayout]
    kinds: list[str]
    rows: list[list[str]]
    types: list[str]
    sent: list[list[str]]

    @cached_property
    def texts(self) -> list[list[str]]:
        """Return the cells as sent with a legacy encoding decoded; who only reads the sheet does not need them."""
        return _decoded(self.sent, self.tables, self.kinds)

    @property
    def legacy(self) -> list[bool]:
        """Return for each column whether any table's lines in it were typed in TCVN3."""
        return [any(column) for column in zip(*(table.legacy for table in self.tables), strict=True)]


def understand_sheet(sheet: Sheet, unit_names: dict[str, str], report_year: int | None = None) -> SheetLayout:
    """Return the layout of ``sheet``.

    Args:
        sheet: a visible sheet.
        unit_names: unit code → Vietnamese name, looked for in titles.
        report_year: the year of the return; a column that names another one is none of its columns (None: any year).
    """
    headings = find_headings(sheet, report_year)
    if not headings:
        return no_form(sheet)
    rows, types = fill_merged(sheet)
    headings = _without_lines(headings, rows, types, report_year)
    ends = [*(heading.first for heading in headings[1:]), len(rows)]
    headings = [_without_rivals(one, rows, end, report_year) for one, end in zip(headings, ends, strict=True)]
    has_own = [any(row) for row in sheet.rows]
    kinds = ["title" if own else "blank" for own in has_own]
    for heading, end in zip(headings, ends, strict=True):
        _tell_rows(rows, types, has_own, heading, end, kinds)
        if end < len(rows):
            _tell_titles(rows, types, heading, end, kinds)
    tables = _tables(_by_table(headings, rows, kinds, report_year), rows, kinds, unit_names, report_year)
    return SheetLayout(tables, kinds, rows, types, sheet.rows)


def no_form(sheet: Sheet) -> SheetLayout:
    """Return the layout of a sheet that is none of the forms: all its rows are titles."""
    kinds = ["title" if any(row) else "blank" for row in sheet.rows]
    width = len(sheet.rows[0]) if sheet.rows else 0
    table = TableLayout(None, 0, len(sheet.rows) - 1, legacy=[False] * width)
    return SheetLayout([table], kinds, sheet.rows, sheet.types, sheet.rows)


def fill_merged(sheet: Sheet) -> tuple[list[list[str]], list[str]]:
    """Return rows and types with every cell that is merged downwards filled: it holds for all rows that it covers."""
    rows, types = list(sheet.rows), list(sheet.types)
    for (top, left), (bottom, _) in sheet.merged:
        if bottom == top or top >= len(rows) or left >= len(rows[top]) or not rows[top][left]:
            continue
        for row in range(top + 1, min(bottom, len(rows) - 1) + 1):
            # A row that holds nothing of its own is no line, however far a cell above it reaches.
            if any(sheet.rows[row]) and not rows[row][left]:
                rows[row] = [*rows[row][:left], rows[top][left], *rows[row][left + 1 :]]
                types[row] = types[row][:left] + types[top][left] + types[row][left + 1 :]
    return rows, types


def _without_lines(
    headings: Sequence[Heading], rows: Sequence[Sequence[str]], types: Sequence[str], report_year: int | None
) -> list[Heading]:
    """Return the headings without those of which a row is evidently a line of the table above it."""
    kept = [headings[0]]
    for heading in headings[1:]:
        above, numbers = kept[-1], range(heading.first, heading.last + 1)
        if not holds_a_line(rows, types, numbers, above.columns, above.form, report_year):
            kept.append(heading)
    return kept


def _without_rivals(heading: Heading, rows: Sequence[Sequence[str]], end: int, report_year: int | None) -> Heading:
    """Settle columns that several sheet columns claim alike by the cells below, or leave none of them.

    One that is blank everywhere, or that says the same everywhere, is no rival; where both speak, which one the form
    means cannot be told, and a figure taken from the wrong one would be wrong without a word.
    """
    columns = dict(heading.columns)
    for name, numbers in heading.rivals.items():
        cells = {number: [row[number] for row in rows[heading.last + 1 : end]] for number in numbers}
        speaking = [number for number in numbers if any(cells[number])]
        is_settled = len({tuple(cells[number]) for number in speaking}) <= 1
        is_needed = bool(columns_of(heading.form, report_year)[name].required_group)
        if is_settled or name in _FIRST_IS_MEANT or not is_needed:
            columns[(speaking or numbers)[0]] = name
    return Heading(heading.form, heading.first, heading.last, columns, heading.labels, {})


def _tell_rows(
    rows: Sequence[Sequence[str]],
    types: Sequence[str],
    has_own: Sequence[bool],
    heading: Heading,
    end: int,
    kinds: list[str],
) -> None:
    """Write the kinds of the heading's rows and of those under it, up to the next heading."""
    for number in range(heading.first, heading.last + 1):
        kinds[number] = "heading" if has_own[number] else "blank"
    after = ""
    for number in range(heading.last + 1, end):
        if not has_own[number]:
            continue
        kinds[number] = kind_of_row(
            rows[number], types[number], heading.columns, heading.labels, heading.form, after=after
        )
        if kinds[number] in (DATA_KIND, "total") or (kinds[number] == "footer" and not after):
            after = kinds[number].replace(DATA_KIND, "")


def _tell_titles(
    rows: Sequence[Sequence[str]], types: Sequence[str], heading: Heading, end: int, kinds: list[str]
) -> None:
    """Call the rows right above the next heading its titles: nothing there that is evidently a line of the table."""
    for number in range(end - 1, heading.last, -1):
        if kinds[number] == "blank":
            continue
        is_line = is_evident(rows[number], types[number], heading.columns, heading.form)
        cells = sum(1 for column in heading.columns if rows[number][column])
        if kinds[number] not in _MAY_BE_TITLE or is_line or cells > _MOST_CELLS_OF_A_TITLE:
            return
        kinds[number] = "title"


def _by_table(
    headings: Sequence[Heading], rows: Sequence[Sequence[str]], kinds: Sequence[str], report_year: int | None
) -> list[list[Heading]]:
    """Put the headings of one form that follow one another together to a table.

    But a list with a title of another year is a table of its own, so that it is told: last year's below this year's.
    """
    groups: list[list[Heading]] = []
    for heading in headings:
        years = years_named(title_texts(_titles_above(heading, rows, kinds)))
        is_of_another_year = report_year is not None and bool(years) and report_year not in years
        if groups and groups[-1][0].form == heading.form and not is_of_another_year:
            groups[-1].append(heading)
        else:
            groups.append([heading])
    return groups


def _titles_above(heading: Heading, rows: Sequence[Sequence[str]], kinds: Sequence[str]) -> list[Sequence[str]]:
    first = heading.first
    while first and kinds[first - 1] in ("title", "blank"):
        first -= 1
    return list(rows[first : heading.first])


def _tables(
    groups: Sequence[list[Heading]],
    rows: Sequence[Sequence[str]],
    kinds: Sequence[str],
    unit_names: dict[str, str],
    report_year: int | None,
) -> list[TableLayout]:
    """Give each table its rows."""
    tables = []
    first = 0
    for number, group in enumerate(groups):
        last = len(rows) - 1
        if number + 1 < len(groups):
            last = groups[number + 1][0].first - 1
            while last > group[-1].last and kinds[last] in ("title", "blank"):
                last -= 1
        tables.append(_table(group, first, last, rows, kinds, unit_names, report_year))
        first = last + 1
    return tables


def _table(
    headings: list[Heading],
    first: int,
    last: int,
    rows: Sequence[Sequence[str]],
    kinds: Sequence[str],
    unit_names: dict[str, str],
    report_year: int | None,
) -> TableLayout:
    titles = title_texts(rows[first : headings[0].first])
    width = len(rows[0]) if rows else 0
    lines = [rows[number] for number in range(first, last + 1) if kinds[number] == DATA_KIND]
    around = [rows[number] for number in range(first, last + 1) if kinds[number] != DATA_KIND]
    totals = [control_total(rows[number]) for number in range(first, last + 1) if kinds[number] == "total"]
    return TableLayout(
        headings[0].form,
        first,
        last,
        headings,
        legacy_columns(lines, around, width),
        years_named(titles),
        units_named(titles, unit_names, report_year),
        says_replaces_all(titles),
        not lines and "nil" in kinds[first : last + 1],
        totals[-1] if totals else None,
    )


def _decoded(rows: Sequence[list[str]], tables: Sequence[TableLayout], kinds: Sequence[str]) -> list[list[str]]:
    """Return all cells as Unicode: the lines by their column, what stands around them each by its own letters."""
    if all(table.form is None for table in tables):
        return list(rows)
    texts = []
    for number, row in enumerate(rows):
        table = next((one for one in tables if one.first <= number <= one.last), tables[-1])
        if kinds[number] == DATA_KIND:
            texts.append(
                [decode(text) if is_legacy else text for text, is_legacy in zip(row, table.legacy, strict=True)]
            )
        else:
            texts.append([as_meant(text) for text in row])
    return texts
