"""What cannot change the meaning of a return: the registry, in the order in which changes can be made.

Belongs here: names and order. What is done stands in one module a group; each function returns what it did, or "".
"""

from collections.abc import Callable
from random import Random

from tests.fixtures.pages import AnySheet, Page
from tests.metamorphic.transformations import cells, columns, files, lines, rows, scripts

PageChange = Callable[[Page, int, Random], str]
SheetsChange = Callable[[list[AnySheet], Random], str]

#: First which rows there are, then single values, then columns, then lines between the rows, last the letters.
PAGE_CHANGES: dict[str, PageChange] = {
    function.__name__: function
    for function in (
        rows.resorted,
        rows.positions_in_one_cell,
        cells.levels_untold,
        cells.titles_of_position,
        cells.degrees,
        cells.spellings,
        cells.dates,
        cells.identifiers,
        rows.dittos,
        columns.birth_under_sex,
        columns.lone_female,
        columns.headings,
        columns.ticked,
        columns.whose_rating,
        columns.groups,
        columns.fewer_columns,
        columns.unknown_columns,
        columns.other_order,
        rows.merged,
        lines.titles,
        lines.sections,
        lines.blank_rows,
        lines.subtotals,
        lines.column_numbers,
        lines.headings_again,
    )
}
#: At most one of them for a page: a text is typed in one way.
SCRIPTS: dict[str, PageChange] = {
    function.__name__: function
    for function in (
        scripts.tcvn3_columns,
        scripts.tcvn3_headings,
        scripts.tcvn3_sheet,
        scripts.tcvn3_but_lists,
        scripts.letters_apart,
        scripts.without_accents,
        scripts.old_spelling,
    )
}
SHEETS_CHANGES: dict[str, SheetsChange] = {
    function.__name__: function
    for function in (files.blank_templates, files.hidden_copy, files.stacked, files.other_sheets)
}
SPLIT = rows.on_two_sheets.__name__
FILE_CHANGES = ("other_format", "several_files", "sent_before")
NAMES = (SPLIT, *PAGE_CHANGES, *SCRIPTS, *SHEETS_CHANGES, *FILE_CHANGES)
