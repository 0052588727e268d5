"""What takes information away: the registry. After a loss the truth must stay within the bounds.

Belongs here: the losses that the pages promise to survive. A loss changes the clean pages of one year and says what is
gone, or "" where there is nothing of the kind. What a page reads as an answer (a blank "Diện quản lý" is a no, a blank
period is the year, a blank end is no end) is no loss: it says something else.
"""

from collections.abc import Callable
from random import Random

from tests.fixtures.pages import Page
from tests.metamorphic.losses import columns, forms, rows

Loss = Callable[[list[Page], Random], str]
LOSSES: dict[str, Loss] = {
    function.__name__: function
    for function in (
        columns.column_blank,
        columns.column_gone,
        columns.identifiers_blank,
        columns.births_blank,
        rows.cells_unreadable,
        rows.rows_unreadable,
        forms.form_not_sent,
        forms.nothing_sent,
    )
}
#: After two of them nothing tells that rows of two years are one person's: a unit has one of them at most.
OF_IDENTITY = (columns.identifiers_blank.__name__, columns.births_blank.__name__)
