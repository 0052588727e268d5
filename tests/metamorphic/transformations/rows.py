"""Other rows that say the same: order, several positions in a cell, ditto marks, merged cells, a form on two sheets.

Belongs here: changes of which rows there are and how a row leans on its neighbours.
"""

import random
from collections import defaultdict
from itertools import pairwise
from typing import Any

from tests.fixtures.pages import Page, Row

_DITTOS = ('"', "nt", "-nt-", "như trên", "〃")
_OWN = ("full_name", "born_on", "born_on_male", "born_on_female", "citizen_id", "party_card")
_NO_DITTO = (*_OWN, "line_number", "organisation_code", "organisation_name", "decision_number", "certificate_number")


def resorted(page: Page, _year: int, rng: random.Random) -> str:
    """Shuffle the rows."""
    rng.shuffle(page.rows)
    return "shuffled"


def positions_in_one_cell(page: Page, _year: int, rng: random.Random) -> str:
    """Write two positions of a person in one row where the rows differ in nothing else."""
    kept: list[Row] = []
    for row in page.rows if page.form == "02" else []:
        same = [one for one in kept if {**one, "position": row["position"]} == row]
        # "kiêm" and ";" part titles; a comma may also stand inside the name of an office.
        if same and not set("".join([same[0]["position"], row["position"]])) & set(";,"):
            same[0]["position"] += rng.choice(["; ", " kiêm ", ";\n", ", "]) + row["position"]
        else:
            kept.append(row)
    if page.form != "02" or len(kept) == len(page.rows):
        return ""
    page.rows = kept
    return f"{len(kept)} rows"


def dittos(page: Page, _year: int, rng: random.Random) -> str:
    """Write ditto marks where a cell repeats the one above."""
    changed = set()
    plain = [name for name in page.headings if name not in _NO_DITTO and "=" not in name]
    for column in plain:
        values = [row.get(column) for row in page.rows]
        for number in range(1, len(values)):
            if values[number] and values[number] == values[number - 1] and rng.random() < 0.7:
                page.rows[number][column] = rng.choice(_DITTOS)
                changed.add(column)
    return ", ".join(sorted(changed))


def merged(page: Page, _year: int, rng: random.Random) -> str:
    """Merge cells that repeat the one above, the name and ids of a person with several rows among them."""
    names = [
        name for name in page.headings if name != "line_number" and "=" not in name and not _has_dittos(page, name)
    ]
    chosen = [name for name in names if rng.random() < 0.6 and _repeats(page, name)]
    page.merged_down = (*page.merged_down, *chosen)
    return ", ".join(chosen)


def _has_dittos(page: Page, column: str) -> bool:
    return any(row.get(column) in _DITTOS for row in page.rows)


def _repeats(page: Page, column: str) -> bool:
    values = [row.get(column) for row in page.rows]
    return any(one and one == other for one, other in pairwise(values))


def on_two_sheets(pages: list[Page], _year: int, rng: random.Random) -> str:
    """Continue forms on a second sheet, each subject wholly on one of them."""
    changed = []
    for page in list(pages):
        subjects: dict[Any, list[Row]] = defaultdict(list)
        for row in page.rows:
            subjects[row["_subject"]].append(row)
        if len(subjects) < 2 or rng.random() < 0.5:
            continue
        chosen = set(rng.sample(sorted(subjects), rng.randint(1, len(subjects) - 1)))
        second = Page(page.form, list(page.titles), dict(page.headings), [], name=f"{page.name} tiếp")
        second.rows = [row for row in page.rows if row["_subject"] in chosen]
        page.rows = [row for row in page.rows if row["_subject"] not in chosen]
        pages.insert(pages.index(page) + 1, second)
        changed.append(page.form)
    return ", ".join(changed)
